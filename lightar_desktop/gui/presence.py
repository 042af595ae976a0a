# SPDX-License-Identifier: MIT
"""What the window says about work under way, from start to closing."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QMessageBox, QSystemTrayIcon

from lightar_desktop.domain.batch import BatchStatus
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.gui import formats
from lightar_desktop.gui.changes import Changes
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.dialogs import ask
from lightar_desktop.gui.frame import Frame
from lightar_desktop.gui.widgets.job_strip import JobStrip
from lightar_desktop.gui.work import Work, WorkWatch
from lightar_desktop.services.ports.importing import ImportRow
from lightar_desktop.services.rows import BatchRow


class Presence(QObject):
    """Keeps job strip, status line and sidebar true, resumes batches and asks before closing."""

    def __init__(self, window: Frame, context: Context) -> None:
        super().__init__(window)
        self._window, self._context = window, context
        self._close_when_done = False
        self._closing_anyway = False
        self.watch = WorkWatch(context.app, context.tasks, self)
        self.strip = JobStrip(window)
        window.content.addWidget(self.strip)
        self.watch.seen.connect(self._show)
        self.watch.finished.connect(self._on_finished)
        self.strip.pause_asked.connect(self._pause)
        self.strip.resume_asked.connect(self._resume)
        self.strip.show_asked.connect(self._on_show)
        context.feed.changed.connect(self._on_changed)
        window.status_button.clicked.connect(self._on_status_button)

    def start(self) -> None:
        """Begin deliveries, go on with what was interrupted, look."""
        app = self._context.app

        def begin() -> list[int]:
            app.delivery.start()
            interrupted = app.batches.interrupted()
            for batch_id in interrupted:
                app.batches.resume(batch_id)
            return interrupted

        self._context.tasks.run(begin, self._on_begun)
        self._context.tasks.run(app.imports.recover, self._on_recovered)

    def stop(self) -> None:
        """Look no more."""
        self._context.feed.stop()
        self.watch.stop()

    def look_soon(self) -> None:
        """Something was just started here."""
        self._context.feed.poll()
        self.watch.look()

    def may_close(self) -> bool:
        """True when nothing is under way or the user said so; else asks."""
        work = self.watch.last
        if self._closing_anyway or work is None or not work.busy:
            return True
        self._ask(work)
        return False

    def _ask_password(self, account: MailAccount | None) -> None:
        """A password that no keyring keeps is asked for each time the program starts."""
        from lightar_desktop.gui.dialogs.ask_password import AskPasswordDialog

        if account is not None:
            ask(AskPasswordDialog(self._context, account, self._window))

    def _on_begun(self, resumed: list[int]) -> None:
        setup = self._context.app.setup
        self._context.tasks.run(setup.account_without_password, self._ask_password)
        self.watch.look()
        if resumed:
            noun = "batch goes" if len(resumed) == 1 else "batches go"
            self._context.messages.info(
                f"{formats.count(len(resumed))} {noun} on where it was interrupted.",
                "Show",
                lambda: self._context.navigator.show_batch(resumed[0]),
            )

    def _on_recovered(self, imports: list[ImportRow]) -> None:
        for one in imports:
            self._context.messages.warning(
                f"The import of {one.file_name} was cut short; what it had written is taken back.",
                "Import again",
                lambda kind=one.kind: self._context.navigator.import_file(kind),  # type: ignore[misc]
            )

    def _on_changed(self, _changes: Changes) -> None:
        self.watch.look()

    # Showing

    def _show(self, work: Work) -> None:
        self._context.feed.set_busy(work.busy)
        self.strip.show_work(work)
        self._show_sidebar(work)
        self._show_status(work)
        if self._close_when_done and not work.busy:
            self._window.close()

    def _show_sidebar(self, work: Work) -> None:
        counts, buttons = work.counts, self._window.sidebar.buttons

        def words(count: int) -> str:
            return formats.count(count) if count else ""

        buttons["sales_invoices"].show_count(words(counts.drafts))
        buttons["batch_operations"].show_count(words(counts.batches_to_acknowledge), urgent=True)
        check = counts.emails_to_check
        buttons["outbox"].show_count(words(check or counts.emails_waiting), urgent=bool(check))
        self._window.sidebar.show_user(self._context.app.actor, work.company)

    def _show_status(self, work: Work) -> None:
        waiting = work.counts.emails_waiting
        noun = "email waits" if waiting == 1 else "emails wait"
        words = f"{formats.count(waiting)} {noun} to be sent" if waiting else ""
        window = self._window
        if work.trouble:
            words = f"{words}: {work.trouble}" if words else work.trouble
        window.status_words.setText(words)
        window.status_words.setProperty("role", "warn" if work.trouble else "small")
        window.status_words.style().polish(window.status_words)
        window.status_button.setText("AR Settings" if work.trouble else "Outbox")
        window.status_line.setVisible(bool(words) and (bool(work.trouble) or not work.under_way))

    def _on_status_button(self) -> None:
        work = self.watch.last
        trouble = work is not None and work.trouble
        self._context.navigator.show_page("ar_settings" if trouble else "outbox")

    def _on_finished(self, batch: BatchRow) -> None:
        done = "opened and sent" if batch.with_email else "opened"
        words = f"Batch {batch.id} is finished: {batch.words} {done}"
        context = self._context

        def show() -> None:
            context.navigator.show_batch(batch.id)

        if batch.status is BatchStatus.FAILED:
            rest = formats.count(batch.total - batch.succeeded)
            context.messages.warning(f"{words}; {rest} need a look.", "Show", show)
        else:
            context.messages.info(f"{words}.", "Show", show)
        if QApplication.activeWindow() is None:
            self._notify(words)

    def _notify(self, words: str) -> None:
        """A desktop notice, when the window is not in front."""
        QApplication.alert(self._window)
        if QSystemTrayIcon.isSystemTrayAvailable():
            tray = QSystemTrayIcon(self._window.windowIcon(), self)
            tray.show()
            tray.showMessage("LightAR", words)
            tray.messageClicked.connect(self._window.activateWindow)

    # Steering

    def _pause(self, batch_id: int) -> None:
        app = self._context.app
        self._context.tasks.run(lambda: app.batches.pause(batch_id), self._steered)

    def _resume(self, batch_id: int) -> None:
        app = self._context.app
        self._context.tasks.run(lambda: app.batches.resume(batch_id), self._steered)

    def _steered(self, _nothing: None) -> None:
        self.look_soon()

    def _on_show(self, batch_id: int) -> None:
        if batch_id:
            self._context.navigator.show_batch(batch_id)
        else:
            self._context.navigator.show_page("outbox")

    # Closing

    def _ask(self, work: Work) -> None:
        box = QMessageBox(self._window)
        box.setWindowTitle("Close LightAR")
        under_way = len(work.running)
        what = "A batch is" if under_way == 1 else f"{under_way} batches are"
        if not under_way:
            what = f"{formats.count(work.sending)} emails are"
        box.setText(f"{what} still under way.")
        box.setInformativeText(
            "Nothing is lost if you stop: what is in flight is finished first, and the rest goes "
            "on when LightAR is started again."
        )
        finish = box.addButton("Finish, then close", QMessageBox.ButtonRole.AcceptRole)
        stop = box.addButton("Stop and close", QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton("Stay", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(finish)
        box.setEscapeButton(stay)
        box.buttonClicked.connect(
            lambda button: (
                self._on_answer("finish" if button is finish else "stop")
                if button in {finish, stop}
                else None
            )
        )
        box.open()

    def _on_answer(self, answer: str) -> None:
        if answer == "stop":
            self._closing_anyway = True
            self._window.close()
            return
        self._close_when_done = True
        self._context.messages.info("LightAR closes when it is done.", "Stay open", self._stay)
        self.watch.look()

    def _stay(self) -> None:
        self._close_when_done = False
