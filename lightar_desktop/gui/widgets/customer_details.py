# SPDX-License-Identifier: MIT
"""The Details tab of a customer: every field to type in, and what is wrong beside each."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from lightar_desktop.domain.address import parsed
from lightar_desktop.domain.customer import (
    ContactRole,
    Customer,
    CustomerKind,
    Delivery,
    EmailPreferences,
    PostalAddress,
)
from lightar_desktop.domain.customer_checks import problems
from lightar_desktop.domain.errors import Problem
from lightar_desktop.gui.forms import Form, promoted
from lightar_desktop.gui.widgets.code_combo import (
    CodeCombo,
    countries,
    currencies,
    languages,
)
from lightar_desktop.gui.widgets.contact_rows import ROLE_WORDS, ContactRows
from lightar_desktop.gui.widgets.field_errors import FieldErrors
from lightar_desktop.gui.widgets.recipient_field import RecipientField
from lightar_desktop.services.rows import CustomerRow

_KINDS: Final = {
    CustomerKind.BUSINESS: "Business",
    CustomerKind.CONSUMER: "Consumer",
    CustomerKind.GOVERNMENT: "Government",
}
_AS_EVERYBODY: Final = "Finance, else Primary"
_NOT_A_NUMBER: Final = -1


@promoted
class CustomerDetails(Form, QWidget):
    """Edits one customer.

    Signals:
        changed(): something was typed.
        entered(): Enter was pressed in a field of one line.
        other_asked(int): show this customer instead, it may be the same one.
    """

    FORM = "customer_details"
    changed = Signal()
    entered = Signal()
    other_asked = Signal(int)

    scroll_area: QScrollArea
    duplicates: QFrame
    duplicates_list: QWidget
    name: QLineEdit
    number: QLineEdit
    kind: QComboBox
    vat_id: QLineEdit
    address_lines: QPlainTextEdit
    postcode: QLineEdit
    city: QLineEdit
    country: CodeCombo
    contacts: ContactRows
    add_contact: QPushButton
    recipients: QLabel
    language: CodeCombo
    currency: CodeCombo
    terms_days: QLineEdit
    time_zone: CodeCombo
    einvoice_address: QLineEdit
    preferred_role: QComboBox
    preferred_reply_to: QLineEdit
    preferred_cc: RecipientField
    shipping_name: QLineEdit
    shipping_lines: QPlainTextEdit
    shipping_postcode: QLineEdit
    shipping_city: QLineEdit
    shipping_country: CodeCombo
    note: QPlainTextEdit

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        self._before = Customer(0, "", "")
        self._filled = self._before
        self._zones: frozenset[str] = frozenset()
        self._touched: set[str] = set()
        self._filling = False
        self._fields: dict[str, QWidget] = {
            name: widget
            for name, widget in vars(self).items()
            if isinstance(widget, QLineEdit | QPlainTextEdit | QComboBox)
        }
        self._errors = FieldErrors(self, self._fields)
        for kind, words in _KINDS.items():
            self.kind.addItem(self.tr(words), kind)
        self.preferred_role.addItem(self.tr(_AS_EVERYBODY), None)
        for role in (ContactRole.FINANCE, ContactRole.PRIMARY, ContactRole.COLLECTIONS):
            self.preferred_role.addItem(self.tr(ROLE_WORDS[role]), role)
        for combo in (self.country, self.shipping_country):
            combo.offer(countries())
        self.language.offer(languages())
        self.currency.offer(currencies())
        if (edit := self.time_zone.lineEdit()) is not None:
            edit.setPlaceholderText(self.tr("the company’s"))
        self._connect()

    def _connect(self) -> None:
        for name, widget in self._fields.items():
            if isinstance(widget, QComboBox):
                widget.currentTextChanged.connect(lambda _="", n=name: self._on_typed(n))
            elif isinstance(widget, QPlainTextEdit):
                widget.textChanged.connect(lambda n=name: self._on_typed(n))
            elif isinstance(widget, QLineEdit):
                widget.textChanged.connect(lambda _="", n=name: self._on_typed(n))
                widget.returnPressed.connect(self.entered)
        self.contacts.changed.connect(lambda: self._on_typed("contacts"))
        self.contacts.entered.connect(self.entered)
        self.add_contact.clicked.connect(self.contacts.add)
        QShortcut(QKeySequence("Ctrl+Shift+N"), self).activated.connect(self.contacts.add)

    # What is edited

    def fill(self, customer: Customer) -> None:
        """Edit this customer, from what is stored."""
        self._filling = True
        self._before = customer
        self._touched.clear()
        self.show_duplicates([])
        self._fill_address("", customer.address)
        self._fill_address("shipping_", customer.shipping.address)
        for field, text in (
            (self.name, customer.name),
            (self.number, customer.number),
            (self.vat_id, customer.vat_id),
            (self.terms_days, str(customer.terms_days)),
            (self.einvoice_address, customer.einvoice_address),
            (self.preferred_reply_to, customer.preferences.reply_to),
            (self.shipping_name, customer.shipping.name),
        ):
            field.setText(text)
            field.setCursorPosition(0)
        self.kind.setCurrentIndex(self.kind.findData(customer.kind))
        self.language.set_code(customer.language)
        self.currency.set_code(customer.currency)
        self.time_zone.set_code(customer.time_zone)
        self.preferred_role.setCurrentIndex(self.preferred_role.findData(customer.preferences.role))
        self.preferred_cc.set_addresses(customer.preferences.cc)
        self.note.setPlainText(customer.note)
        self.contacts.show_contacts(customer.contacts)
        self._filling = False
        self._filled = self.customer()
        self._show_state()

    def _fill_address(self, kind: str, address: PostalAddress) -> None:
        lines = self.shipping_lines if kind else self.address_lines
        lines.setPlainText(address.lines)
        for part in ("postcode", "city"):
            field = self._fields[f"{kind}{part}"]
            assert isinstance(field, QLineEdit)  # noqa: S101 - the form's
            field.setText(getattr(address, part))
            field.setCursorPosition(0)
        (self.shipping_country if kind else self.country).set_code(address.country)

    def offer_time_zones(self, zones: frozenset[str]) -> None:
        """The time zones there are."""
        if zones != self._zones:
            self._zones = zones
            self.time_zone.offer([(name, "") for name in sorted(zones)])

    def customer(self) -> Customer:
        """The customer as it is typed."""
        days = self.terms_days.text().strip()
        address = PostalAddress(
            self.address_lines.toPlainText().strip(),
            self.postcode.text().strip(),
            self.city.text().strip(),
            self.country.code(),
        )
        shipping = PostalAddress(
            self.shipping_lines.toPlainText().strip(),
            self.shipping_postcode.text().strip(),
            self.shipping_city.text().strip(),
            self.shipping_country.code(),
        )
        role = self.preferred_role.currentData()  # Qt makes a plain text of it
        reply_to = parsed(self.preferred_reply_to.text())
        return replace(
            self._before,
            name=self.name.text().strip(),
            number=self.number.text().strip(),
            kind=CustomerKind(self.kind.currentData() or CustomerKind.BUSINESS),
            vat_id=self.vat_id.text().strip(),
            address=address,
            language=self.language.code(),
            currency=self.currency.code(),
            terms_days=int(days) if days.isascii() and days.isdigit() else _NOT_A_NUMBER,
            time_zone=self.time_zone.code(),
            einvoice_address=self.einvoice_address.text().strip(),
            contacts=self.contacts.contacts(),
            shipping=Delivery(self.shipping_name.text().strip(), shipping),
            preferences=EmailPreferences(
                reply_to[0] if len(reply_to) == 1 else self.preferred_reply_to.text().strip(),
                self.preferred_cc.addresses(),
                ContactRole(role) if role else None,
            ),
            note=self.note.toPlainText().strip(),
        )

    @property
    def is_changed(self) -> bool:
        """Whether something was typed and not saved."""
        return self.customer() != self._filled

    def problems(self) -> tuple[Problem, ...]:
        """What keeps it from being saved."""
        return problems(self.customer(), self._zones)

    def error(self, field: str) -> str:
        """What is said beside a field."""
        return self._errors.text(field)

    def show_problems(self, found: Sequence[Problem]) -> None:
        """Say what is wrong, beside the fields."""
        self._errors.show(found)
        self.contacts.say(found)

    def show_duplicates(self, rows: Sequence[CustomerRow]) -> None:
        """Point at customers that may be the same one."""
        layout = self.duplicates_list.layout()
        assert layout is not None  # noqa: S101 - the form's
        while (item := layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row in rows:
            words = f"{row.name} ({row.number})" if row.number else row.name
            button = QPushButton(words.replace("&", "&&"), self.duplicates_list)
            button.setProperty("link", True)
            button.setAutoDefault(False)
            button.setAccessibleName(self.tr("Perhaps the same: {0}").format(words))
            button.clicked.connect(lambda _=False, i=row.id: self.other_asked.emit(i))
            layout.addWidget(button)
        self.duplicates.setVisible(bool(rows))

    def duplicate_names(self) -> list[str]:
        """The customers that are pointed at."""
        if self.duplicates.isHidden():
            return []
        return [one.text() for one in self.duplicates_list.findChildren(QPushButton)]

    def point_at(self, field: str) -> None:
        """Put the cursor into the field that is to be mended."""
        if field == "contacts":
            self.contacts.mend()
            self.scroll_area.ensureWidgetVisible(self.contacts)
            return
        widget = self._fields.get(field, self.name)
        widget.setFocus()
        self.scroll_area.ensureWidgetVisible(widget)

    # While typing

    def _on_typed(self, field: str) -> None:
        if self._filling:
            return
        self._touched.add(field)
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        """A field of a new customer is not wrong before anything was typed in it."""
        known = bool(self._before.id)
        self.show_problems(
            [one for one in self.problems() if known or one.field.split(".")[0] in self._touched]
        )
        words, role = self._recipients()
        self.recipients.setText(words)
        self.recipients.setProperty("role", role)
        self.recipients.style().unpolish(self.recipients)
        self.recipients.style().polish(self.recipients)

    def _recipients(self) -> tuple[str, str]:
        """Whom invoices go to, and why not to those in the wanted role."""
        typed = self.customer()
        to = [one.email for one in typed.recipients()]
        if not to:
            return self.tr("Invoices cannot be emailed: nobody here has an address."), "warn"
        words = self.tr("Invoices go to {0}.").format(", ".join(to))
        if copied := typed.always_copied():
            words += " " + self.tr("Copied: {0}.").format(", ".join(copied))
        wanted = typed.preferences.role
        if wanted and not any(wanted in one.roles and one.email for one in typed.contacts):
            nobody = self.tr("Nobody with an address has the role {0}.")
            return f"{nobody.format(self.tr(ROLE_WORDS[wanted]))} {words}", "warn"
        return words, "muted"
