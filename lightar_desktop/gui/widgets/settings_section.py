# SPDX-License-Identifier: MIT
"""What every section of AR Settings has in common: it shows a part of the company and edits it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from lightar_desktop.domain.company import Company
from lightar_desktop.domain.errors import Problem
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.gui.forms import Form
from lightar_desktop.services.numbering import SeriesRow

if TYPE_CHECKING:
    from lightar_desktop.gui.context import Context


@dataclass(frozen=True, slots=True)
class Choices:
    """What the sections offer besides the company itself."""

    account: MailAccount | None = None
    trouble: str = ""
    series: tuple[SeriesRow, ...] = ()
    templates: Mapping[int, str] = field(default_factory=dict)
    zones: tuple[str, ...] = ()
    countries: Mapping[str, str] = field(default_factory=dict)
    currencies: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)
    logo: QImage | None = None


class SettingsSection(Form, QWidget):
    """A part of the company.

    Signals:
        changed(): something was typed.
        entered(): Enter was pressed in a field of one line.
    """

    changed = Signal()
    entered = Signal()

    heading = ""
    icon = "settings"
    parts: frozenset[str] = frozenset()  # fields of problems that are shown here

    def bind(self, context: "Context") -> None:
        """Say whose settings these are; comes first."""

    def offer(self, choices: Choices) -> None:
        """What can be chosen now."""

    def fill(self, company: Company) -> None:
        """Show what is stored."""

    def typed(self, company: Company) -> Company:
        """`company` with what is typed here."""
        return company

    def mine(self, problems: Iterable[Problem]) -> list[Problem]:
        """Those of the problems that are mended here."""
        return [one for one in problems if one.field.partition(".")[0] in self.parts]

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Say these beside their fields, and nothing else."""

    def begin(self) -> None:
        """Take the focus."""
        first = self.nextInFocusChain()
        if first is not None:
            first.setFocus()
