# SPDX-License-Identifier: MIT
"""Sends the very email that is being written to oneself, marked as a test."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QWidget

from lightar_desktop.domain.address import problem_with
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.widgets.dialog_size import give_size
from lightar_desktop.gui.widgets.email_preview import EmailPreviewPane
from lightar_desktop.gui.widgets.field_errors import FieldErrors
from lightar_desktop.services.attaching import NewFile
from lightar_desktop.services.ports import TestStep


@dataclass(frozen=True, slots=True)
class Proof:
    """What is to be tried: an invoice's email, and the template it is tried for (0: none);
    whether the settings are `shared` by many customers, each with preferences of its own.
    """

    invoice_id: int
    settings: EmailSettings
    new: tuple[NewFile, ...] = ()
    template_id: int = 0
    shared: bool = False


class ProofEmailDialog(Form, QDialog):
    """Asks for the address and shows the server's answer."""

    FORM = "proof_email"

    to: QLineEdit
    answer: QLabel
    cancel: QPushButton
    send: QPushButton

    def __init__(self, context: Context, proof: Proof, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        give_size(self, 520, 300)
        self._context = context
        self._proof = proof
        self._sending = False
        self._errors = FieldErrors(self, {"to": self.to})
        self.send.setEnabled(False)
        self.to.textChanged.connect(self._show_state)
        self.to.returnPressed.connect(self._send)
        self.send.clicked.connect(self._send)
        self.cancel.clicked.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._send)
        context.tasks.run(context.app.proofs.usual_address, self._fill, owner=self)
        self.to.setFocus()

    def _fill(self, address: str) -> None:
        if not self.to.text():
            self.to.setText(address)
            self.to.selectAll()

    def _problems(self) -> list[Problem]:
        address = self.to.text().strip()
        why = problem_with(address)
        return [Problem("bad_address", "to", {"address": address, "why": why})] if why else []

    def _show_state(self) -> None:
        problems = self._problems()
        self._errors.show(problems if self.to.text() else [])
        self.send.setEnabled(not problems and not self._sending)

    def _send(self) -> None:
        if not self.send.isEnabled():
            return
        self._sending = True
        self._show_state()
        self._say(self.tr("Sending…"), "muted")
        proofs, proof, to = self._context.app.proofs, self._proof, self.to.text().strip()
        self._context.tasks.run(
            lambda: proofs.send(
                proof.invoice_id,
                proof.settings,
                to,
                template_id=proof.template_id,
                new=proof.new,
                shared=proof.shared,
            ),
            self._on_sent,
            self._on_failed,
            owner=self,
        )

    def _on_sent(self, step: TestStep) -> None:
        self._end(step.words, "good" if step.ok else "bad")
        self._context.feed.poll()

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            self._end("", "bad")
            self._context.tasks.report(error)
            return
        self._end(str(error), "bad")

    def _end(self, words: str, tone: str) -> None:
        self._sending = False
        self._say(words, tone)
        self._show_state()

    def _say(self, words: str, tone: str) -> None:
        self.answer.setText(words)
        self.answer.setProperty("role", tone)
        self.answer.style().polish(self.answer)
        self.answer.setVisible(bool(words))


def offer_tests(
    preview: EmailPreviewPane, context: Context, proof: Callable[[], Proof | None]
) -> None:
    """Have the preview's button send what `proof` says, if it says anything."""

    def show() -> None:
        tried = proof()
        if tried is not None:
            ProofEmailDialog(context, tried, preview.window()).open()

    preview.test_wanted.connect(show)
