# SPDX-License-Identifier: MIT
"""A saved filter as it stands under its page in the sidebar."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from lightar_desktop.gui import theme

_HEIGHT, _LEFT = 28, 34


class FilterButton(QPushButton):
    """A click shows what the filter finds; its menu and keys change the filter.

    Signals:
        rename_asked(): F2 or the menu.
        replace_asked(): keep the present filter under this name.
        delete_asked(): Delete or the menu.
    """

    rename_asked = Signal()
    replace_asked = Signal()
    delete_asked = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setProperty("sidebar", True)
        self.setFixedHeight(theme.current().px(_HEIGHT))
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setAccessibleName(self.tr("Saved filter {0}").format(name))
        self.setToolTip(self.tr("{0}\nF2 renames, Delete deletes").format(name))
        self.clicked.connect(self.update)

    def menu_of(self) -> QMenu:
        """What can be done with the filter."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("&Rename…\tF2").triggered.connect(self.rename_asked)
        menu.addAction("Replace by the &present filter").triggered.connect(self.replace_asked)
        menu.addAction("&Delete…\tDel").triggered.connect(self.delete_asked)
        return menu

    def nextCheckState(self) -> None:
        """Whoever shows the filter says whether it is the one shown."""

    def sizeHint(self) -> QSize:
        return QSize(160, theme.current().px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, theme.current().px(_HEIGHT))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_of().popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2:
            self.rename_asked.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        elif event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            event.ignore()  # the sidebar knows what comes next
        else:
            super().keyPressEvent(event)

    def paintEvent(self, e: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, area = self.isChecked(), QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen or self.underMouse():
            painter.setBrush(theme.colour("tint" if chosen else "line"))
            painter.drawRoundedRect(area, theme.RADIUS, theme.RADIUS)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.colour("accent"))
            painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        weight = QFont.Weight.Medium if chosen else QFont.Weight.Normal
        painter.setFont(theme.current().font(0.95, weight))
        painter.setPen(theme.colour("accent" if chosen else "muted"))
        place = QRect(_LEFT, 0, self.width() - _LEFT - 10, self.height())
        words = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, place.width()
        )
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.end()
