# SPDX-License-Identifier: MIT
"""The PDF of a draft beside its editor, drawn anew a moment after the last change."""

from datetime import date
from typing import Final

from PySide6.QtCore import QObject, QTimer

from lightar_desktop.domain.company import Company
from lightar_desktop.domain.invoice import Invoice
from lightar_desktop.domain.issued import IssuedInvoice
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.gui.widgets.page_view import PdfView

_QUIET_MS: Final = 400


class DraftPreview(QObject):
    """Keeps a `PdfView` in step with a draft while that view is shown."""

    def __init__(self, context: Context, view: PdfView) -> None:
        super().__init__(view)
        self._documents = context.app.documents
        self._newest = Newest(context.tasks, self)
        self._view = view
        self._wanted: tuple[Invoice, Company, date] | None = None
        self._drawn: Invoice | None = None
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._quiet.timeout.connect(self.draw)
        view.bind(context)

    def show(self, draft: Invoice, company: Company, today: date) -> None:
        """Draw this draft soon, or at once if another one was shown."""
        other = self._wanted is None or self._wanted[0].id != draft.id
        self._wanted = (draft, company, today)
        if other:
            self._drawn = None
            self._view.show_pdf(b"")
            self._quiet.start(0)
        elif draft != self._drawn:
            self._quiet.start(_QUIET_MS)

    def draw(self) -> None:
        """Draw what is wanted, unless nobody sees it or it is drawn already."""
        if self._wanted is None or self._view.isHidden() or self._wanted[0] == self._drawn:
            return
        draft, company, today = self._wanted
        self._drawn = draft
        documents = self._documents

        def work() -> bytes:
            return documents.draft(IssuedInvoice.from_draft(draft, company, today)).result()

        self._newest.run(work, self._view.show_pdf)
