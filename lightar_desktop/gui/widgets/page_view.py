# SPDX-License-Identifier: MIT
"""Pages of a PDF on the screen: as wide as the view or zoomed, sharp at every density."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from lightar_desktop.gui import theme
from lightar_desktop.gui.forms import promoted
from lightar_desktop.gui.tasks import Newest

if TYPE_CHECKING:
    from lightar_desktop.gui.context import Context
    from lightar_desktop.services.ports import PageImage

A4_POINTS: Final = (595.28, 841.89)
_GAP: Final = 16
_ZOOMS: Final = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
_RENDER_MS: Final = 120
_WIDEST: Final = 860  # wider than paper is held nobody reads better


def to_image(page: "PageImage") -> QImage:
    """A page as Qt draws it, with a copy of its pixels."""
    image = QImage(page.data, page.width, page.height, page.stride, QImage.Format.Format_RGB32)
    return image.copy()


@promoted
class PageStack(QWidget):
    """Draws pages beneath each other, centred, each with a hairline around it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: list[QImage] = []
        self._page = QSize(round(A4_POINTS[0]), round(A4_POINTS[1]))

    @property
    def page_count(self) -> int:
        return len(self._images)

    def show_images(self, images: Sequence[QImage]) -> None:
        """Draw these pages, scaled to the page's size until sharper ones come."""
        self._images = list(images)
        self._resize()
        self.update()

    def set_page_width(self, width: int) -> None:
        """How wide a page is drawn, in device-independent pixels."""
        ratio = A4_POINTS[1] / A4_POINTS[0]
        if self._images:
            ratio = self._images[0].height() / max(1, self._images[0].width())
        self._page = QSize(width, round(width * ratio))
        self._resize()

    def _resize(self) -> None:
        count = max(1, len(self._images))
        size = QSize(self._page.width(), count * self._page.height() + (count - 1) * _GAP)
        self.setMinimumSize(size + QSize(2, 2))
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        left = max(0, (self.width() - self._page.width()) // 2)
        for number in range(max(1, len(self._images))):
            top = 1 + number * (self._page.height() + _GAP)
            area = QRect(QPoint(left, top), self._page)
            if not area.intersects(event.rect().adjusted(-2, -2, 2, 2)):
                continue
            if number < len(self._images):
                painter.drawImage(area, self._images[number])
            else:
                painter.fillRect(area, theme.colour("skeleton"))
            painter.setPen(theme.colour("line"))
            painter.drawRect(area.adjusted(-1, -1, 0, 0))

    def sizeHint(self) -> QSize:
        return self.minimumSize()


@promoted
class PdfView(QScrollArea):
    """Shows a PDF; drawn off the main thread and again when the size changes.

    Signals:
        drawn(int): that many pages are shown, sharp for the present size.
    """

    drawn = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stack = PageStack(self)
        self.setWidget(self.stack)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("PDF"))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._context: Context | None = None
        self._newest: Newest | None = None
        self._pdf = b""
        self._zoom: float | None = None  # None: as wide as the view
        self._drawn_scale = 0.0
        self._timer = QTimer(self, singleShot=True, interval=_RENDER_MS)
        self._timer.timeout.connect(self._draw)

    def bind(self, context: "Context") -> None:
        """Say whose documents are drawn, and how; must come first."""
        self._context = context
        self._newest = Newest(context.tasks, self)

    def show_pdf(self, pdf: bytes) -> None:
        """Show another PDF; empty bytes show an empty page."""
        if pdf == self._pdf and pdf:
            return
        self._pdf = pdf
        self._drawn_scale = 0.0
        if not pdf:
            self.stack.show_images([])
        self._draw()

    def zoom_in(self) -> None:
        self._step(1)

    def zoom_out(self) -> None:
        self._step(-1)

    def fit_width(self) -> None:
        """As wide as the view."""
        self._set_zoom(None)

    @property
    def percent(self) -> int:
        """The zoom, of the paper's size at 96 dots per inch."""
        return round(100 * self._page_width() / (A4_POINTS[0] * 96 / 72))

    def _step(self, direction: int) -> None:
        now = self.percent / 100
        larger = [zoom for zoom in _ZOOMS if zoom > now + 0.02]
        smaller = [zoom for zoom in _ZOOMS if zoom < now - 0.02]
        chosen = larger[:1] if direction > 0 else smaller[-1:]
        if chosen:
            self._set_zoom(chosen[0])

    def _set_zoom(self, zoom: float | None) -> None:
        self._zoom = zoom
        self.stack.set_page_width(self._page_width())
        self._timer.start()

    def _page_width(self) -> int:
        if self._zoom is None:
            return max(120, min(self.viewport().width() - 2, _WIDEST))
        return round(A4_POINTS[0] * 96 / 72 * self._zoom)

    def _draw(self) -> None:
        self.stack.set_page_width(self._page_width())
        if self._context is None or self._newest is None or not self._pdf:
            return
        scale = self._page_width() * self.devicePixelRatioF() / A4_POINTS[0]
        if abs(scale - self._drawn_scale) < 0.001:
            return
        documents, pdf = self._context.app.documents, self._pdf

        def work() -> tuple[float, list[QImage]]:
            return scale, [to_image(page) for page in documents.pages(pdf, scale)]

        self._newest.run(work, self._show)

    def _show(self, result: tuple[float, list[QImage]]) -> None:
        self._drawn_scale, images = result
        self.stack.show_images(images)
        self.stack.set_page_width(self._page_width())
        self.drawn.emit(len(images))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.stack.set_page_width(self._page_width())
        self._timer.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._step(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.key() in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
                self.zoom_in()
                return
            if event.key() == Qt.Key.Key_Minus:
                self.zoom_out()
                return
            if event.key() == Qt.Key.Key_0:
                self.fit_width()
                return
        super().keyPressEvent(event)
