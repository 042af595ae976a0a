# SPDX-License-Identifier: MIT
"""Walks through real invoices and shows the email and the PDF each customer would get."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget

from lightar_desktop.domain.layout import PageLayout
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.gui import formats, theme
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form, promoted
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.gui.widgets.email_card import EmailCard
from lightar_desktop.gui.widgets.page_view import PdfView
from lightar_desktop.services.rows import EmailPreview

_GAP, _SIDE = 8, 22  # between the parts of the first line, and at its ends
_NARROWEST = 60  # of a customer's name

TYPING_MS = 250  # the preview follows this long after the last key


@promoted
class EmailPreviewPane(Form, QWidget):
    """The preview beside the fields of an email; a result that is out of date is never shown.

    Signals:
        shown(EmailPreview): the preview was brought up to date.
        test_wanted(): send what is shown to oneself.
    """

    FORM = "email_preview"
    shown = Signal(object)
    test_wanted = Signal()

    heading: QLabel
    test: QPushButton
    previous: QToolButton
    position: QLabel
    following: QToolButton
    customer: QLabel
    card: EmailCard
    trouble: QLabel
    pdf: PdfView

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        self._context: Context | None = None
        self._newest: Newest | None = None
        self._ids: Sequence[int] = ()
        self._at = 0
        self._settings: EmailSettings | None = None
        self._to: tuple[str, ...] | None = None
        self._layout: PageLayout | None = None
        self._single = False
        self._timer = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._timer.timeout.connect(self.refresh)
        self.previous.clicked.connect(lambda: self.go(-1))
        self.following.clicked.connect(lambda: self.go(1))
        self.previous.setShortcut("Alt+Up")
        self.following.setShortcut("Alt+Down")
        self.test.clicked.connect(self.test_wanted)
        for label in (self.customer, self.trouble):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.test.hide()
        self.card.hide()
        theme.current().changed.connect(self._restyle)
        self._restyle()

    @property
    def invoice_id(self) -> int | None:
        """The invoice that is shown."""
        return self._ids[self._at] if self._at < len(self._ids) else None

    def bind(self, context: Context) -> None:
        """Say whose invoices are previewed; must come first."""
        self._context = context
        self._newest = Newest(context.tasks, self)
        self.pdf.bind(context)

    def show_one(self, invoice_id: int) -> None:
        """Show this invoice; what is set for its email counts as it is."""
        self.show_invoices([invoice_id])
        self._single = True

    def show_invoices(self, ids: Sequence[int]) -> None:
        """Walk through these invoices, from the first; each customer's preferences come first."""
        self._ids = ids
        self._single = False
        self._at = 0
        self._show_position()
        self._timer.start(0)

    def set_email(self, settings: EmailSettings | None, to: tuple[str, ...] | None = None) -> None:
        """Preview with these settings, a moment from now; None: nothing is emailed.

        `to` are recipients other than the customer's contacts.
        """
        self._settings, self._to = settings, to
        self.test.setVisible(settings is not None)
        self.card.setVisible(settings is not None and bool(self.card.subject.text()))
        self._timer.start(TYPING_MS)

    def set_looks(self, layout: PageLayout | None) -> None:
        """Draw the PDF with this layout instead of its template's, a moment from now."""
        if layout != self._layout:
            self._layout = layout
            self._timer.start(TYPING_MS)

    def go(self, step: int) -> None:
        """Show the next (1) or the previous (-1) invoice."""
        at = self._at + step
        if 0 <= at < len(self._ids):
            self._at = at
            self._show_position()
            self._timer.start(0)

    def refresh(self) -> None:
        """Bring the preview up to date now."""
        invoice_id = self.invoice_id
        if self._context is None or self._newest is None or invoice_id is None:
            return
        opening, settings, layout = self._context.app.opening, self._settings, self._layout
        single = self._single

        def work() -> EmailPreview:
            own = settings
            if settings is not None and not single:
                own = opening.own_settings(invoice_id, settings)
            return opening.preview(invoice_id, own, layout)

        self._newest.run(work, self._show, self._fail)

    def _show(self, preview: EmailPreview) -> None:
        self.customer.setToolTip(formats.as_typed(preview.customer))
        self._fit_customer()
        if self._settings is not None:
            to = preview.to if self._to is None else self._to
            cc = tuple(address for address in preview.cc if address not in to)
            self.card.show_email(preview.subject, to, cc, preview.reply_to, preview.text)
        self.card.setVisible(self._settings is not None)
        self.trouble.setText(" ".join(str(problem) for problem in preview.problems))
        self.trouble.setVisible(bool(preview.problems))
        self.pdf.show_pdf(preview.pdf)
        self.shown.emit(preview)

    def _fail(self, error: Exception) -> None:
        self.trouble.setText(str(error))
        self.trouble.show()
        self.pdf.show_pdf(b"")

    def _show_position(self) -> None:
        count = len(self._ids)
        self.position.setText(self.tr("{0:,} of {1:,}").format(self._at + 1, count))
        for shown in (self.position, self.previous, self.following):
            shown.setVisible(count > 1)
        self.previous.setEnabled(self._at > 0)
        self.following.setEnabled(self._at + 1 < count)

    def _fit_customer(self) -> None:
        """As much of the customer's name as there is room for beside the rest of the line."""
        line = (self.heading, self.test, self.previous, self.position, self.following)
        shown = [one for one in line if not one.isHidden()]
        taken = sum(one.sizeHint().width() + _GAP for one in shown)
        room = self.width() - 2 * _SIDE - taken - _GAP
        name = self.customer.toolTip()
        metrics = self.customer.fontMetrics()
        wide = max(theme.current().px(_NARROWEST), min(room, self.customer.maximumWidth()))
        self.customer.setText(metrics.elidedText(name, Qt.TextElideMode.ElideRight, wide))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_customer()

    def _restyle(self) -> None:
        self.previous.setIcon(theme.icon("chevron-left"))
        self.following.setIcon(theme.icon("chevron-right"))
