# SPDX-License-Identifier: MIT
"""One account's senders: emails go in claimed, built in other processes, and come out settled."""

import logging
import threading
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from queue import Empty, Queue

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.domain.outgoing import (
    DOT_LEASE,
    LEASE,
    SLOW_LEASE,
    Attempt,
    Letter,
    OutgoingState,
    Reply,
    Stage,
    Verdict,
    verdict,
)
from lightar_desktop.services import composing
from lightar_desktop.services.attaching import AttachedFiles
from lightar_desktop.services.ports import (
    ClaimedEmail,
    Clock,
    Database,
    MailRequest,
    MailSession,
    Renderers,
    Runner,
)
from lightar_desktop.services.settling import Outcome, outcome, settling

_log = logging.getLogger(__name__)

_CLAIMED = 10  # emails claimed at once, at least; more when more connections ask for them
_BUSY = frozenset({421, 432, 452})  # the server wants fewer connections or a slower pace
_BUSY_WAIT = timedelta(seconds=30)

Built = list[bytes | DomainError]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an account cannot be used, in the server's words or ours."""

    words: str


@dataclass(frozen=True, slots=True)
class _Job:
    email: ClaimedEmail
    message: bytes
    claimed_at: datetime


class _Line:
    """One sender's place at the queue: it looks one job ahead without waiting, and loses none."""

    def __init__(self, jobs: "Queue[_Job | None]") -> None:
        self._jobs = jobs
        self._held: list[_Job | None] = []

    def next(self) -> _Job | None:
        """The next job, waited for; None when there is no more."""
        return self._held.pop() if self._held else self._jobs.get()

    def ahead(self) -> _Job | None:
        """What `next` will return, if that is a job and there by now."""
        if not self._held:
            try:
                self._held.append(self._jobs.get_nowait())
            except Empty:
                return None
        return self._held[0]

    def left(self) -> list[_Job]:
        """The jobs nobody has seen to; they are given to whoever asks."""
        held, self._held = self._held, []
        return [job for job in held if job is not None]


class Pipeline:
    """Feeds claimed emails to at most `account.connections` senders with kept connections.

    `feed` and `finish` belong to one thread. What is held ready is bounded, so a batch of any
    size needs the same memory.
    """

    def __init__(
        self,
        *,
        account: MailAccount,
        connect: Callable[[], MailSession],
        database: Database,
        build: Callable[[tuple[MailRequest, ...]], Built],
        renderers: Renderers,
        senders: Runner,
        clock: Clock,
        new_id: Callable[[], str],
        on_trouble: Callable[[Trouble], None],
        on_success: Callable[[], None],
    ) -> None:
        self.account = account
        self.counts: Counter[OutgoingState] = Counter()
        self.trouble: Trouble | None = None
        self._connect = connect
        self._database = database
        self._files = AttachedFiles(database)
        self._build = build
        self._renderers = renderers
        self._senders = senders
        self._clock = clock
        self._new_id = new_id
        self._on_trouble = on_trouble
        self._on_success = on_success
        self._jobs: Queue[_Job | None] = Queue(maxsize=2 * account.connections)
        self._at_once = max(_CLAIMED, 2 * account.connections)
        self._building: deque[tuple[ClaimedEmail, datetime, Future[Built]]] = deque()
        self._changed = threading.Condition()
        self._outstanding = 0
        self._active = 0  # senders at work
        self._present = 0  # the same and those that are about to leave
        self._limit = account.connections
        self._succeeded = False
        self._slow = False  # whether an email may take longer than its lease
        self._broken: BaseException | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing claimed is left to be sent or settled."""
        return not self._outstanding

    def feed(self, limit: int) -> int:
        """Claim up to `limit` due emails (some for each sender at most) and pass them on; returns
        how many.
        """
        if self._broken:
            raise self._broken
        if self.trouble is not None:
            return 0
        now = self._clock.now()
        emails = self._claim(min(limit, self._at_once), now) if limit else []
        if emails:
            with self._changed:
                self._outstanding += len(emails)
            self._hire(len(emails))
            for email in emails:
                self._begin(email, now)
        # While some are sent, the next ones are built.
        while len(self._building) > (self._at_once if emails else 0):
            self._pass_on()
        return len(emails)

    def _begin(self, email: ClaimedEmail, now: datetime) -> None:
        """Have the message built; one whose files cannot be read fails."""
        try:
            files = self._files.contents(email.attachments) if email.attachments else ()
        except DomainError as missing:
            self._settle(email, Attempt(Stage.DATA, Reply(554, str(missing))), None)
            return
        request = composing.mail_request(email, self.account, files)
        self._building.append((email, now, self._renderers.submit(self._build, (request,))))

    def settle_outstanding(self) -> bool:
        """Wait until all that was fed is settled; False if nothing was under way."""
        busy = bool(self._outstanding)
        while self._building:
            self._pass_on()
        with self._changed:
            self._changed.wait_for(lambda: not self._outstanding or self._broken is not None)
        if self._broken:
            raise self._broken
        return busy

    def finish(self) -> None:
        """Send and settle what was claimed, then close the connections."""
        while self._building:
            self._pass_on()
        with self._changed:
            active = self._active
        for _ in range(active):
            self._jobs.put(None)
        with self._changed:
            self._changed.wait_for(lambda: not self._present)
        self._empty()  # what was put down after the last sender had looked

    def _claim(self, limit: int, now: datetime) -> list[ClaimedEmail]:
        token, account_id = self._new_id(), self.account.id
        ids = self._database.transactions.write(
            lambda uow: uow.outbox.claim(account_id, limit, token, now, now + LEASE), urgent=True
        )
        return self._database.reads.outbox.claimed(ids, token) if ids else []

    def _hire(self, waiting: int) -> None:
        """Start senders for what waits, up to the account's connections."""
        with self._changed:
            wanted = min(self._limit, self._outstanding) - self._active
            wanted = max(0, min(wanted, waiting))
            self._active += wanted
            self._present += wanted
        for _ in range(wanted):
            self._senders.start(self._send_all)

    def _pass_on(self) -> None:
        email, claimed_at, building = self._building.popleft()
        (built,) = building.result()
        if isinstance(built, DomainError):
            self._settle(email, Attempt(Stage.DATA, Reply(554, str(built))), None)
        elif self._active:
            self._jobs.put(_Job(email, built, claimed_at))
        else:
            self._give_back(email)

    def _send_all(self) -> None:
        """One sender: a kept connection, one email after another."""
        session, line = self._connect(), _Line(self._jobs)
        counted = True
        try:
            while (job := line.next()) is not None:
                if self.trouble is not None or self._broken is not None:
                    self._give_back(job.email)
                elif self._still_ours(job):
                    self._send(session, job, self._following(line))
                else:
                    self._let_go()
                if self._surplus():
                    counted = False
                    break
        except BaseException as error:
            self._broken = error
            raise
        finally:
            try:
                session.close()
                for job in line.left():
                    self._give_back(job.email)
            finally:
                self._leave(counted)

    def _leave(self, counted: bool) -> None:
        """One sender less; the last one gives back what waits, so that the feeder never waits for
        nobody.
        """
        with self._changed:
            self._active -= counted
            last = not self._active
        try:
            if last:
                self._empty()
        finally:
            with self._changed:
                self._present -= 1
                self._changed.notify_all()

    def _following(self, line: _Line) -> Letter | None:
        """What this sender sends next, to be begun with the present one's last word. Where the
        server is slow that gains nothing, and another sender may be free sooner.
        """
        job = None if self._slow else line.ahead()
        return self._letter(job) if job is not None and self._still_ours(job) else None

    def _letter(self, job: _Job) -> Letter:
        return Letter(self.account.from_address, job.email.pending, job.message)

    def _empty(self) -> None:
        while not self._jobs.empty():
            if (job := self._jobs.get_nowait()) is not None:
                self._give_back(job.email)

    def _surplus(self) -> bool:
        """Whether there are more senders than the server wants; then the one that asks goes."""
        with self._changed:
            if self._active <= self._limit:
                return False
            self._active -= 1
            return True

    def _still_ours(self, job: _Job) -> bool:
        """Renew the claim where the server is slow; False if somebody else has taken it over."""
        now = self._clock.now()
        if not self._slow and now - job.claimed_at < LEASE / 3:
            return True
        email, until = job.email, now + SLOW_LEASE
        return self._database.transactions.write(
            lambda uow: uow.outbox.renew(email.id, email.token, until), urgent=True
        )

    def _let_go(self) -> None:
        with self._changed:
            self._outstanding -= 1
            self._changed.notify_all()

    def _send(self, session: MailSession, job: _Job, following: Letter | None) -> None:
        """Send one email and settle it."""
        email, letter = job.email, self._letter(job)
        began = self._clock.now()
        attempt = session.send(
            letter.envelope_from,
            letter.recipients,
            letter.message,
            lambda: self._fence(email),
            following,
        )
        self._slow = self._clock.now() - began > LEASE / 12
        said = verdict(attempt)
        crowded = attempt.stage in {Stage.CONNECT, Stage.MAIL} and attempt.reply.code in _BUSY
        if crowded and said in {Verdict.ACCOUNT, Verdict.RETRY}:
            self._slow_down(email, attempt)
            return
        if said is Verdict.ACCOUNT:
            self._stop_for(Trouble(str(attempt.reply)))
        self._settle(email, attempt, None)
        if said is Verdict.SENT and not self._succeeded:
            self._succeeded = True
            self._on_success()

    def _slow_down(self, email: ClaimedEmail, attempt: Attempt) -> None:
        """The server has enough of us: use one connection less, and leave this one to the others;
        if there is none, try again later.
        """
        with self._changed:
            others = self._active > 1
            self._limit = max(1, min(self._limit, self._active) - 1)
        at = self._clock.now() if others else self._clock.now() + _BUSY_WAIT
        again = Outcome(OutgoingState.QUEUED, "", str(attempt.reply), at, counted=False)
        self._settle(email, attempt, again)

    def _stop_for(self, trouble: Trouble) -> None:
        with self._changed:
            first, self.trouble = self.trouble is None, self.trouble or trouble
        if first:
            _log.info("Sending through %s pauses: %s", self.account.host, trouble.words)
            self._on_trouble(trouble)

    def _fence(self, email: ClaimedEmail) -> bool:
        now = self._clock.now()
        return self._database.transactions.write(
            lambda uow: uow.outbox.fence(email.id, email.token, now, now + DOT_LEASE), urgent=True
        )

    def _give_back(self, email: ClaimedEmail) -> None:
        """Let somebody claim it again; nothing was sent."""
        again = Outcome(OutgoingState.QUEUED, "", "", self._clock.now(), counted=False)
        self._settle(email, Attempt(Stage.CONNECT, Reply()), again)

    def _settle(self, email: ClaimedEmail, attempt: Attempt, result: Outcome | None) -> None:
        now = self._clock.now()
        result = result or outcome(email, attempt, now)
        work = settling(email, attempt, result, now)
        written = self._database.transactions.submit(work, urgent=True)
        written.add_done_callback(self._settled)

    def _settled(self, written: "Future[OutgoingState | None]") -> None:
        """Runs on the writer's thread when the result is durable (or could not be written)."""
        error = written.exception()
        with self._changed:
            self._outstanding -= 1
            if error is not None:
                self._broken = error
            elif (state := written.result()) is not None:
                self.counts[state] += 1
            self._changed.notify_all()
