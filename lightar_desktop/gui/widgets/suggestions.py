# SPDX-License-Identifier: MIT
"""The list beneath a field that suggests what may be meant."""

from typing import Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QCompleter

from lightar_desktop.gui import theme

_MOST: Final = 13


class Suggestions(QCompleter):
    """Suggests the rows of a model.

    Signals:
        taken(int, str): this row was chosen; with a filter, the row of what is left by it.
    """

    taken = Signal(int, str)

    def __init__(self, model: QAbstractItemModel, parent: QObject, width: int = 0) -> None:
        """`width`: how wide the list is at least, where its field is narrow."""
        super().__init__(model, parent)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setMaxVisibleItems(_MOST)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.list.setAccessibleName(self.tr("Suggestions"))
        self.list.setProperty("suggestions", True)
        self.list.setMinimumWidth(theme.current().px(width))
        self.activated[QModelIndex].connect(self._on_activated)  # type: ignore[index]

    @property
    def list(self) -> QAbstractItemView:
        """The list itself."""
        popup = self.popup()
        assert popup is not None  # noqa: S101 - Qt makes one when it is asked for
        return popup

    @property
    def shown(self) -> bool:
        """Whether the list is open."""
        return self.list.isVisible()

    @property
    def marked(self) -> bool:
        """Whether one of the list is marked, so that Enter takes it."""
        return self.shown and self.list.currentIndex().isValid()

    def filter(self) -> None:
        """Suggest only what contains the text that is typed."""
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setFilterMode(Qt.MatchFlag.MatchContains)

    def mark_first(self) -> None:
        """Mark the first of the list."""
        self.list.setCurrentIndex(self.completionModel().index(0, 0))

    def _on_activated(self, at: QModelIndex) -> None:
        self.taken.emit(at.row(), str(at.data(Qt.ItemDataRole.EditRole)))
