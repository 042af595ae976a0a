# SPDX-License-Identifier: MIT
"""One customer: what it is, what it owes, its invoices, emails and history."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from lightar_desktop.domain.customer import Customer
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.money import ZERO
from lightar_desktop.gui import formats, theme
from lightar_desktop.gui.changes import Changes
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.dialogs import ask
from lightar_desktop.gui.dialogs.sent_message import SentMessageDialog
from lightar_desktop.gui.dialogs.settle_email import SettleEmailDialog
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.pages import Page
from lightar_desktop.gui.pages.customer_invoices import CustomerInvoices
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.gui.widgets.activity_list import ActivityList
from lightar_desktop.gui.widgets.customer_details import CustomerDetails
from lightar_desktop.gui.widgets.customer_view import CustomerView, read_customer
from lightar_desktop.gui.widgets.email_history import EmailHistory
from lightar_desktop.gui.widgets.looks import Look
from lightar_desktop.gui.widgets.part_tabs import PartTabs
from lightar_desktop.gui.widgets.pill import Pill
from lightar_desktop.services.rows import CustomerRow, EmailRow

_DETAILS, _INVOICES, _HISTORY, _ACTIVITY = range(4)
_ALIKE_MS = 300  # duplicates are looked for so long after the last key
_CHANGED_MS = 500  # while a batch runs, the sums follow at most this often


class CustomerPage(Form, Page):
    """Header with what is owed; tabs for details to edit, invoices, emails and activity."""

    FORM = "customer"
    title = "Customer"

    back: QToolButton
    name_title: QLabel
    number_title: QLabel
    state: Pill
    more: QToolButton
    revert: QPushButton
    save: QPushButton
    open: QLabel
    overdue: QLabel
    tabs: PartTabs
    parts: QStackedWidget
    details: CustomerDetails
    invoices: CustomerInvoices
    history: EmailHistory
    activity: ActivityList

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.load_form()
        self.view: CustomerView | None = None
        self._customer_id = 0
        self._field = ""
        self._saving = False
        self._newest = Newest(context.tasks, self)
        self._alike = Newest(context.tasks, self)
        self.invoices.bind(context)
        self.history.bind(context)
        for words in ("Details", "Invoices", "Email History", "Activity"):
            self.tabs.addTab(self.tr(words))
        self._looking = QTimer(self, singleShot=True, interval=_ALIKE_MS)
        self._looking.timeout.connect(self._look_for_duplicates)
        self._rereading = QTimer(self, singleShot=True, interval=_CHANGED_MS)
        self._rereading.timeout.connect(self._read)
        self._add_actions()
        self._connect()
        self._restyle()
        self._show_state()

    def _connect(self) -> None:
        navigator = self.context.navigator
        self.tabs.currentChanged.connect(self._on_tab)
        self.back.clicked.connect(navigator.back)
        self.save.clicked.connect(self._save)
        self.revert.clicked.connect(self._revert)
        self.details.changed.connect(self._on_typed)
        self.details.entered.connect(self._save)
        self.details.other_asked.connect(navigator.show_customer)
        self.invoices.opened.connect(navigator.show_invoice)
        self.activity.invoice_asked.connect(navigator.show_invoice)
        self.history.message_asked.connect(self._show_message)
        self.history.settle_asked.connect(self._settle)
        theme.current().changed.connect(self._restyle)

    def _add_actions(self) -> None:
        primary = QAction(self.tr("Save"), self)
        primary.triggered.connect(self._save)
        self.primary = primary
        menu = QMenu(self.more)
        self.archive_action = menu.addAction(self.tr("Archive…"))
        self.archive_action.triggered.connect(self._archive)
        self.delete_action = menu.addAction(self.tr("Delete…"))
        self.delete_action.triggered.connect(self._delete)
        self.more.setMenu(menu)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        leave = QShortcut(QKeySequence("Esc"), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self.context.navigator.back)

    # Reading and showing

    def _read(self) -> None:
        app, customer_id = self.context.app, self._customer_id
        self._newest.run(lambda: read_customer(app, customer_id), self._show, self._on_failed)

    def _show(self, view: CustomerView) -> None:
        typing = self.view is not None and self.details.is_changed
        self.view = view
        self._show_head(view)
        self.details.offer_time_zones(view.time_zones)
        if not typing:
            self.details.fill(view.customer)
        self.history.show_customer_emails(view.emails)
        self.activity.show_rows(view.activity)
        self.invoices.show_customer(view.customer.id)
        self._show_state()
        if self._field:
            self.details.point_at(self._field)
            self._field = ""

    def _show_head(self, view: CustomerView) -> None:
        one, new = view.customer, not view.customer.id
        self.name_title.setText(self.tr("New customer") if new else one.name)
        self.number_title.setText(one.number)
        archived = Look(self.tr("Archived")) if one.archived else Look("")
        self.state.show_look(archived)
        owed = [formats.money(row.balance, row.currency) for row in view.owed]
        late = [formats.money(row.overdue, row.currency) for row in view.owed if row.overdue]
        nothing = formats.money(ZERO, one.currency)
        between = "  \N{MIDDLE DOT}  "
        self.open.setText(between.join(owed) or nothing)
        self.overdue.setText(between.join(late) or nothing)
        self.overdue.setProperty("late", bool(late))
        self.overdue.style().unpolish(self.overdue)
        self.overdue.style().polish(self.overdue)
        for tab, words, count in (
            (_INVOICES, self.tr("Invoices"), view.invoices),
            (_HISTORY, self.tr("Email History"), len(view.emails)),
        ):
            self.tabs.setTabText(tab, f"{words}  {formats.count(count)}" if count else words)
        for tab in (_INVOICES, _HISTORY, _ACTIVITY):
            self.tabs.setTabEnabled(tab, not new)
        again = self.tr("Reactivate")
        self.archive_action.setText(again if one.archived else self.tr("Archive…"))
        self.more.setVisible(not new)
        self.delete_action.setEnabled(not view.invoices)

    def _show_state(self) -> None:
        """The buttons say whether there is something to save, and why it cannot be."""
        changed = self.view is not None and self.details.is_changed
        problems = self.details.problems() if changed else ()
        self.revert.setEnabled(changed)
        self.save.setEnabled(changed and not problems and not self._saving)
        why = str(problems[0]) if problems else self.tr("Save (Ctrl+Enter)")
        self.save.setToolTip(formats.as_typed(why))

    def _on_tab(self, index: int) -> None:
        self.parts.setCurrentIndex(index)
        self.invoices.read()

    def _restyle(self) -> None:
        self.back.setIcon(theme.icon("arrow-left"))
        self.more.setIcon(theme.icon("chevron-down"))

    def _show_message(self, email: EmailRow) -> None:
        ask(SentMessageDialog(self.context, email.id, self.window()))

    def _settle(self, email: EmailRow, choice: str) -> None:
        ask(SettleEmailDialog(self.context, email, choice, self.window()))

    # Editing

    def _on_typed(self) -> None:
        self._show_state()
        self._looking.start()

    def _look_for_duplicates(self) -> None:
        """Ask for customers with the same name, number, VAT id or address, if those are new."""
        if self.view is None:
            return
        typed, before = self.details.customer(), self.view.customer
        if _signs(typed) == _signs(before) or not any(_signs(typed)):
            self._show_duplicates([])
            return
        customers = self.context.app.customers
        self._alike.run(lambda: customers.duplicates(typed), self._show_duplicates)

    def _show_duplicates(self, rows: Sequence[CustomerRow]) -> None:
        self.details.show_duplicates(rows)

    def _save(self) -> None:
        if not self.save.isEnabled():
            return
        self._saving = True
        self._show_state()
        customers, typed = self.context.app.customers, self.details.customer()
        self.context.tasks.run(
            lambda: customers.save(typed), self._on_saved, self._on_failed, owner=self
        )

    def _on_saved(self, stored: Customer) -> None:
        self._saving = False
        words = self.tr("{0} is saved.") if self._customer_id else self.tr("{0} is added as {1}.")
        self.context.messages.info(words.format(stored.name, stored.number))
        self._customer_id = stored.id
        self.details.fill(stored)
        self._show_state()
        self.context.feed.poll()
        self._read()

    def _on_failed(self, error: Exception) -> None:
        self._saving = False
        self._show_state()
        if not isinstance(error, DomainError):
            self.context.tasks.report(error)
            return
        self.details.show_problems(error.problems)
        if "customer_changed" in error.codes:
            self.context.messages.error(str(error), self.tr("Load it anew"), self._load_anew)
        else:
            self.context.messages.error(str(error))

    def _load_anew(self) -> None:
        self._revert()
        self._read()

    def _revert(self) -> None:
        if self.view is not None:
            self.details.fill(self.view.customer)
            self._show_state()

    def _archive(self) -> None:
        if self.view is None or not self.may_leave():
            return
        one, customers = self.view.customer, self.context.app.customers
        if one.archived:
            self._run(lambda: customers.reactivate(one.id), self.tr("{0} is in use again."))
        elif confirm_archive(self, one.name):
            self._run(lambda: customers.archive(one.id), self.tr("{0} is archived."))

    def _delete(self) -> None:
        if self.view is None:
            return
        one, customers = self.view.customer, self.context.app.customers
        question = self.tr("{0} and its contacts are gone for good.").format(one.name)
        if _confirmed(self, self.tr("Delete the customer?"), question, self.tr("Delete")):
            self._revert()
            self.context.tasks.run(
                lambda: customers.delete(one.id), self._on_deleted, self._on_failed, owner=self
            )

    def _on_deleted(self, _: None) -> None:
        self.context.messages.info(self.tr("{0} is deleted.").format(self.name_title.text()))
        self.context.feed.poll()
        self.view = None
        self.context.navigator.show_page("customers")

    def _run(self, work: Callable[[], None], words: str) -> None:
        def done(_: None) -> None:
            self.context.messages.info(words.format(self.name_title.text()))
            self.context.feed.poll()
            self._read()

        self.context.tasks.run(work, done, self._on_failed, owner=self)

    # What the main window tells

    def activate(self) -> None:
        if self._customer_id:
            self._read()
        self.tabs.setFocus()

    def show_subject(self, subject_id: int, field: str = "") -> None:
        """Show this customer, or a new one to fill in (0)."""
        self._field = field
        if subject_id != self._customer_id or not subject_id:
            self._customer_id = subject_id
            self.view = None
            self.name_title.setText("")
            self.number_title.setText("")
        if field or not subject_id:
            self._field = field or "name"
            self.tabs.setCurrentIndex(_DETAILS)
        self._read()

    def apply_changes(self, changes: Changes) -> None:
        if not self.isVisible() or not self._customer_id:
            return
        self.invoices.apply_changes(changes)
        if self._customer_id in changes.of("customer") or changes.invoices:
            self._rereading.start()

    def may_leave(self) -> bool:
        if self.view is None or not self.details.is_changed:
            return True
        name = self.details.name.text().strip() or self.tr("the new customer")
        question = self.tr("The changes to {0} are not saved.").format(name)
        if _confirmed(self, self.tr("Leave without saving?"), question, self.tr("Discard")):
            self._revert()
            return True
        return False


def confirm_archive(parent: QWidget, name: str) -> bool:
    """Ask before a customer is archived."""
    words = (
        "{0} leaves the lists and its drafts cannot be opened until it is reactivated. "
        "Its invoices stay as they are."
    )
    question = parent.tr(words).format(name)
    return _confirmed(parent, parent.tr("Archive the customer?"), question, parent.tr("Archive"))


def _confirmed(parent: QWidget, title: str, question: str, yes: str) -> bool:
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(title)
    box.setText(title)
    box.setInformativeText(question)
    agree = box.addButton(yes, QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.exec()
    return box.clickedButton() is agree


def _signs(customer: Customer) -> tuple[str, ...]:
    """What two entries of the same customer would share."""
    emails = (one.email for one in customer.contacts)
    return (customer.name, customer.number, customer.vat_id, *emails)
