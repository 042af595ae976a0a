# SPDX-License-Identifier: MIT
"""A customer's contacts at the side of the list; an address can be mended in place."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from lightar_desktop.domain.address import problem_with
from lightar_desktop.domain.customer import Contact, ContactRole
from lightar_desktop.gui.widgets.field_errors import mark_invalid

_ROLES = {
    ContactRole.PRIMARY: "primary",
    ContactRole.FINANCE: "invoices",
    ContactRole.COLLECTIONS: "collections",
    ContactRole.CC: "always copied",
}


class ContactField(QWidget):
    """One contact: name, what it is asked about, and its address to edit.

    Signals:
        changed(): something was typed.
        entered(): Enter was pressed.
    """

    changed = Signal()
    entered = Signal()

    def __init__(self, contact: Contact, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._contact = contact
        self.name = QLineEdit(contact.name, self)
        self.name.setPlaceholderText(self.tr("Name"))
        self.name.setAccessibleName(self.tr("Name of the contact"))
        roles = ", ".join(self.tr(_ROLES[role]) for role in ContactRole if role in contact.roles)
        heading = QLabel(" \N{MIDDLE DOT} ".join(part for part in (contact.name, roles) if part))
        self.email = QLineEdit(contact.email, self)
        self.email.setPlaceholderText(self.tr("name@example.com"))
        self.email.setAccessibleName(self.tr("Email of {0}").format(contact.name or "the contact"))
        self.error = QLabel(self)
        self.error.setProperty("role", "bad")
        self.error.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (heading, self.name, self.email, self.error):
            column.addWidget(part)
        heading.setVisible(bool(contact.name))
        self.name.setVisible(not contact.name)
        self._check()
        for field in (self.name, self.email):
            field.textChanged.connect(self._on_typed)
            field.returnPressed.connect(self.entered)

    def contact(self) -> Contact:
        """The contact as it is typed."""
        name, email = self.name.text().strip(), self.email.text().strip()
        return replace(self._contact, name=name or email, email=email)

    @property
    def problem(self) -> str:
        """What is wrong with the address; an empty one is allowed."""
        email = self.email.text().strip()
        return problem_with(email) if email else ""

    @property
    def is_changed(self) -> bool:
        return self.email.text().strip() != self._contact.email

    def _on_typed(self) -> None:
        self._check()
        self.changed.emit()

    def _check(self) -> None:
        self.error.setText(self.problem)
        self.error.setVisible(bool(self.problem))
        mark_invalid(self.email, self.problem)


class ContactFields(QObject):
    """All contacts of the customer that is shown.

    Signals:
        changed(): whether and what can be saved may be different now.
        entered(): Enter was pressed in one of the fields.
    """

    changed = Signal()
    entered = Signal()

    def __init__(self, place: QWidget) -> None:
        super().__init__(place)
        self._place = place
        self.fields: list[ContactField] = []

    def show(self, contacts: tuple[Contact, ...]) -> None:
        """Show these contacts."""
        for field in self.fields:
            field.hide()
            field.deleteLater()
        self.fields = []
        for contact in contacts:
            self._add(contact)
        self.changed.emit()

    def add(self) -> None:
        """A new contact that gets invoices; its address has the focus."""
        field = self._add(Contact("", "", frozenset({ContactRole.FINANCE})))
        field.name.setFocus()

    def contacts(self) -> tuple[Contact, ...]:
        """The contacts as they are typed; a new one without an address is left out."""
        made = (field.contact() for field in self.fields)
        return tuple(contact for contact in made if contact.name or contact.email)

    @property
    def can_save(self) -> bool:
        """Whether something changed and nothing is wrong."""
        wrong = any(field.problem for field in self.fields)
        return not wrong and any(field.is_changed for field in self.fields)

    def _add(self, contact: Contact) -> ContactField:
        field = ContactField(contact, self._place)
        field.changed.connect(self.changed)
        field.entered.connect(self.entered)
        layout = self._place.layout()
        assert layout is not None  # noqa: S101 - the form's
        layout.addWidget(field)
        self.fields.append(field)
        return field
