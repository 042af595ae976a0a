# SPDX-License-Identifier: MIT
"""Subject, Reply-To, CC, message and files: the fields every email is made of."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QToolButton, QWidget

from lightar_desktop.domain.address import parsed
from lightar_desktop.domain.errors import Problem
from lightar_desktop.domain.placeholders import PLACEHOLDERS
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.gui.forms import FormError
from lightar_desktop.gui.widgets.attachment_list import AttachmentList
from lightar_desktop.gui.widgets.field_errors import FieldErrors
from lightar_desktop.gui.widgets.placeholder_edit import PlaceholderEdit, PlaceholderLine
from lightar_desktop.gui.widgets.recipient_field import RecipientField

W = TypeVar("W", bound=QWidget)


class EmailFields(QObject):
    """Reads, fills and checks the email fields of a form, beside each of which stands its error.

    Signals:
        changed(): something was typed.
        entered(): Enter was pressed in a field of one line.
    """

    changed = Signal()
    entered = Signal()

    def __init__(self, form: QWidget, lenient: Sequence[str] = ()) -> None:
        """`lenient`: codes of problems that do not matter here, such as a missing subject."""
        super().__init__(form)
        self._lenient = frozenset(lenient)
        self._more: Callable[[], Sequence[Problem]] = tuple
        self.subject = _child(form, PlaceholderLine, "subject")
        self.reply_to = _child(form, QLineEdit, "reply_to")
        self.cc = _child(form, RecipientField, "cc")
        self.message = _child(form, PlaceholderEdit, "message")
        self.attachments = _child(form, AttachmentList, "attachments")
        self.attachments.changed.connect(self._on_changed)
        self._last: PlaceholderEdit = self.message
        self._offer_placeholders(_child(form, QToolButton, "insert_placeholder"))
        fields: dict[str, QWidget] = {
            "subject": self.subject,
            "reply_to": self.reply_to,
            "cc": self.cc,
            "message": self.message,
        }
        to = form.findChild(RecipientField, "to")
        if isinstance(to, RecipientField):
            fields["to"] = to
            to.textChanged.connect(self._on_changed)
            to.returnPressed.connect(self.entered)
        self._errors = FieldErrors(form, fields)
        for text in (self.subject, self.message):
            text.edited.connect(self._on_changed)
        for typed in (self.reply_to, self.cc):
            typed.textChanged.connect(self._on_changed)
            typed.returnPressed.connect(self.entered)
        self.subject.returnPressed.connect(self.entered)

    def _offer_placeholders(self, button: QToolButton) -> None:
        """A menu of all placeholders; one that is chosen goes where something was typed last."""
        menu = QMenu(button)
        for name, meaning in PLACEHOLDERS.items():
            action = menu.addAction(f"{{{{ {name} }}}}\t{meaning}")
            action.triggered.connect(lambda _=False, chosen=name: self._insert(chosen))
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.subject.focus_changed.connect(lambda here: self._on_focus(self.subject, here))
        self.message.focus_changed.connect(lambda here: self._on_focus(self.message, here))

    def _on_focus(self, field: PlaceholderEdit, here: bool) -> None:
        if here:
            self._last = field
        else:
            self.check()  # what was begun and left is a mistake

    def _insert(self, name: str) -> None:
        self._last.insert_placeholder(name)
        self._last.setFocus()

    def check_also(self, more: Callable[[], Sequence[Problem]]) -> None:
        """Ask this for the problems of the form's other fields."""
        self._more = more

    def settings(self) -> EmailSettings:
        """What is typed."""
        reply_to = parsed(self.reply_to.text())
        return EmailSettings(
            subject=self.subject.text().strip(),
            reply_to=reply_to[0] if len(reply_to) == 1 else self.reply_to.text().strip(),
            cc=self.cc.addresses(),
            message=self.message.text().strip(),
            attachments=self.attachments.attachments,
        )

    def fill(self, settings: EmailSettings) -> None:
        """Start with these settings."""
        self.attachments.fill(settings.attachments)
        self.reply_to.setText(settings.reply_to)
        self.cc.set_addresses(settings.cc)
        self.fill_text(settings.subject, settings.message)
        self.check()

    def fill_text(self, subject: str, message: str) -> None:
        """Say this instead, for example in another language."""
        self.subject.set_text(subject)
        self.message.set_text(message)

    def problems(self) -> list[Problem]:
        """Everything that keeps the email from being sent."""
        found = [*self.settings().problems(), *self._more(), *self.attachments.problems()]
        return [problem for problem in found if problem.code not in self._lenient]

    def check(self) -> bool:
        """Show what is wrong beside the fields; True when nothing is."""
        problems = self.problems()
        # A placeholder that is being typed is not whole yet, and that is no mistake.
        begun = {one.objectName() for one in (self.subject, self.message) if one.is_beginning}
        self._errors.show(
            one for one in problems if one.code != "broken_placeholder" or one.field not in begun
        )
        return not problems

    def error(self, field: str) -> str:
        """What is said beside `field`."""
        return self._errors.text(field)

    def _on_changed(self) -> None:
        self.check()
        self.changed.emit()


def _child(form: QWidget, kind: type[W], name: str) -> W:
    found = form.findChild(kind, name)
    if not isinstance(found, kind):
        raise FormError(f"{form.objectName()} has no {kind.__name__} called {name!r}")
    return found
