# SPDX-License-Identifier: MIT
"""One invoice: what it is, what became of it, and what can be done with it now."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.invoice import DocumentKind, Invoice, days_overdue, may_be_emailed
from lightar_desktop.gui import formats, theme
from lightar_desktop.gui.changes import Changes
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.dialogs import ask
from lightar_desktop.gui.dialogs.draft_conflict import DraftConflictDialog
from lightar_desktop.gui.dialogs.sent_message import SentMessageDialog
from lightar_desktop.gui.dialogs.settle_email import SettleEmailDialog
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.pages import Page
from lightar_desktop.gui.pages.draft_commands import DraftCommands
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.gui.widgets.activity_list import ActivityList
from lightar_desktop.gui.widgets.draft_editor import DraftEditor
from lightar_desktop.gui.widgets.email_history import EmailHistory
from lightar_desktop.gui.widgets.invoice_details import InvoiceDetails
from lightar_desktop.gui.widgets.invoice_view import InvoiceView, read_invoice
from lightar_desktop.gui.widgets.looks import invoice_look, light_means, look
from lightar_desktop.gui.widgets.part_tabs import PartTabs
from lightar_desktop.gui.widgets.pdf_pane import PdfPane
from lightar_desktop.gui.widgets.pill import Pill
from lightar_desktop.services.rows import EmailRow

# Where on the customer's page a draft's problem is mended.
_ON_CUSTOMER = {
    "no_email": "contacts",
    "bad_email": "contacts",
    "no_address": "city",
    "no_vat_id": "vat_id",
}
_DETAILS, _PDF, _HISTORY, _ACTIVITY = range(4)


class InvoicePage(Form, Page):
    """Header with what fits the state, tabs for details, PDF, emails and activity."""

    FORM = "invoice"
    title = "Invoice"

    back: QToolButton
    number: QLabel
    customer: QLabel
    status: Pill
    light: Pill
    corrects: QPushButton
    pdf_menu: QToolButton
    more: QToolButton
    open_invoice: QPushButton
    send_email: QPushButton
    total: QLabel
    balance: QLabel
    due: QLabel
    tabs: PartTabs
    parts: QStackedWidget
    details_place: QStackedWidget
    details: InvoiceDetails
    pdf: PdfPane
    history: EmailHistory
    activity: ActivityList

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.load_form()
        self.view: InvoiceView | None = None
        self.editor: DraftEditor | None = None  # made for the first draft that is shown
        self.commands = DraftCommands(context, self)
        self.more_actions: dict[str, QAction] = {}
        self._invoice_id = 0
        self._field = ""
        self._newest = Newest(context.tasks, self)
        self.pdf.bind(context)
        self.history.bind(context)
        for words in ("Details", "PDF", "Email History", "Activity"):
            self.tabs.addTab(self.tr(words))
        self._add_actions()
        self._connect()
        self._restyle()

    def _connect(self) -> None:
        navigator = self.context.navigator
        self.tabs.currentChanged.connect(self._on_tab)
        self.back.clicked.connect(lambda: navigator.show_page("sales_invoices"))
        self.open_invoice.clicked.connect(self._open)
        self.send_email.clicked.connect(lambda: navigator.send_email(self._invoice_id))
        self.details.credit_asked.connect(self._credit)
        self.details.void_asked.connect(self._void)
        self.details.invoice_asked.connect(navigator.show_invoice)
        self.corrects.clicked.connect(self._show_corrected)
        self.commands.deleted.connect(self._on_deleted)
        self.history.message_asked.connect(self._show_message)
        self.history.settle_asked.connect(self._settle)
        theme.current().changed.connect(self._restyle)

    def _add_actions(self) -> None:
        menu = QMenu(self.pdf_menu)
        for words, keys, act in (
            (self.tr("Save as…"), "Ctrl+S", self.pdf.save_as),
            (self.tr("Print…"), "Ctrl+P", self.pdf.print_it),
            (self.tr("Copy PDF as file"), "Ctrl+Shift+C", self.pdf.copy_file),
        ):
            action = QAction(words, self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(act)
            self.addAction(action)
            menu.addAction(action)
        self.pdf_menu.setMenu(menu)
        self.pdf_menu.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.pdf_menu.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind
        self.pdf_menu.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more = QMenu(self.more)
        for name, words, offer in (
            ("duplicate", self.tr("D&uplicate"), self._duplicate),
            ("delete", self.tr("&Delete draft…"), self._delete),
            ("credit", self.tr("&Credit note…"), self._credit),
            ("void", self.tr("&Void…"), self._void),
        ):
            self.more_actions[name] = more.addAction(words)
            self.more_actions[name].triggered.connect(offer)
            self.addAction(self.more_actions[name])
        self.more.setMenu(more)
        primary = QAction(self.tr("Open or send"), self)
        primary.triggered.connect(self._act)
        self.primary = primary

    def _act(self) -> None:
        for button in (self.open_invoice, self.send_email):
            if button.isVisible() and button.isEnabled():
                button.click()

    def _open(self) -> None:
        """Ask how to open it, once all that was typed is stored."""
        opened = [self._invoice_id]
        if self.editor is not None and self.view is not None and self.view.is_draft:
            self.editor.when_ready(lambda: self.context.navigator.open_dialog(opened))
        else:
            self.context.navigator.open_dialog(opened)

    def _show_more(self, view: InvoiceView) -> None:
        """Offer what can be done with the invoice as it is now."""
        details, draft = self.details, view.is_draft
        for words, shown, enabled in (
            ("delete", draft, True),
            ("credit", not draft and not details.credit.isHidden(), details.credit.isEnabled()),
            ("void", not draft and not details.void.isHidden(), details.void.isEnabled()),
        ):
            self.more_actions[words].setVisible(shown)
            self.more_actions[words].setEnabled(shown and enabled)

    def _duplicate(self) -> None:
        ids = [self._invoice_id]
        if self.editor is not None and self.view is not None and self.view.is_draft:
            self.editor.when_ready(lambda: self.commands.duplicate(ids))
        else:
            self.commands.duplicate(ids)

    def _delete(self) -> None:
        self.commands.delete([self._invoice_id])

    def _credit(self) -> None:
        if self.view is not None:
            self.commands.credit(self.view)

    def _void(self) -> None:
        if self.view is not None:
            self.commands.void(self.view)

    def _show_corrected(self) -> None:
        if self.view is not None and self.view.invoice.corrects_id is not None:
            self.context.navigator.show_invoice(self.view.invoice.corrects_id)

    def _on_deleted(self, gone: list[int]) -> None:
        if self._invoice_id in gone:
            if self.editor is not None and self.editor.saver is not None:
                self.editor.saver.stop()
            self._invoice_id = 0
            self.context.navigator.show_page("sales_invoices")

    def _mend(self, problem: Problem) -> None:
        draft = self.editor.draft if self.editor is not None else None
        customer = draft.customer if draft is not None else None
        if problem.field == "company":
            self.context.navigator.show_page("ar_settings")
        elif customer is None:
            self.context.navigator.show_page("customers")
        else:
            self.context.navigator.show_customer(customer.id, _ON_CUSTOMER.get(problem.code, ""))

    def _show_message(self, email: EmailRow) -> None:
        ask(SentMessageDialog(self.context, email.id, self.window()))

    def _settle(self, email: EmailRow, choice: str) -> None:
        ask(SettleEmailDialog(self.context, email, choice, self.window()))

    def _read(self) -> None:
        if not self._invoice_id:
            return
        app, invoice_id = self.context.app, self._invoice_id
        self._newest.run(lambda: read_invoice(app, invoice_id), self._show, self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, DomainError):
            self.context.messages.error(str(error))
        else:
            self.context.tasks.report(error)

    def _show(self, view: InvoiceView) -> None:
        first = self.view is None or self.view.row.id != view.row.id
        opened = not first and self.view is not None and self.view.row.number != view.row.number
        self.view = view
        self._show_head(view)
        self.pdf.take_invoice(view.row.id, view.row.number)
        self._show_details(view)
        self._show_more(view)
        sendable = may_be_emailed(view.row.status, view.row.kind)
        self.history.show_emails(view.row.id, view.emails, is_open=sendable)
        self.activity.show_rows(view.activity)
        count = len(view.emails)
        words = self.tr("Email History")
        self.tabs.setTabText(_HISTORY, f"{words}  {count}" if count else words)
        if first or opened:
            self._show_pdf()
        if self._field:
            self._highlight(self._field)
            self._field = ""

    def _show_details(self, view: InvoiceView) -> None:
        """An opened invoice is shown under its lock; a draft is edited."""
        if not view.is_draft:
            if self.editor is not None and self.editor.saver is not None:
                self.editor.saver.stop()
            self.details.show_invoice(view)
            self.details_place.setCurrentWidget(self.details)
            return
        if self.editor is None:
            self.editor = DraftEditor(self.context, self.details_place)
            self.editor.changed.connect(self._show_amounts)
            self.editor.refused.connect(self._on_refused)
            self.editor.mend_asked.connect(self._mend)
            self.details_place.addWidget(self.editor)
        self.editor.show_view(view)
        self.details_place.setCurrentWidget(self.editor)
        if self.editor.draft is not None:
            self._show_amounts(self.editor.draft)

    def _highlight(self, field: str) -> None:
        if self.editor is not None and self.details_place.currentWidget() is self.editor:
            self.editor.highlight(field)
        else:
            self.details.highlight(field)

    def _show_amounts(self, draft: Invoice) -> None:
        """The head follows what is typed."""
        total = formats.money(draft.kind.sign * draft.totals().total, draft.currency)
        self.total.setText(total)
        self.balance.setText(total)
        self.customer.setText(draft.customer.name if draft.customer else self.tr("no customer"))

    def _on_refused(self, error: DomainError) -> None:
        """Somebody else was faster: both versions are shown, and one is chosen."""
        reads, invoice_id, words = self.context.app.reads.invoices, self._invoice_id, str(error)

        def decide(found: list[Invoice]) -> None:
            editor = self.editor
            mine = editor.draft if editor is not None else None
            if error.codes != ("edited_elsewhere",) or not found or editor is None or mine is None:
                self.context.messages.error(words)
                self._read()
                return
            dialog = DraftConflictDialog(words, mine, found[0], self.window())
            dialog.kept_mine.connect(lambda: editor.keep_mine(found[0]))
            dialog.took_theirs.connect(lambda: editor.take_theirs(found[0]))
            dialog.rejected.connect(lambda: self._decide_later(error))
            ask(dialog)

        self.context.tasks.run(lambda: reads.load([invoice_id]), decide, owner=self)

    def _decide_later(self, error: DomainError) -> None:
        words = self.tr("What you type is not saved until you choose a version.")
        self.context.messages.error(words, self.tr("Choose"), lambda: self._on_refused(error))

    def _show_head(self, view: InvoiceView) -> None:
        row = view.row
        is_note = row.kind is DocumentKind.CREDIT_NOTE
        draft = self.tr("Draft credit note") if is_note else self.tr("Draft")
        self.number.setText(row.number or draft)
        self.customer.setText(row.customer or self.tr("no customer"))
        self.status.show_look(invoice_look(row.status, row.kind))
        self.light.show_look(look(row.light), light_means(row.light))
        self.total.setText(formats.money(row.total, row.currency))
        self.balance.setText(formats.money(row.balance, row.currency))
        self.corrects.setVisible(view.invoice.corrects_id is not None)
        self.corrects.setText(self.tr("Credit note for {0}").format(view.invoice.corrects))
        late = days_overdue(row.status, row.due_on, view.today) if row.balance > 0 else 0
        due = formats.day(row.due_on, view.today)
        if late and row.due_on is not None:
            due += "  \N{MIDDLE DOT}  " + formats.overdue(row.due_on, view.today)
        self.due.setText(due)
        self.due.setProperty("late", bool(late))
        self.due.style().unpolish(self.due)
        self.due.style().polish(self.due)
        self.open_invoice.setVisible(view.is_draft)
        self.send_email.setVisible(True)
        sendable = may_be_emailed(row.status, row.kind)
        self.send_email.setEnabled(sendable)
        why = self.tr("Only open invoices can be emailed; open it first.")
        self.send_email.setToolTip("" if sendable else why)
        self.send_email.setProperty("primary", not view.is_draft)
        self.send_email.style().unpolish(self.send_email)
        self.send_email.style().polish(self.send_email)

    def _show_pdf(self) -> None:
        if self.view is not None and self.tabs.currentIndex() == _PDF:
            self.pdf.show_it()

    def _on_tab(self, index: int) -> None:
        self.parts.setCurrentIndex(index)
        editing = self.editor is not None and self.view is not None and self.view.is_draft
        if index == _PDF and editing and self.editor is not None and self.editor.saver is not None:
            self.editor.saver.when_stored(self._show_pdf)
        else:
            self._show_pdf()

    def _restyle(self) -> None:
        self.back.setIcon(theme.icon("arrow-left"))
        self.pdf_menu.setIcon(theme.icon("chevron-down"))
        self.more.setIcon(theme.icon("more"))

    def activate(self) -> None:
        self._read()
        self.tabs.setFocus()

    def may_leave(self) -> bool:
        if self.editor is not None:
            self.editor.finish()
        return True

    def show_subject(self, subject_id: int, field: str = "") -> None:
        self._field = field
        if subject_id != self._invoice_id:
            if self.editor is not None:
                self.editor.finish()
            self._invoice_id = subject_id
            self.view = None
            self.number.setText("")
            self.customer.setText("")
        if field:
            self.tabs.setCurrentIndex(_DETAILS)
        self._read()

    def apply_changes(self, changes: Changes) -> None:
        others = changes.of("customer") | changes.of("company") | changes.of("template")
        if self.isVisible() and (self._invoice_id in changes.invoices or others):
            self._read()
