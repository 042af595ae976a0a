# SPDX-License-Identifier: MIT
"""The invoices and customers that were shown last, remembered for this user and this database.

Only ids are remembered; names and numbers stay in the database.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from lightar_desktop.domain.customer import Customer
from lightar_desktop.gui.context import Context
from lightar_desktop.services.rows import InvoiceRow

if TYPE_CHECKING:
    from lightar_desktop.services.app import App

MOST: Final = 12
INVOICE: Final = "invoice"
CUSTOMER: Final = "customer"


@dataclass(frozen=True, slots=True)
class Subject:
    """What was shown."""

    kind: str
    id: int


class Recent(QObject):
    """Notes what is shown. A database is known by the moment of its first journal entry."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._place = ""
        self._subjects: list[Subject] = []
        app = context.app
        context.tasks.run(lambda: _place(app), self._on_place)

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """What was shown, the last first."""
        return tuple(self._subjects)

    def note(self, kind: str, subject_id: int) -> None:
        """This is shown now."""
        subject = Subject(kind, subject_id)
        others = [one for one in self._subjects if one != subject]
        self._subjects = [subject, *others][:MOST]
        self._remember()

    def _on_place(self, place: str) -> None:
        self._place = place
        new, remembered = self._subjects, _parsed(self._context.memory.value(place))
        self._subjects = list(dict.fromkeys([*new, *remembered]))[:MOST]
        self._remember()

    def _remember(self) -> None:
        if self._place and self._subjects:
            words = " ".join(f"{one.kind}:{one.id}" for one in self._subjects)
            self._context.memory.setValue(self._place, words)


def read_recent(app: "App", subjects: tuple[Subject, ...]) -> list[InvoiceRow | Customer]:
    """What the subjects are now; those that are gone are left out. Off the main thread."""
    invoices = app.reads.invoices.rows([one.id for one in subjects if one.kind == INVOICE])
    found: dict[Subject, InvoiceRow | Customer | None] = {
        Subject(INVOICE, row.id): row for row in invoices
    }
    people = app.reads.customers.load([one.id for one in subjects if one.kind == CUSTOMER])
    found |= {Subject(CUSTOMER, customer.id): customer for customer in people}
    return [row for one in subjects if (row := found.get(one)) is not None]


def _place(app: "App") -> str:
    first = app.reads.journal.since(0, 1)
    began = first[0].at.isoformat() if first else "new"
    return f"recent/{app.actor} {began}"


def _parsed(remembered: object) -> list[Subject]:
    """What was remembered; what cannot be read is forgotten."""
    pairs = (word.partition(":") for word in str(remembered or "").split())
    return [
        Subject(kind, int(number))
        for kind, _, number in pairs
        if kind in {INVOICE, CUSTOMER} and number.isascii() and number.isdigit()
    ]
