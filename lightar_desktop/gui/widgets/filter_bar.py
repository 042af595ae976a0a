# SPDX-License-Identifier: MIT
"""The chips above the invoice table; together they are one `InvoiceFilter`."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.gui.forms import promoted
from lightar_desktop.gui.tasks import Tasks
from lightar_desktop.gui.widgets.chips import Chip
from lightar_desktop.gui.widgets.filter_popups import (
    AmountPopup,
    ChoicePopup,
    CustomerPopup,
    DatePopup,
)
from lightar_desktop.gui.widgets.looks import look
from lightar_desktop.services.filters import InvoiceFilter
from lightar_desktop.services.saved_filters import ChosenFilter

if TYPE_CHECKING:
    from lightar_desktop.services.ports import CustomerReads

_TYPING_MS = 120


@promoted
class FilterBar(QWidget):
    """The chips, and what is done with all of them.

    Signals:
        changed(): another filter holds now; typing is waited for.
        save_asked(): the filter is to be kept under a name.
    """

    changed = Signal()
    save_asked = Signal()

    def set_up(
        self, reads: "CustomerReads", tasks: Tasks, today: Callable[[], date], search: QLineEdit
    ) -> None:
        """Make the chips; `search` is the field for free text, wherever it stands."""
        self._today = today
        self.search = search
        self.status = ChoicePopup(
            "Status", [(s, look(s).words) for s in InvoiceStatus], "{} statuses", self
        )
        self.delivery = ChoicePopup(
            "Delivery", [(x, look(x).words) for x in Light], "{} delivery states", self
        )
        self.customer = CustomerPopup(reads, tasks, self)
        self.issued = DatePopup("Issued", today, self)
        self.due = DatePopup("Due", today, self)
        self.amount = AmountPopup(self)
        self.overdue = Chip("Overdue", None, self)
        popups = (self.status, self.customer, self.issued, self.due, self.amount)
        self.chips = [Chip(popup.accessibleName(), popup, self) for popup in popups]
        self.chips += [self.overdue, Chip("Delivery", self.delivery, self)]
        self.clear = QPushButton("Clear", self)
        self.clear.setToolTip("Show all invoices")
        self.clear.setAccessibleName("Clear filters")
        self.clear.setProperty("link", True)
        self.save = QPushButton("Save…", self)
        self.save.setToolTip("Keep this filter under a name (Ctrl+S)")
        self.save.setAccessibleName("Save filter…")
        self.save.setProperty("link", True)
        self._quiet = False
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for widget in (*self.chips, self.clear, self.save):
            line.addWidget(widget)
        line.addStretch(1)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._on_changed)
        for popup in (*popups, self.delivery):
            popup.changed.connect(self._on_changed)
        self.overdue.toggled.connect(self._on_changed)
        search.textEdited.connect(self._on_typed)
        search.returnPressed.connect(self._on_changed)
        self.clear.clicked.connect(self.reset)
        self.save.clicked.connect(self.save_asked)
        self.clear.hide()
        self.save.hide()

    @property
    def filter(self) -> InvoiceFilter:
        """What is to be shown."""
        issued, due, amount = self.issued.range(), self.due.range(), self.amount.range()
        return InvoiceFilter(
            statuses=self.status.chosen,
            lights=self.delivery.chosen,
            customer_id=self.customer.customer_id,
            issued_from=issued[0],
            issued_to=issued[1],
            due_from=due[0],
            due_to=due[1],
            amount_from=amount[0],
            amount_to=amount[1],
            overdue_on=self._today() if self.overdue.isChecked() else None,
            search=self.search.text().strip(),
        )

    @property
    def chosen(self) -> ChosenFilter:
        """The filter with the names of its periods, to be kept."""
        return ChosenFilter(self.filter, self.issued.period, self.due.period)

    def show_filter(self, chosen: ChosenFilter, customer: str) -> None:
        """Show a filter that was kept; `customer` is the name of the one it asks for."""
        where = chosen.where
        self._quiet = True
        self.search.setText(where.search)
        self.status.choose(where.statuses)
        self.delivery.choose(where.lights)
        self.customer.choose(where.customer_id, customer or "Customer not found")
        self.issued.choose_days(where.issued_from, where.issued_to, chosen.issued)
        self.due.choose_days(where.due_from, where.due_to, chosen.due)
        self.amount.choose(where.amount_from, where.amount_to)
        self.overdue.setChecked(where.overdue_on is not None)
        self._quiet = False
        self._on_changed()

    @property
    def active(self) -> bool:
        """Whether anything is restricted."""
        return any(chip.active for chip in self.chips) or bool(self.search.text().strip())

    def reset(self) -> None:
        """Show everything."""
        self.search.clear()
        for chip in self.chips:
            chip.reset()
        self._on_changed()

    def _on_typed(self) -> None:
        self._typing.start()

    def _on_changed(self) -> None:
        self._typing.stop()
        if self._quiet:
            return
        self.clear.setVisible(self.active)
        self.save.setVisible(self.active)
        self.changed.emit()
