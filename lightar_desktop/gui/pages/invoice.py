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

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.invoice import days_overdue
from lightar_desktop.gui import formats, theme
from lightar_desktop.gui.changes import Changes
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.dialogs import ask
from lightar_desktop.gui.dialogs.sent_message import SentMessageDialog
from lightar_desktop.gui.dialogs.settle_email import SettleEmailDialog
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.pages import Page
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.gui.widgets.activity_list import ActivityList
from lightar_desktop.gui.widgets.email_history import EmailHistory
from lightar_desktop.gui.widgets.invoice_details import InvoiceDetails
from lightar_desktop.gui.widgets.invoice_view import InvoiceView, read_invoice
from lightar_desktop.gui.widgets.looks import light_means, look
from lightar_desktop.gui.widgets.part_tabs import PartTabs
from lightar_desktop.gui.widgets.pdf_pane import PdfPane
from lightar_desktop.gui.widgets.pill import Pill
from lightar_desktop.services.rows import EmailRow

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
    pdf_menu: QToolButton
    open_invoice: QPushButton
    send_email: QPushButton
    total: QLabel
    balance: QLabel
    due: QLabel
    tabs: PartTabs
    parts: QStackedWidget
    details: InvoiceDetails
    pdf: PdfPane
    history: EmailHistory
    activity: ActivityList

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.load_form()
        self.view: InvoiceView | None = None
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
        self.details.mend_asked.connect(self._mend)
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
        primary = QAction(self.tr("Open or send"), self)
        primary.triggered.connect(self._act)
        self.primary = primary

    def _act(self) -> None:
        for button in (self.open_invoice, self.send_email):
            if button.isVisible() and button.isEnabled():
                button.click()

    def _open(self) -> None:
        self.context.navigator.open_dialog([self._invoice_id])

    def _mend(self, field: str) -> None:
        page = "ar_settings" if field == "company" else "customers"
        self.context.navigator.show_page(page)

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
        self.details.show_invoice(view)
        self.history.show_emails(view.row.id, view.emails, is_open=view.row.status.owed)
        self.activity.show_rows(view.activity)
        count = len(view.emails)
        words = self.tr("Email History")
        self.tabs.setTabText(_HISTORY, f"{words}  {count}" if count else words)
        if first or opened:
            self._show_pdf()
        if self._field:
            self.details.highlight(self._field)
            self._field = ""

    def _show_head(self, view: InvoiceView) -> None:
        row = view.row
        self.number.setText(row.number or self.tr("Draft"))
        self.customer.setText(row.customer or self.tr("no customer"))
        self.status.show_look(look(row.status))
        self.light.show_look(look(row.light), light_means(row.light))
        self.total.setText(formats.money(row.total, row.currency))
        self.balance.setText(formats.money(row.balance, row.currency))
        late = days_overdue(row.status, row.due_on, view.today)
        due = formats.day(row.due_on, view.today)
        if late and row.due_on is not None:
            due += "  \N{MIDDLE DOT}  " + formats.overdue(row.due_on, view.today)
        self.due.setText(due)
        self.due.setProperty("late", bool(late))
        self.due.style().unpolish(self.due)
        self.due.style().polish(self.due)
        self.open_invoice.setVisible(view.is_draft)
        self.send_email.setVisible(True)
        self.send_email.setEnabled(row.status.owed)
        why = self.tr("Only open invoices can be emailed; open it first.")
        self.send_email.setToolTip("" if row.status.owed else why)
        self.send_email.setProperty("primary", not view.is_draft)
        self.send_email.style().unpolish(self.send_email)
        self.send_email.style().polish(self.send_email)

    def _show_pdf(self) -> None:
        if self.view is not None and self.tabs.currentIndex() == _PDF:
            self.pdf.show_it()

    def _on_tab(self, index: int) -> None:
        self.parts.setCurrentIndex(index)
        self._show_pdf()

    def _restyle(self) -> None:
        self.back.setIcon(theme.icon("arrow-left"))
        self.pdf_menu.setIcon(theme.icon("chevron-down"))

    def activate(self) -> None:
        self._read()
        self.tabs.setFocus()

    def show_subject(self, subject_id: int, field: str = "") -> None:
        self._field = field
        if subject_id != self._invoice_id:
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
