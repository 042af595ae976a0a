# SPDX-License-Identifier: MIT
"""The outbox at work: claim, build, send, fence, settle.

Senders are a pool of their own, limited per account. An email is claimed with a lease, everything
but the final dot is sent, a fence asks once more whether it may go, then the dot, then the result
is written down. Silence after the dot makes it uncertain; it is never sent again by itself.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.events import Event, Subject
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.domain.outgoing import OutgoingState
from lightar_desktop.services.documents import DocumentService
from lightar_desktop.services.ports import (
    Clock,
    Database,
    Documents,
    MailServers,
    Renderers,
    Runner,
    Secrets,
    StorageError,
    UnitOfWork,
)
from lightar_desktop.services.sending import Pipeline, Trouble
from lightar_desktop.services.settling import INTERRUPTED, follow

_log = logging.getLogger(__name__)

_IDLE = 5.0  # seconds between looks for emails that became due
_LIMIT_WAIT = 1.0  # seconds between looks while the limit a minute is used up
_WINDOW = timedelta(seconds=61)  # a minute's limit, with a second for the answers under way
_PAUSES = tuple(timedelta(seconds=s) for s in (30, 60, 300, 900))


@dataclass(slots=True)
class Tally:
    """How many emails of a delivery ended in each state."""

    counts: dict[OutgoingState, int] = field(default_factory=dict)
    trouble: str = ""


class Delivery:
    """Sends what is due, in the background or until nothing is due now."""

    def __init__(
        self,
        database: Database,
        documents: DocumentService,
        makers: Documents,
        renderers: Renderers,
        servers: MailServers,
        secrets: Secrets,
        senders: Runner,
        clock: Clock,
        new_id: Callable[[], str],
        has_ended: Callable[[str], bool] = lambda _process: False,
    ) -> None:
        self._database = database
        self._documents = documents
        self._makers = makers
        self._renderers = renderers
        self._servers = servers
        self._secrets = secrets
        self._senders = senders
        self._clock = clock
        self._new_id = new_id
        self._has_ended = has_ended
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._idle = threading.Event()
        self._idle.set()
        self._pauses = 0

    def start(self) -> None:
        """Send in the background from now on."""
        self._stopping.clear()
        self._idle.clear()
        self._senders.start(self._run)

    def stop(self) -> None:
        """Finish the emails in flight and stop; the rest waits for the next start."""
        self._stopping.set()
        self._woken.set()
        self._idle.wait()

    def nudge(self) -> None:
        """Something may have become due: look now."""
        self._woken.set()

    def drain(self, limit: int | None = None) -> Tally:
        """Send until nothing is due now, or `limit` emails were taken; says what became of them."""
        self._documents.catch_up()
        self.recover()
        tally = Tally()
        account = self._ready_account(tally)
        if account is None:
            return tally
        pipeline = self._pipeline(account)
        try:
            taken = 0
            while limit is None or taken < limit:
                allowed = self._allowance(account)
                fed = pipeline.feed(min(allowed, limit - taken) if limit else allowed)
                taken += fed
                if fed or pipeline.settle_outstanding():
                    continue
                if allowed or pipeline.trouble or not self._database.reads.outbox.due(self._now()):
                    break
                self._clock.wait(self._stopping, _LIMIT_WAIT)
        finally:
            pipeline.finish()
        tally.counts = pipeline.counts
        tally.trouble = pipeline.trouble.words if pipeline.trouble else ""
        return tally

    def recover(self) -> int:
        """Release claims whose lease or process ended: unsent ones wait again, those whose dot may
        have left become uncertain. Returns how many.
        """
        now = self._clock.now()
        ended = [one for one in self._database.reads.outbox.holders() if self._has_ended(one)]

        def work(uow: UnitOfWork) -> int:
            abandoned = dict(uow.outbox.expired(now))
            for process in ended:
                abandoned |= dict(uow.outbox.held_by(process))
            for email_id, state in abandoned.items():
                if state is OutgoingState.CLAIMED:
                    uow.outbox.settle(email_id, None, (state,), OutgoingState.QUEUED, next_at=now)
                    continue
                uow.outbox.settle(
                    email_id,
                    None,
                    (state,),
                    OutgoingState.UNCERTAIN,
                    reply=INTERRUPTED,
                    counted=True,
                )
                found = uow.outbox.of(email_id)
                invoice_id = found[0] if found else 0
                event = Event(
                    "email.uncertain",
                    Subject.EMAIL,
                    email_id,
                    invoice_id,
                    {"to": [], "reply": INTERRUPTED},
                )
                follow(uow, email_id, invoice_id, OutgoingState.UNCERTAIN, INTERRUPTED, now, event)
            return len(abandoned)

        return self._database.transactions.write(work)

    def trouble(self) -> str:
        """Why the mail account cannot be used now, in a sentence; empty when it can."""
        account = self._database.reads.setup.account()
        if account is None:
            return str(DomainError.of("no_mail_account"))
        return self._database.reads.setup.account_trouble(account.id)[0]

    def _run(self) -> None:
        """The background loop: feed the senders while anything is due, else wait to be woken."""
        try:
            while not self._stopping.is_set():
                self._woken.clear()
                try:
                    self._look()
                except StorageError as failure:
                    _log.info("Sending waits for the database: %s", failure)
                self._clock.wait(self._woken, _IDLE)
        finally:
            self._idle.set()

    def _look(self) -> None:
        """Clear up after those that ended, then send what is due."""
        self._documents.catch_up()
        self.recover()
        account = self._ready_account(Tally())
        if account is not None:
            self._feed(account)

    def _feed(self, account: MailAccount) -> None:
        """Send while something is due; lets the connections go after a quiet while."""
        pipeline = self._pipeline(account)
        try:
            while not self._stopping.is_set() and pipeline.trouble is None:
                self._woken.clear()
                allowed = self._allowance(account)
                if allowed and pipeline.feed(allowed):
                    continue
                if not self._clock.wait(self._woken, _IDLE) and pipeline.idle:
                    break
                self.recover()
        finally:
            pipeline.finish()

    def _pipeline(self, account: MailAccount) -> Pipeline:
        password = self._secrets.get(account.secret_name) if account.username else None
        return Pipeline(
            account=account,
            connect=lambda: self._servers.session(account, password),
            database=self._database,
            build=self._makers.build_mails,
            renderers=self._renderers,
            senders=self._senders,
            clock=self._clock,
            new_id=self._new_id,
            on_trouble=lambda trouble: self._pause(account, trouble),
            on_success=lambda: self._works_again(account),
        )

    def _ready_account(self, tally: Tally) -> MailAccount | None:
        """The account, unless it is paused or its password is missing; says why in `tally`."""
        setup = self._database.reads.setup
        account = setup.account()
        if account is None:
            return None
        words, until = setup.account_trouble(account.id)
        if until is not None and until > self._clock.now():
            tally.trouble = words
            return None
        if account.username and self._secrets.get(account.secret_name) is None:
            tally.trouble = str(DomainError.of("no_password", user=account.username))
            if words != tally.trouble:
                self._note(account, tally.trouble, None)
            return None
        return account

    def _allowance(self, account: MailAccount) -> int:
        """How many more emails the account's limit a minute lets be claimed now."""
        if not account.per_minute:
            return 1_000_000
        since = self._clock.now() - _WINDOW
        used = self._database.transactions.write(
            lambda uow: uow.outbox.used_in_window(account.id, since)
        )
        return max(0, account.per_minute - used)

    def _now(self) -> datetime:
        return self._clock.now()

    def _pause(self, account: MailAccount, trouble: Trouble) -> None:
        wait = _PAUSES[min(self._pauses, len(_PAUSES) - 1)]
        self._pauses += 1
        self._note(account, trouble.words, self._clock.now() + wait)

    def _works_again(self, account: MailAccount) -> None:
        self._pauses = 0
        if self._database.reads.setup.account_trouble(account.id)[0]:
            self._note(account, "", None)

    def _note(self, account: MailAccount, words: str, until: datetime | None) -> None:
        kind = "mail_account.trouble" if words else "mail_account.works_again"

        def work(uow: UnitOfWork) -> None:
            uow.setup.account_trouble(account.id, words, until)
            event = Event(kind, Subject.MAIL_ACCOUNT, account.id, None, {"words": words})
            uow.record(event)

        self._database.transactions.write(work)
