# SPDX-License-Identifier: MIT
"""A customer's contacts as a table to type in: name, address, phone, and a box for each role."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QToolButton, QWidget

from lightar_desktop.domain.customer import Contact, ContactRole
from lightar_desktop.domain.errors import Problem
from lightar_desktop.gui import theme
from lightar_desktop.gui.forms import promoted
from lightar_desktop.gui.widgets.field_errors import mark_invalid

ROLE_WORDS: Final = {
    ContactRole.PRIMARY: "Primary",
    ContactRole.FINANCE: "Finance",
    ContactRole.COLLECTIONS: "Collections",
    ContactRole.CC: "CC always",
}
_MEANS: Final = {
    ContactRole.PRIMARY: "Gets invoices when nobody has the role Finance",
    ContactRole.FINANCE: "Gets invoices",
    ContactRole.COLLECTIONS: "Is asked about what is late",
    ContactRole.CC: "Is copied on every email",
}
_HEADS: Final = ("Name", "Email", "Phone", *ROLE_WORDS.values())
_STRETCH: Final = {0: 3, 1: 4, 2: 2}
_PARTS: Final = ("name", "email", "phone", "roles")


class ContactRow:
    """The widgets of one contact, in a line of the table's grid, and what is wrong beneath."""

    def __init__(self, table: "ContactRows") -> None:
        self.name, self.email, self.phone = (QLineEdit(table) for _ in range(3))
        self.boxes = {role: QCheckBox(table) for role in ContactRole}
        self.remove = QToolButton(table)
        self.error = QLabel(table)
        self.error.setProperty("role", "bad")
        self.error.setWordWrap(True)
        self.error.setTextFormat(Qt.TextFormat.PlainText)
        self.error.hide()
        self.name.setPlaceholderText(table.tr("Name"))
        self.email.setPlaceholderText(table.tr("name@example.com"))
        self.phone.setPlaceholderText(table.tr("Phone"))
        for role, box in self.boxes.items():
            box.setToolTip(table.tr(_MEANS[role]))
        self.remove.setIcon(theme.icon("trash"))
        self.remove.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.remove.setToolTip(table.tr("Remove the contact"))

    def controls(self) -> tuple[QWidget, ...]:
        """In the order of the table's columns and of the Tab key."""
        return (self.name, self.email, self.phone, *self.boxes.values(), self.remove)

    def fill(self, contact: Contact) -> None:
        """Show this contact."""
        texts = (contact.name, contact.email, contact.phone)
        for field, text in zip((self.name, self.email, self.phone), texts, strict=True):
            field.setText(text)
            field.setCursorPosition(0)
        for role, box in self.boxes.items():
            box.setChecked(role in contact.roles)

    def contact(self) -> Contact:
        """The contact as it is typed."""
        roles = frozenset(role for role, box in self.boxes.items() if box.isChecked())
        texts = (field.text().strip() for field in (self.name, self.email, self.phone))
        name, email, phone = texts
        return Contact(name, email, roles, phone)

    def say(self, words: dict[str, str]) -> None:
        """Show what is wrong, part by part; nothing when `words` is empty."""
        for field, part in ((self.name, "name"), (self.email, "email"), (self.phone, "phone")):
            mark_invalid(field, words.get(part, ""))
        mark_invalid(self.boxes[ContactRole.PRIMARY], words.get("roles", ""))
        self.error.setText(" ".join(words[part] for part in _PARTS if part in words))
        self.error.setVisible(bool(words))

    def take_away(self) -> None:
        """Remove the widgets."""
        for widget in (*self.controls(), self.error):
            widget.hide()
            widget.deleteLater()

    def name_for(self, position: int, table: "ContactRows") -> None:
        """Tell screen readers whose line this is."""
        which = table.tr("contact {0}").format(position + 1)
        for field, part in ((self.name, "Name"), (self.email, "Email"), (self.phone, "Phone")):
            field.setAccessibleName(f"{table.tr(part)}, {which}")
        for role, box in self.boxes.items():
            box.setAccessibleName(f"{table.tr(ROLE_WORDS[role])}, {which}")
        self.remove.setAccessibleName(f"{table.tr('Remove')} {which}")


@promoted
class ContactRows(QWidget):
    """All contacts of a customer. Lines without any text do not count.

    Signals:
        changed(): something was typed, checked, added or removed.
        entered(): Enter was pressed in a field.
    """

    changed = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ContactRow] = []
        self.setAccessibleName(self.tr("Contacts"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._heads = [QLabel(self.tr(head), self) for head in _HEADS]
        for column, head in enumerate(self._heads):
            head.setProperty("role", "muted")
            middle = Qt.AlignmentFlag.AlignHCenter if column > 2 else Qt.AlignmentFlag.AlignLeft
            self._grid.addWidget(head, 0, column, middle)
            self._grid.setColumnStretch(column, _STRETCH.get(column, 0))
        theme.current().changed.connect(self._restyle)
        self._show_heads()

    def show_contacts(self, contacts: Iterable[Contact]) -> None:
        """Show these contacts and no others; the cursor stays where it is if it can."""
        wanted = list(contacts)
        while len(self.rows) > len(wanted):
            self.rows.pop().take_away()
        while len(self.rows) < len(wanted):
            self._append(wanted[len(self.rows)])
        for row, contact in zip(self.rows, wanted, strict=True):
            row.fill(contact)
            row.say({})
        self._arrange()

    def contacts(self) -> tuple[Contact, ...]:
        """The contacts as they are typed."""
        return tuple(row.contact() for row in self._filled())

    def add(self) -> None:
        """A new contact that gets invoices; its name has the focus."""
        role = ContactRole.FINANCE if self.rows else ContactRole.PRIMARY
        self._append(Contact("", "", frozenset({role})))
        self._arrange()
        self.rows[-1].name.setFocus()
        self.changed.emit()

    def mend(self) -> None:
        """Put the cursor where an address is missing or wrong."""
        if not self.rows:
            self.add()
        faulty = [row for row in self.rows if row.error.text()]
        empty = [row for row in self.rows if not row.email.text().strip()]
        (*faulty, *empty, self.rows[0])[0].email.setFocus()

    def say(self, problems: Iterable[Problem]) -> None:
        """Show the problems of `contacts.N.part` in their lines."""
        words: dict[int, dict[str, str]] = {}
        for problem in problems:
            kind, _, rest = problem.field.partition(".")
            position, _, part = rest.partition(".")
            if kind == "contacts" and position.isdigit():
                words.setdefault(int(position), {}).setdefault(part, str(problem))
        for number, row in enumerate(self._filled()):
            row.say(words.get(number, {}))

    def _filled(self) -> list[ContactRow]:
        return [row for row in self.rows if any(_texts(row.contact()))]

    def _append(self, contact: Contact) -> None:
        row = ContactRow(self)
        row.fill(contact)
        for field in (row.name, row.email, row.phone):
            field.textChanged.connect(self.changed)
            field.returnPressed.connect(self.entered)
        for box in row.boxes.values():
            box.toggled.connect(self.changed)
        row.remove.clicked.connect(lambda: self._remove(row))
        self.rows.append(row)

    def _remove(self, row: ContactRow) -> None:
        at = self.rows.index(row)
        self.rows.remove(row)
        row.take_away()
        self._arrange()
        if self.rows:
            self.rows[min(at, len(self.rows) - 1)].name.setFocus()
        self.changed.emit()

    def _arrange(self) -> None:
        """Put every line where it belongs and let Tab follow."""
        before: QWidget | None = None
        for position, row in enumerate(self.rows):
            row.name_for(position, self)
            for column, control in enumerate(row.controls()):
                middle = Qt.AlignmentFlag.AlignCenter if column > 2 else Qt.AlignmentFlag(0)
                self._grid.addWidget(control, 2 * position + 1, column, middle)
                if before is not None:
                    QWidget.setTabOrder(before, control)
                before = control
            self._grid.addWidget(row.error, 2 * position + 2, 0, 1, len(_HEADS))
        self.setFocusProxy(self.rows[0].name if self.rows else None)  # type: ignore[arg-type]
        self._show_heads()

    def _show_heads(self) -> None:
        for head in self._heads:
            head.setVisible(bool(self.rows))

    def _restyle(self) -> None:
        for row in self.rows:
            row.remove.setIcon(theme.icon("trash"))


def _texts(contact: Contact) -> tuple[str, str, str]:
    return contact.name, contact.email, contact.phone
