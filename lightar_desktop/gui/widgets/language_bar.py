# SPDX-License-Identifier: MIT
"""The languages of a template's text: a tab each, the default first, and a menu of others."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QTabBar, QToolButton, QWidget

from lightar_desktop import i18n
from lightar_desktop.gui import theme
from lightar_desktop.gui.forms import promoted

DEFAULT = ""  # the language of the default text, whichever it is


@promoted
class LanguageBar(QWidget):
    """Chooses the language whose text is edited.

    Signals:
        chosen(str): edit the text in this language; `DEFAULT` is the default text.
        added(str): there is to be a text in this language.
    """

    chosen = Signal(str)
    added = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._languages: list[str] = []
        self.tabs = QTabBar(self)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setAccessibleName(self.tr("Language of the text"))
        self.add = QToolButton(self)
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add.setAccessibleName(self.tr("Add a language"))
        self.add.setToolTip(self.tr("Add a language"))
        self.add.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.menu = QMenu(self.add)
        self.add.setMenu(self.menu)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(self.tabs, 1)
        line.addWidget(self.add)
        self.tabs.currentChanged.connect(self._on_tab)
        theme.current().changed.connect(self._restyle)
        self._restyle()

    @property
    def current(self) -> str:
        """The language that is edited; `DEFAULT` for the default text."""
        at = self.tabs.currentIndex()
        return self._languages[at] if 0 <= at < len(self._languages) else DEFAULT

    def show_languages(self, default: str, others: Sequence[str], current: str = DEFAULT) -> None:
        """Show the default text's language and those of its variants."""
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        self._languages = [DEFAULT, *others]
        name = i18n.language_name(default)
        self.tabs.addTab(self.tr("{0} (default)").format(name))
        for language in others:
            self.tabs.addTab(i18n.language_name(language))
        self.tabs.setCurrentIndex(self._languages.index(current))
        self.tabs.blockSignals(False)
        self._fill_menu({default, *others})

    def mark(self, wrong: Iterable[str]) -> None:
        """Draw the tabs of these languages as wrong, and no others."""
        bad = set(wrong)
        for at, language in enumerate(self._languages):
            colour = theme.colour("bad" if language in bad else "text")
            self.tabs.setTabTextColor(at, colour)
            tip = self.tr("Something is wrong in this text") if language in bad else ""
            self.tabs.setTabToolTip(at, tip)

    def _fill_menu(self, taken: set[str]) -> None:
        self.menu.clear()
        left = [one for one in i18n.LANGUAGES if one not in taken]
        for language in sorted(left, key=i18n.language_name):
            action = self.menu.addAction(i18n.language_name(language))
            action.triggered.connect(lambda _=False, one=language: self.added.emit(one))
        self.add.setEnabled(bool(left))

    def _on_tab(self, _at: int) -> None:
        self.chosen.emit(self.current)

    def _restyle(self) -> None:
        self.add.setIcon(theme.icon("plus"))
