# SPDX-License-Identifier: MIT
"""The PDF tab: the document with zoom, saved or printed."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QPushButton, QToolButton, QWidget

from lightar_desktop.gui import theme
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form, promoted
from lightar_desktop.gui.pdf_files import PdfDrag, copy_pdfs
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.gui.widgets.page_view import PdfView, to_image
from lightar_desktop.services.file_names import safe_file_name

_MOST_DPI = 300


@promoted
class PdfPane(Form, QWidget):
    """Shows an invoice's PDF: as issued, or the draft marked as such."""

    FORM = "pdf_pane"

    what: QLabel
    zoom_out: QToolButton
    percent: QLabel
    zoom_in: QToolButton
    fit: QPushButton
    view: PdfView

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        self._context: Context | None = None
        self._newest: Newest | None = None
        self._invoice_id = 0
        self._name = ""
        self.zoom_in.clicked.connect(self.view.zoom_in)
        self.zoom_out.clicked.connect(self.view.zoom_out)
        self.fit.clicked.connect(self.view.fit_width)
        self.view.drawn.connect(self._show_state)
        theme.current().changed.connect(self._restyle)
        self._restyle()

    def bind(self, context: Context) -> None:
        """Say whose documents are shown; must come first."""
        self._context = context
        self._newest = Newest(context.tasks, self)
        self.view.bind(context)
        self.drag = PdfDrag(self.view.stack, context, self._under)

    def take_invoice(self, invoice_id: int, number: str | None) -> None:
        """Say which invoice's PDF is saved, printed, copied and, once wanted, shown."""
        if invoice_id != self._invoice_id:
            self.view.show_pdf(b"")
        self._invoice_id = invoice_id
        self._name = number or self.tr("Draft {0}").format(invoice_id)

    def show_it(self) -> None:
        """Show the invoice's PDF."""
        if self._context is None or self._newest is None:
            return
        documents, invoice_id = self._context.app.documents, self._invoice_id
        self._newest.run(lambda: documents.pdf(invoice_id), self.view.show_pdf)

    def copy_file(self) -> None:
        """Put the PDF on the clipboard as a file."""
        if self._context is not None and self._invoice_id:
            copy_pdfs(self._context, [self._invoice_id], self)

    def _under(self, _point: QPoint) -> Sequence[int]:
        """What is dragged out of the page."""
        return (self._invoice_id,) if self.view.stack.page_count else ()

    def save_as(self) -> None:
        """Ask where to save the PDF, and save it."""
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save PDF"), safe_file_name(self._name, ".pdf"), self.tr("PDF (*.pdf)")
        )
        if chosen:
            self.write_to(Path(chosen))

    def write_to(self, path: Path) -> None:
        """Save the PDF as `path`."""
        if self._context is None:
            return
        documents, messages = self._context.app.documents, self._context.messages
        invoice_id = self._invoice_id
        self._context.tasks.run(
            lambda: path.write_bytes(documents.pdf(invoice_id)),
            lambda _size: messages.info(self.tr("Saved as {0}").format(path.name)),
            lambda error: messages.error(self.tr("Not saved: {0}").format(error)),
            owner=self,
        )

    def print_it(self) -> None:
        """Ask for a printer, and print."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._name)
        dialog = QPrintDialog(printer, self)
        dialog.accepted.connect(lambda: self.print_on(printer))
        QDialog.open(dialog)

    def print_on(self, printer: QPrinter) -> None:
        """Draw the pages on `printer`, off the main thread."""
        if self._context is None:
            return
        documents, messages = self._context.app.documents, self._context.messages
        invoice_id = self._invoice_id
        dots = min(_MOST_DPI, printer.resolution())

        def work() -> None:
            images = [to_image(p) for p in documents.pages(documents.pdf(invoice_id), dots / 72)]
            painter = QPainter(printer)
            for number, image in enumerate(images):
                if number:
                    printer.newPage()
                # The PDF has its own margins; the paper's edge is ours.
                area = QRectF(printer.paperRect(QPrinter.Unit.DevicePixel))
                area.moveTopLeft(-QRectF(printer.pageRect(QPrinter.Unit.DevicePixel)).topLeft())
                painter.drawImage(area, image)
            painter.end()

        name = self._name
        self._context.tasks.run(
            work,
            lambda _: messages.info(self.tr("{0} was sent to the printer").format(name)),
            lambda error: messages.error(self.tr("Not printed: {0}").format(error)),
            owner=self,
        )

    def _show_state(self, pages: int) -> None:
        self.percent.setText(f"{self.view.percent} %")
        words = self.tr("1 page") if pages == 1 else self.tr("{0} pages").format(pages)
        self.what.setText(f"{self._name}  \N{MIDDLE DOT}  {words}")

    def _restyle(self) -> None:
        self.zoom_in.setIcon(theme.icon("plus"))
        self.zoom_out.setIcon(theme.icon("minus"))
