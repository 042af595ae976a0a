# SPDX-License-Identifier: MIT
"""What is still to be mended, a line each, leading to where it is mended."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from lightar_desktop.domain.errors import Problem

_MOST: Final = 4


class ProblemLinks(QObject):
    """Shows problems in a widget whose layout is a column; buttons are made once.

    Signals:
        asked(Problem): the problem that was clicked.
    """

    asked = Signal(object)

    def __init__(self, place: QWidget) -> None:
        super().__init__(place)
        self._place = place
        self._links: list[QPushButton] = []
        self._shown: Sequence[Problem] = ()

    def show(self, problems: Sequence[Problem]) -> None:
        """Show the first of these, and how many more there are."""
        shown = self._shown = problems[:_MOST]
        rest = len(problems) - len(shown)
        while len(self._links) < len(shown):
            self._add()
        for number, link in enumerate(self._links):
            link.setVisible(number < len(shown))
            if number < len(shown):
                last = rest and number == len(shown) - 1
                more = self.tr(" (and {0} more)").format(rest) if last else ""
                link.setText(f"{shown[number]}{more}")

    def texts(self) -> list[str]:
        """What is shown."""
        return [link.text() for link in self._links if not link.isHidden()]

    def _add(self) -> None:
        link = QPushButton(self._place)
        link.setProperty("link", True)
        link.setAutoDefault(False)
        number = len(self._links)
        link.clicked.connect(lambda: self.asked.emit(self._shown[number]))
        column = self._place.layout()
        assert isinstance(column, QVBoxLayout)  # noqa: S101 - the form's
        column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self._links.append(link)
