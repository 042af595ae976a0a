# SPDX-License-Identifier: MIT
"""AR Settings: the company in sections, saved together."""

from collections.abc import Iterable
from zoneinfo import available_timezones

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QListWidget, QMessageBox, QPushButton, QStackedWidget, QWidget

from lightar_desktop import i18n
from lightar_desktop.domain.company import Company
from lightar_desktop.domain.company_checks import cleaned, company_problems
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.gui import theme
from lightar_desktop.gui.changes import Changes
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.dialogs import ask
from lightar_desktop.gui.dialogs.mail_account import MailAccountDialog
from lightar_desktop.gui.dialogs.number_series import NumberSeriesDialog
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.pages import Page
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.gui.widgets.settings_accounts import AccountsSection
from lightar_desktop.gui.widgets.settings_company import CompanySection
from lightar_desktop.gui.widgets.settings_defaults import DefaultsSection
from lightar_desktop.gui.widgets.settings_logo import LogoSection
from lightar_desktop.gui.widgets.settings_mail import MailSection
from lightar_desktop.gui.widgets.settings_numbering import NumberingSection
from lightar_desktop.gui.widgets.settings_section import Choices, SettingsSection
from lightar_desktop.services.app import App
from lightar_desktop.services.numbering import SeriesRow

Found = tuple[Company | None, Choices]
_NOBODY = Company("")


class ArSettingsPage(Form, Page):
    """A list of sections at the left, the chosen one beside it, Save and Revert for all."""

    FORM = "ar_settings"
    title = "AR Settings"

    sections: QListWidget
    stack: QStackedWidget
    company_section: CompanySection
    accounts_section: AccountsSection
    logo_section: LogoSection
    numbering_section: NumberingSection
    defaults_section: DefaultsSection
    mail_section: MailSection
    revert: QPushButton
    save: QPushButton

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.load_form()
        self._newest = Newest(context.tasks, self)
        self._company: Company | None = None
        self._choices = Choices()
        self._refused: tuple[Problem, ...] = ()
        self._filling = False
        self.parts: tuple[SettingsSection, ...] = (
            self.company_section,
            self.accounts_section,
            self.logo_section,
            self.numbering_section,
            self.defaults_section,
            self.mail_section,
        )
        for part in self.parts:
            part.bind(context)
            part.changed.connect(self._on_typed)
            part.entered.connect(self._save)
            self.sections.addItem(self.tr(part.heading))
        self.numbering_section.series_asked.connect(self._ask_series)
        self.mail_section.account_asked.connect(self._ask_account)
        primary = QAction(self.tr("Save"), self)
        primary.triggered.connect(self._save)
        self.primary = primary
        self.save.clicked.connect(self._save)
        self.revert.clicked.connect(self._fill)
        self.sections.currentRowChanged.connect(self.stack.setCurrentIndex)
        self.sections.itemActivated.connect(lambda _: self._shown().begin())
        self.sections.setCurrentRow(0)
        theme.current().changed.connect(self._mark)
        self._on_typed()

    def company(self) -> Company:
        """The company as it is typed."""
        typed = self._company or _NOBODY
        for part in self.parts:
            typed = part.typed(typed)
        return cleaned(typed)

    def problems(self) -> list[Problem]:
        """What is wrong with what is typed, by field."""
        typed = self.company()
        found = [*company_problems(typed), *self._refused]
        if self._choices.zones and typed.time_zone not in self._choices.zones:
            why = "choose one from the list."
            facts = {"field": "The time zone", "value": typed.time_zone or "empty", "why": why}
            found.append(Problem("bad_setting", "time_zone", facts))
        return found

    @property
    def is_changed(self) -> bool:
        """Whether something was typed and not saved."""
        return self.company() != cleaned(self._company or _NOBODY)

    def show_section(self, section: SettingsSection) -> None:
        """Show one of the sections."""
        self.sections.setCurrentRow(self.parts.index(section))

    def _shown(self) -> SettingsSection:
        return self.parts[max(0, self.stack.currentIndex())]

    def _read(self) -> None:
        app, first = self.context.app, not self._choices.zones
        before = self._choices
        self._newest.run(lambda: _read(app, None if first else before), self._show)

    def _show(self, found: Found) -> None:
        company, self._choices = found
        typing = self._company is not None and self.is_changed
        self._filling = True
        for part in self.parts:
            part.offer(self._choices)
        self._filling = False
        if typing:
            self._on_typed()
        else:
            self._company = company
            self._fill()

    def _fill(self) -> None:
        self._filling, self._refused = True, ()
        for part in self.parts:
            part.fill(self._company or _NOBODY)
        self._filling = False
        self._show_state()

    def _on_typed(self) -> None:
        if not self._filling:
            self._refused = ()
            self._show_state()

    def _show_state(self) -> None:
        problems, changed = self.problems(), self.is_changed
        # An empty form is not full of mistakes yet.
        shown = problems if self._company is not None or changed else []
        for part in self.parts:
            part.show_problems(part.mine(shown))
        self._mark(shown)
        self.save.setEnabled(changed and not problems)
        self.revert.setEnabled(changed)

    def _mark(self, problems: Iterable[Problem] | None = None) -> None:
        """Mark the sections in which something is to be mended."""
        shown = self.problems() if problems is None else list(problems)
        for row, part in enumerate(self.parts):
            item, wrong = self.sections.item(row), bool(part.mine(shown))
            item.setIcon(theme.icon("circle-alert", "bad") if wrong else theme.icon(part.icon))
            words = self.tr("{0}, something is to be mended") if wrong else "{0}"
            name = words.format(self.tr(part.heading))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, name)

    def _save(self) -> None:
        if not self.save.isEnabled():
            return
        setup, company, picture = self.context.app.setup, self.company(), self.logo_section.picture
        self.save.setEnabled(False)
        self.context.tasks.run(
            lambda: setup.save_company(company, picture),
            self._on_saved,
            self._on_failed,
            owner=self,
        )

    def _on_saved(self, company: Company) -> None:
        self._company = company
        self.context.messages.info(self.tr("The settings are saved."))
        self.context.feed.poll()
        self._read()
        self._fill()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, DomainError):
            self._refused = error.problems
        self.context.tasks.report(error)
        self._show_state()

    def _ask_series(self, row: SeriesRow | None) -> None:
        others = tuple(one.series for one in self._choices.series)
        dialog = NumberSeriesDialog(self.context, row, others, self.window())
        dialog.accepted.connect(self._read)
        ask(dialog)

    def _ask_account(self) -> None:
        dialog = MailAccountDialog(self.context, self._choices.account, self.window())
        dialog.accepted.connect(self._read)
        ask(dialog)

    def activate(self) -> None:
        self._read()
        self.sections.setFocus()

    def apply_changes(self, changes: Changes) -> None:
        ours = ("company", "mail_account", "series", "template")
        if self.isVisible() and any(changes.of(subject) for subject in ours):
            self._read()

    def may_leave(self) -> bool:
        if not self.is_changed:
            return True
        answer = QMessageBox.question(
            self,
            self.tr("Leave without saving?"),
            self.tr("The changes to the settings are not saved."),
            QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel,
            QMessageBox.StandardButton.Cancel,
        )
        if answer == QMessageBox.StandardButton.Discard:
            self._fill()
            return True
        return False


def _read(app: App, before: Choices | None) -> Found:
    """What is stored, and what can be chosen; names are looked up once."""
    reads = app.reads.setup
    company, account = reads.company(), reads.account()
    picture = reads.asset(company.logo_id) if company is not None and company.logo_id else b""
    return company, Choices(
        account=account,
        trouble=reads.account_trouble(account.id)[0] if account else "",
        series=tuple(app.numbering.rows()),
        templates={row.template.id: row.template.name for row in reads.templates()},
        zones=before.zones if before else tuple(sorted(available_timezones())),
        countries=before.countries if before else i18n.country_names("en"),
        currencies=before.currencies if before else i18n.currency_names("en"),
        languages=before.languages if before else i18n.language_names(),
        logo=QImage.fromData(picture) if picture else None,
    )
