# SPDX-License-Identifier: MIT
"""Text fields that know placeholders: `{{ number }}` is drawn as a chip, offered while typing."""

import re
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QStandardItem,
    QStandardItemModel,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QCompleter, QListView, QPlainTextEdit, QSizePolicy, QWidget

from lightar_desktop.domain.placeholders import PLACEHOLDERS
from lightar_desktop.gui import theme
from lightar_desktop.gui.forms import promoted

_WHOLE: Final = re.compile(r"(\{\{\s*)([^{}]*?)(\s*\}\})")
_BEGUN: Final = re.compile(r"\{\{\s*(\w*)$")
_POPUP_KEYS: Final = {
    Qt.Key.Key_Enter,
    Qt.Key.Key_Return,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
}
_NAME = Qt.ItemDataRole.UserRole


class _Chips(QSyntaxHighlighter):
    """Colours placeholders; their braces are only seen where the cursor is."""

    def __init__(self, edit: "PlaceholderEdit") -> None:
        super().__init__(edit.document())
        self._edit = edit

    def highlightBlock(self, text: str) -> None:
        here = self._edit.textCursor()
        inside = here.positionInBlock() if here.block() == self.currentBlock() else -1
        for match in _WHOLE.finditer(text):
            known = match[2] in PLACEHOLDERS
            name, braces = QTextCharFormat(), QTextCharFormat()
            name.setForeground(theme.colour("accent" if known else "bad"))
            touched = self._edit.hasFocus() and match.start() <= inside <= match.end()
            # Small, so that hidden braces are the padding of a chip.
            braces.setFontPointSize(max(4.0, self._edit.font().pointSizeF() * 0.55))
            braces.setForeground(
                theme.colour("muted") if touched else QColor(Qt.GlobalColor.transparent)
            )
            self.setFormat(match.start(1), len(match[1]), braces)
            self.setFormat(match.start(2), len(match[2]), name)
            self.setFormat(match.start(3), len(match[3]), braces)


@promoted
class PlaceholderEdit(QPlainTextEdit):
    """Several lines of text with placeholders; typing `{{` offers them with their meaning.

    Signals:
        edited(): the text is another one now. (Qt's `textChanged` also tells of colours.)
        focus_changed(bool): whether the cursor is here now.
    """

    edited = Signal()
    focus_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self._chips = _Chips(self)
        self._completer = QCompleter(self)
        self._popup = QListView()
        self._completer.setPopup(self._popup)
        self._completer.setModel(_offers(self))
        self._completer.setWidget(self)
        self._completer.setCompletionRole(_NAME)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._popup.setAccessibleName(self.tr("Placeholders"))
        self._completer.activated.connect(self.insert_placeholder)
        self.textChanged.connect(self._on_text_changed)
        self.cursorPositionChanged.connect(self._on_cursor_moved)
        self._last_block = -1
        self._text = ""
        theme.current().changed.connect(self._on_scheme_changed)

    def text(self) -> str:
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Replace the text; an unchanged one keeps cursor and undo history.

        Blanks inside braces go, so that a chip is never broken over two lines.
        """
        text = tidied(text)
        if text != self.toPlainText():
            self.setPlainText(text)

    @property
    def is_beginning(self) -> bool:
        """Whether the cursor stands in a placeholder that is not closed yet."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        return self.hasFocus() and _BEGUN.search(before) is not None

    def offers(self) -> list[str]:
        """Names now offered; empty while nothing is offered."""
        if not self._popup.isVisible():
            return []
        model = self._completer.completionModel()
        return [model.index(row, 0).data(_NAME) for row in range(model.rowCount())]

    def insert_placeholder(self, name: str) -> None:
        """Put `{{name}}` in place of what was begun before the cursor."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        after = cursor.block().text()[cursor.positionInBlock() :]
        begun = _BEGUN.search(before)
        closed = re.match(r"\s*\}\}", after)
        cursor.beginEditBlock()
        if begun:
            cursor.movePosition(
                QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(begun[0])
            )
            cursor.removeSelectedText()
        if begun and closed:
            for _ in closed[0]:
                cursor.deleteChar()
        cursor.insertText(f"{{{{{name}}}}}")
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def _on_scheme_changed(self) -> None:
        self._chips.rehighlight()
        self.viewport().update()

    def _on_text_changed(self) -> None:
        text = self.toPlainText()
        if text != self._text:
            self._text = text
            self._offer()
            self.edited.emit()

    def _offer(self) -> None:
        cursor = self.textCursor()
        begun = _BEGUN.search(cursor.block().text()[: cursor.positionInBlock()])
        popup = self._popup
        if begun is None or not self.hasFocus():
            popup.hide()
            return
        self._completer.setCompletionPrefix(begun[1])
        if not self._completer.completionCount():
            popup.hide()
            return
        popup.setCurrentIndex(self._completer.completionModel().index(0, 0))
        place = self.cursorRect()
        wide = popup.sizeHintForColumn(0) + popup.verticalScrollBar().sizeHint().width() + 16
        place.setWidth(wide)
        self._completer.complete(place)

    def _on_cursor_moved(self) -> None:
        block = self.textCursor().block()
        for number in {self._last_block, block.blockNumber()}:
            touched = self.document().findBlockByNumber(number)
            if touched.isValid() and "{{" in touched.text():
                self._chips.rehighlightBlock(touched)
        self._last_block = block.blockNumber()

    def _chip_areas(self, block: QTextBlock) -> list[tuple[QRectF, bool]]:
        """Where the block's placeholders stand in the viewport, and whether each is known."""
        areas = []
        layout = block.layout()
        origin = self.blockBoundingGeometry(block).translated(self.contentOffset()).topLeft()
        for match in _WHOLE.finditer(block.text()):
            first = layout.lineForTextPosition(match.start())
            last = layout.lineForTextPosition(match.end())
            if not first.isValid() or not last.isValid():
                continue
            for number in range(first.lineNumber(), last.lineNumber() + 1):
                line = layout.lineAt(number)
                start = max(match.start(), line.textStart())
                end = min(match.end(), line.textStart() + line.textLength())
                left, right = _x(line.cursorToX(start)), _x(line.cursorToX(end))
                area = QRectF(left, line.y(), right - left, line.height())
                areas.append((area.translated(origin), match[2] in PLACEHOLDERS))
        return areas

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        block = self.firstVisibleBlock()
        while block.isValid():
            for area, known in self._chip_areas(block):
                painter.setBrush(theme.colour("tint" if known else "bad_tint"))
                painter.drawRoundedRect(area.adjusted(0, -1, 0, 1), 4, 4)
            if self.blockBoundingGeometry(block).translated(self.contentOffset()).top() > (
                self.viewport().height()
            ):
                break
            block = block.next()
        painter.end()
        super().paintEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._popup.isVisible() and event.key() in _POPUP_KEYS:
            event.ignore()  # the popup takes these
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._on_cursor_moved()
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._on_cursor_moved()
        self.focus_changed.emit(False)

    def sizeHint(self) -> QSize:
        return QSize(240, theme.current().px(116))


@promoted
class PlaceholderLine(PlaceholderEdit):
    """One line of text with placeholders, used like a QLineEdit.

    Signals:
        returnPressed(): Enter was pressed.
    """

    returnPressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def insertFromMimeData(self, source: object) -> None:
        """What is pasted becomes one line."""
        text = getattr(source, "text", str)()
        self.insertPlainText(" ".join(text.split()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entered = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if entered and not self._popup.isVisible():
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
            else:
                self.returnPressed.emit()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        height = QFontMetricsF(self.font()).lineSpacing() + 2 * self.document().documentMargin()
        frame = self.height() - self.viewport().height() if self.isVisible() else 10
        return QSize(240, max(34, round(height) + frame))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())


def tidied(text: str) -> str:
    """`text` as the fields write it: without blanks inside braces."""
    return _WHOLE.sub(r"{{\2}}", text)


def _offers(edit: PlaceholderEdit) -> QStandardItemModel:
    model = QStandardItemModel(edit)
    for name, meaning in PLACEHOLDERS.items():
        item = QStandardItem(f"{name}  \N{EN DASH}  {meaning}")
        item.setData(name, _NAME)
        model.appendRow(item)
    return model


def _x(found: object) -> float:
    """Qt returns a position, PySide sometimes also the cursor it moved to."""
    return float(found[0] if isinstance(found, tuple) else found)  # type: ignore[arg-type]
