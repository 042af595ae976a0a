# SPDX-License-Identifier: MIT
"""What pages do with drafts and corrections: new, duplicate, delete, credit, void."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.gui import formats
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.dialogs import ask
from lightar_desktop.gui.dialogs.credit_note import CreditNoteDialog
from lightar_desktop.gui.dialogs.void_invoice import VoidInvoiceDialog
from lightar_desktop.gui.widgets.invoice_view import InvoiceView
from lightar_desktop.services.drafting import Deleted
from lightar_desktop.services.rows import InvoiceRow

_NAMED = 3  # drafts named one by one before they are only counted


class DraftCommands(QObject):
    """Does it off the main thread, shows what came of it, and tells the window to look.

    Signals:
        deleted(list): ids of drafts that are gone.
    """

    deleted = Signal(list)

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page

    def new(self) -> None:
        """Add a draft and show it, ready for its customer to be typed."""
        drafting = self._context.app.drafting
        self._context.tasks.run(drafting.new, lambda one: self._show(one, "customer"), owner=self)

    def duplicate(self, invoice_ids: Sequence[int]) -> None:
        """Add the same invoices once more, as drafts; a single one is shown."""
        drafting, ids = self._context.app.drafting, list(invoice_ids)

        def done(made: list[int]) -> None:
            if len(made) == 1:
                self._show(made[0], "customer")
                return
            words = self.tr("{0} drafts were added.").format(formats.count(len(made)))
            self._context.messages.info(words)
            self._context.feed.poll()

        self._context.tasks.run(lambda: [drafting.duplicate(i) for i in ids], done, owner=self)

    def delete(self, invoice_ids: Sequence[int]) -> None:
        """Ask, naming what would be lost, and delete those that are drafts."""
        reads, ids = self._context.app.reads.invoices, list(invoice_ids)
        self._context.tasks.run(lambda: reads.rows(ids), self._ask_to_delete, owner=self)

    def _ask_to_delete(self, rows: list[InvoiceRow]) -> None:
        drafts = [row for row in rows if row.status is InvoiceStatus.DRAFT]
        if not drafts:
            words = self.tr("Opened invoices are never deleted; void them or write a credit note.")
            self._context.messages.error(words)
            return
        box = QMessageBox(self._page)
        box.setIcon(QMessageBox.Icon.NoIcon)
        count = formats.count(len(drafts))
        one = len(drafts) == 1
        box.setWindowTitle(self.tr("Delete draft") if one else self.tr("Delete drafts"))
        box.setText(self.tr("Delete this draft?") if one else f"Delete {count} drafts?")
        box.setInformativeText(what_is_lost(drafts, kept=len(rows) - len(drafts)))
        button = self.tr("Delete draft") if one else f"Delete {count} drafts"
        delete = box.addButton(button, QMessageBox.ButtonRole.AcceptRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(cancel)
        ids = [row.id for row in drafts]
        delete.clicked.connect(lambda: self._delete(ids))
        ask(box)

    def _delete(self, ids: list[int]) -> None:
        drafting = self._context.app.drafting
        self._context.tasks.run(lambda: drafting.delete(ids), self._on_deleted, owner=self)

    def _on_deleted(self, done: Deleted) -> None:
        gone = len(done.gone)
        words = (
            f"{formats.count(gone)} drafts were deleted." if gone != 1 else "The draft is deleted."
        )
        if done.kept:
            words += f" {formats.count(len(done.kept))} were opened meanwhile and stay."
        self._context.messages.info(words)
        self._context.feed.poll()
        self.deleted.emit(list(done.gone))

    def credit(self, view: InvoiceView) -> None:
        """Ask which lines a credit note takes back, and show its draft."""
        ask(CreditNoteDialog(self._context, view, self._show, self._page.window()))

    def void(self, view: InvoiceView) -> None:
        """Ask why, and void the invoice."""
        ask(VoidInvoiceDialog(self._context, view, self._page.window()))

    def _show(self, invoice_id: int, field: str = "") -> None:
        self._context.feed.poll()
        self._context.navigator.show_invoice(invoice_id, field)


def what_is_lost(drafts: Sequence[InvoiceRow], *, kept: int) -> str:
    """The drafts that would be deleted, by name, and how many others stay."""
    named = [
        f"{row.customer or 'no customer'}, {formats.money(abs(row.total), row.currency)}"
        for row in drafts[:_NAMED]
    ]
    rest = len(drafts) - len(named)
    if rest:
        named.append(f"and {formats.count(rest)} more")
    words = "\n".join(named) + "\nTheir lines are lost; no number was used."
    return f"{words}\n{formats.count(kept)} opened invoices stay." if kept else words
