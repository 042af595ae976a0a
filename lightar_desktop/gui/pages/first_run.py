# SPDX-License-Identifier: MIT
"""The first run: three short steps from an empty database to where invoices are written."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QWidget

from lightar_desktop.domain.company import Company
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.imported import ImportKind
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.pages import Page
from lightar_desktop.gui.widgets.first_company import FirstCompany, Guesses, guesses
from lightar_desktop.gui.widgets.first_mail import FirstMail
from lightar_desktop.services.ports import TestStep

T = TypeVar("T")

_STEPS = (
    (
        "Your company",
        "This is printed on your invoices. All of it can be changed later under AR Settings.",
        "Next",
    ),
    (
        "Your mail account",
        "Invoices leave by your own mail server. What follows from the address is filled in.",
        "Next",
    ),
    ("Your customers", "The last step: who do you invoice?", "Finish"),
)


class FirstRunPage(Form, Page):
    """Company and bank account; mail account; customers or the demo. Each can be skipped."""

    FORM = "first_run"
    title = "Welcome"

    scroll_area: QScrollArea
    progress: QLabel
    heading: QLabel
    words: QLabel
    company_step: FirstCompany
    mail_step: FirstMail
    customers_step: QWidget
    bring: QPushButton
    customers: QPushButton
    demo: QPushButton
    note: QLabel
    back: QPushButton
    skip: QPushButton
    onward: QPushButton

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.load_form()
        self._company = Company("")
        self._asked: set[int] = set()  # steps whose button was pressed: now all mistakes show
        self._refused: tuple[Problem, ...] = ()
        self._busy = False
        self._step = 0
        self._pages = (self.company_step, self.mail_step, self.customers_step)
        primary = QAction(self.tr("Next"), self)
        primary.triggered.connect(self._on_onward)
        self.primary = primary
        for step in (self.company_step, self.mail_step):
            step.changed.connect(self._on_typed)
            step.entered.connect(self._on_onward)
        self.mail_step.test_asked.connect(self._test)
        self.back.clicked.connect(lambda: self._go(self.step - 1))
        self.skip.clicked.connect(lambda: self._go(self.step + 1))
        self.onward.clicked.connect(self._on_onward)
        self.customers.clicked.connect(lambda: self.context.navigator.show_page("customers"))
        self.bring.clicked.connect(lambda: self.context.navigator.import_file(ImportKind.CUSTOMERS))
        self.demo.clicked.connect(self._start_demo)
        context.tasks.run(guesses, self._on_guesses, owner=self)
        self._show_step(0)

    @property
    def step(self) -> int:
        """Which step is shown, from 0."""
        return self._step

    def company(self) -> Company:
        """The company as it is typed."""
        return self.company_step.typed(self._company)

    def account(self) -> MailAccount:
        """The mail account as it is typed."""
        return self.mail_step.account(self._company.name)

    def problems(self) -> list[Problem]:
        """What is wrong with the step that is shown."""
        if self.step == 0:
            return [*self.context.app.first_run.problems(self.company()), *self._refused]
        if self.step == 1:
            return [*self.account().problems(), *self._refused]
        return []

    def _on_guesses(self, found: Guesses) -> None:
        self.company_step.offer(found)
        self._on_typed()

    def _on_typed(self) -> None:
        self._refused = ()
        self.note.clear()
        self._show_problems()

    def _show_problems(self) -> None:
        """While a step is filled in for the first time, what is missing is no mistake yet."""
        missing = {"answer_missing", "no_company"}
        problems = self.problems()
        if self.step not in self._asked:
            problems = [one for one in problems if one.code not in missing]
        if self.step == 0:
            self.company_step.show_problems(problems)
        if self.step == 1:
            started = self.step in self._asked
            shown = problems if started else [p for p in problems if self._is_typed(p.field)]
            self.mail_step.show_problems(shown)
            self.mail_step.test.setEnabled(not self._busy and not problems)

    def _is_typed(self, field: str) -> bool:
        """Whether a field of the mail account has an answer that could be wrong."""
        account = self.account()
        return field == "security" or (field == "host" and bool(account.host))

    # Steps

    def _show_step(self, step: int) -> None:
        self._step = step
        for at, page in enumerate(self._pages):
            page.setVisible(at == step)
        heading, words, button = _STEPS[step]
        self.progress.setText(self.tr("Step {0} of {1}").format(step + 1, len(_STEPS)))
        self.heading.setText(self.tr(heading))
        self.words.setText(self.tr(words))
        self.onward.setText(self.tr(button))
        self.back.setVisible(step > 0)
        self.skip.setVisible(step < len(_STEPS) - 1)
        self.note.clear()
        self._refused = ()
        self._show_problems()

    def _go(self, step: int) -> None:
        if step >= len(_STEPS):
            self._finish()
            return
        self._show_step(max(0, step))
        self._begin()

    def _begin(self) -> None:
        self.scroll_area.ensureVisible(0, 0)
        first = (self.company_step.begin, self.mail_step.begin, self.onward.setFocus)
        first[self.step]()

    def _on_onward(self) -> None:
        if self._busy:
            return
        self._asked.add(self.step)
        if self.problems():
            self._show_problems()
            self.note.setText(self.tr("Something is still missing; see the red fields, or skip."))
            return
        (self._save_company, self._save_account, self._finish)[self.step]()

    def _save_company(self) -> None:
        first_run, company = self.context.app.first_run, self.company()
        self._run(lambda: first_run.found(company), self._on_company)

    def _on_company(self, company: Company) -> None:
        self._company = company
        self._end_work()
        self._go(1)

    def _save_account(self) -> None:
        first_run, account = self.context.app.first_run, self.account()
        password = self.mail_step.typed_password()
        self._run(lambda: first_run.mail(account, password), self._on_account)

    def _on_account(self, account: MailAccount) -> None:
        if not self._company.email:
            self._company = replace(self._company, email=account.from_address)
        self._end_work()
        self.context.app.delivery.nudge()
        self._go(2)

    def _finish(self) -> None:
        self.context.navigator.show_page("sales_invoices")
        if self._company.name:
            words = self.tr("LightAR is set up. Write your first invoice, or import drafts.")
            self.context.messages.info(words)

    # Work

    def _run(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self._busy = True
        self.onward.setEnabled(False)
        self.context.tasks.run(work, done, self._on_failed, owner=self)

    def _end_work(self) -> None:
        self._busy = False
        self.onward.setEnabled(True)
        self.context.feed.poll()

    def _on_failed(self, error: Exception) -> None:
        self._end_work()
        if isinstance(error, DomainError):
            self._refused = error.problems
            self.note.setText(str(error))
        else:
            self.context.tasks.report(error)
        self.mail_step.show_test([])
        self._show_problems()

    def _test(self) -> None:
        setup, account = self.context.app.setup, self.account()
        password = self.mail_step.typed_password()
        words = TestStep(self.tr("Testing…"), ok=True, words=account.host)
        self.mail_step.show_test([words], "muted")
        self._run(lambda: setup.test_mail_account(account, password), self._on_tested)
        self.mail_step.test.setEnabled(False)

    def _on_tested(self, steps: list[TestStep]) -> None:
        self._end_work()
        self.mail_step.show_test(steps)
        self._show_problems()

    def _start_demo(self) -> None:
        words = self.tr("The demo company opens in a window of its own; your data stays empty.")
        self.context.tasks.run(
            self.context.app.start_demo, lambda _: self.context.messages.info(words), owner=self
        )

    def activate(self) -> None:
        self._begin()
