# SPDX-License-Identifier: MIT
"""Long work at the bottom of the window: name, bar, how far, how long, Pause and Show."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from lightar_desktop.gui import formats
from lightar_desktop.gui.forms import promoted
from lightar_desktop.gui.work import Pace, Work, done_of, is_paused
from lightar_desktop.services.rows import BatchRow


@promoted
class JobStrip(QFrame):
    """Shows the newest batch under way, else emails that are leaving, else nothing.

    Signals:
        pause_asked(int), resume_asked(int): of this batch.
        show_asked(int): show this batch; 0 for the outbox.
    """

    pause_asked = Signal(int)
    resume_asked = Signal(int)
    show_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("job_strip")
        self.setFixedHeight(44)
        self._batch: BatchRow | None = None
        self._paces: dict[int, Pace] = {}
        self._most = 0  # emails that were leaving when this lot began
        self.name = QLabel(self)
        self.name.setProperty("role", "heading")
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(220)
        self.progress = QLabel(self)
        self.failed = QLabel(self)
        self.failed.setProperty("role", "bad")
        self.left = QLabel(self)
        self.left.setProperty("role", "muted")
        self.pause = QPushButton(self)
        self.show_button = QPushButton("Show", self)
        line = QHBoxLayout(self)
        line.setContentsMargins(20, 0, 20, 0)
        line.setSpacing(14)
        for widget in (self.name, self.bar, self.progress, self.failed, self.left):
            line.addWidget(widget)
        line.addStretch(1)
        line.addWidget(self.pause)
        line.addWidget(self.show_button)
        self.pause.clicked.connect(self._on_pause)
        self.show_button.clicked.connect(self._on_show)
        self.hide()

    def show_work(self, work: Work) -> None:
        """Show how far things are."""
        under_way = work.under_way
        self._batch = under_way[0] if under_way else None
        if self._batch is not None:
            self._show_batch(self._batch, len(under_way), stopped=bool(work.trouble))
        elif work.sending and not work.trouble:
            self._show_sending(work.sending)
        else:
            self._most = 0
            self._paces.pop(0, None)
            self.hide()

    def _show_batch(self, batch: BatchRow, how_many: int, *, stopped: bool) -> None:
        verb = "Opening and sending" if batch.with_email else "Opening"
        more = f" and {how_many - 1} more" if how_many > 1 else ""
        noun = "invoice" if batch.total == 1 else "invoices"
        paused = is_paused(batch)
        self.pause.setVisible(True)
        self.pause.setText("Resume" if paused else "Pause")
        self.pause.setAccessibleName(f"{self.pause.text()} batch {batch.id}")
        if paused:
            note = "paused"
        elif stopped:
            note = "mail account needs a look"
        else:
            note = ""
        name = f"{verb} {formats.count(batch.total)} {noun}{more}"
        self._fill(batch.id, name, done_of(batch), batch.total, batch.failed, note)

    def _show_sending(self, sending: int) -> None:
        self._most = max(self._most, sending)
        self.pause.setVisible(False)
        noun = "email" if self._most == 1 else "emails"
        name = f"Sending {formats.count(self._most)} {noun}"
        self._fill(0, name, self._most - sending, self._most, 0, "")

    def _fill(self, key: int, name: str, done: int, total: int, failed: int, note: str) -> None:
        pace = self._paces.setdefault(key, Pace(0.0, done))
        if not pace.since or note:
            pace.since, pace.done = pace.clock(), done
        left = pace.seconds_left(done, total)
        self.name.setText(name)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.progress.setText(f"{formats.count(done)} of {formats.count(total)}")
        self.bar.setAccessibleName(f"{name}: {self.progress.text()}")
        self.failed.setText(f"{formats.count(failed)} failed" if failed else "")
        self.failed.setVisible(bool(failed))
        self.left.setText(note or (formats.duration(left) if left is not None else ""))
        self.show()

    def _on_pause(self) -> None:
        batch = self._batch
        if batch is not None:
            (self.resume_asked if is_paused(batch) else self.pause_asked).emit(batch.id)

    def _on_show(self) -> None:
        self.show_asked.emit(self._batch.id if self._batch is not None else 0)
