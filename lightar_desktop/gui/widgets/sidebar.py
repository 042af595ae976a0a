# SPDX-License-Identifier: MIT
"""The pages by name at the left, with counts of what waits for a person."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from lightar_desktop.gui import theme
from lightar_desktop.gui.forms import promoted


class SidebarButton(QPushButton):
    """One page. Its count is muted, or stands out when something is wrong."""

    def __init__(self, words: str, icon: str, parent: QWidget) -> None:
        super().__init__(words, parent)
        self._icon_name = icon
        self._count = ""
        self._urgent = False
        self.setCheckable(True)
        self.setProperty("sidebar", True)
        self.setAccessibleName(words)
        self.toggled.connect(self._colour)
        self._colour(chosen=False)

    @property
    def count(self) -> str:
        return self._count

    def show_count(self, count: str, *, urgent: bool = False) -> None:
        """Show a count beside the name; none when empty."""
        self._count, self._urgent = count, urgent
        waits = f", {count} waiting" if count else ""
        self.setAccessibleName(f"{self.text()}{waits}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, 32)

    def _colour(self, chosen: bool) -> None:
        """Painting begins with the colour of this role: the palette has the accent as `Link`."""
        role = QPalette.ColorRole
        self.setForegroundRole(role.Link if chosen else role.WindowText)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from PySide6.QtCore import Qt

        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            event.ignore()  # the sidebar knows what comes next
        else:
            super().keyPressEvent(event)

    def paintEvent(self, e: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        area = QRectF(self.rect())
        if chosen or self.underMouse():
            _fill_round(painter, area, "tint" if chosen else "line")
        if self.hasFocus():
            ring = QPainterPath()
            ring.addRoundedRect(area, 6, 6)
            ring.addRoundedRect(area.adjusted(1, 1, -1, -1), 5, 5)
            painter.fillPath(ring, theme.brush("accent"))
        image = theme.pixmap(
            self._icon_name, "accent" if chosen else "muted", 16, self.devicePixelRatioF()
        )
        painter.drawPixmap(10, (self.height() - 16) // 2, image)
        weight = QFont.Weight.DemiBold if chosen else QFont.Weight.Normal
        painter.setFont(theme.current().font(1.0, weight))
        _write(painter, 34, self.height(), self.text())
        if self._count:
            self._paint_count(painter)
        painter.end()

    def _paint_count(self, painter: QPainter) -> None:
        weight = QFont.Weight.DemiBold if self._urgent else QFont.Weight.Normal
        painter.setFont(theme.current().font(0.9, weight))
        width = painter.fontMetrics().horizontalAdvance(self._count)
        left = self.width() - width - 15
        if self._urgent:
            box = QRectF(left - 7, (self.height() - 18) / 2, width + 14, 18)
            _fill_round(painter, box, "bad_tint", 9)
        painter.setPen(theme.colour("bad" if self._urgent else "muted"))
        _write(painter, left, self.height(), self._count)


# Painted without the flags of the `Qt` namespace, as `theme.brush` says.


def _fill_round(painter: QPainter, area: QRectF, token: str, radius: float = 6) -> None:
    path = QPainterPath()
    path.addRoundedRect(area, radius, radius)
    painter.fillPath(path, theme.brush(token))


def _write(painter: QPainter, left: float, height: int, words: str) -> None:
    """Write words in the middle of the height."""
    metrics = painter.fontMetrics()
    base = (height + metrics.ascent() - metrics.descent()) / 2
    painter.drawText(QPointF(left, round(base)), words)


@promoted
class Sidebar(QFrame):
    """Signals: page_asked(str): the name of the page to show."""

    page_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setFixedWidth(208)
        self.buttons: dict[str, SidebarButton] = {}
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 16, 10, 12)
        self._column.setSpacing(0)
        self._column.addLayout(self._brand_line())
        self._column.addSpacing(12)

    def _brand_line(self) -> QHBoxLayout:
        self.brand_icon = QLabel(self)
        brand = QLabel("LightAR", self)
        brand.setProperty("role", "brand")
        line = QHBoxLayout()
        line.setContentsMargins(9, 0, 0, 0)
        line.setSpacing(9)
        line.addWidget(self.brand_icon)
        line.addWidget(brand)
        line.addStretch(1)
        return line

    def add_pages(self, pages: Sequence[tuple[str, str, str]]) -> None:
        """Name, words and icon of each page, in order; then who works here, at the bottom."""
        self.brand_icon.setPixmap(theme.pixmap("lightar", "accent", 20, self.devicePixelRatioF()))
        for number, (name, words, icon) in enumerate(pages, 1):
            button = SidebarButton(words, icon, self)
            button.setToolTip(f"Ctrl+{number}")
            button.clicked.connect(lambda _=False, name=name: self.page_asked.emit(name))
            self._group.addButton(button)
            self.buttons[name] = button
            self._column.addWidget(button)
        self._column.addStretch(1)
        self._under: dict[str, QWidget] = {}
        self.user = QLabel(self)
        self.user.setProperty("role", "small")
        self.more = QToolButton(self)
        self.more.setAccessibleName("Appearance and keys")
        self.more.setToolTip("Appearance and keys")
        line = QHBoxLayout()
        line.setContentsMargins(10, 0, 0, 0)
        line.addWidget(self.user, 1)
        line.addWidget(self.more)
        self._column.addLayout(line)
        theme.current().changed.connect(self._draw_icons)
        self._draw_icons()

    def put_under(self, name: str, buttons: Sequence[QPushButton]) -> None:
        """Show these under a page's button, in place of those that were there; many scroll."""
        from lightar_desktop.gui.widgets.fold import Fold

        if name in self._under:
            self._under.pop(name).deleteLater()
        if buttons:
            fold = Fold(buttons, self)
            self._under[name] = fold
            self._column.insertWidget(self._column.indexOf(self.buttons[name]) + 1, fold)
            before: QWidget = self.buttons[name]
            for button in buttons:
                self.setTabOrder(before, button)
                before = button

    def _in_order(self) -> list[QPushButton]:
        """Pages, and what stands under them, from top to bottom."""
        found: list[QPushButton] = []
        for name, button in self.buttons.items():
            under = self._under.get(name)
            found += [button, *(under.findChildren(QPushButton) if under is not None else ())]
        return found

    def show_page(self, name: str) -> None:
        """Mark the page that is shown."""
        if name in self.buttons:
            self.buttons[name].setChecked(True)

    def show_user(self, user: str, company: str) -> None:
        """Say who works here and for whom."""
        words = " · ".join(part for part in (user, company) if part)
        from PySide6.QtCore import Qt

        room = self.width() - 58
        self.user.setText(
            self.user.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
        )
        self.user.setToolTip(words)
        self.user.setAccessibleName(words)

    def _draw_icons(self) -> None:
        self.more.setIcon(theme.icon("more"))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from PySide6.QtCore import Qt

        buttons = self._in_order()
        focused = next((b for b in buttons if b.hasFocus()), None)
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if focused is None or not step:
            super().keyPressEvent(event)
            return
        buttons[(buttons.index(focused) + step) % len(buttons)].setFocus()
