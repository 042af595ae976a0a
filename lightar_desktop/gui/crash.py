# SPDX-License-Identifier: MIT
"""Bugs: one dialog with a report that can be copied."""

import platform
import traceback

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)


def report_of(error: BaseException) -> str:
    """What a developer needs; no data of the user's but what stands in the error itself."""
    about = f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}"
    return about + "\n\n" + "".join(traceback.format_exception(error))


class CrashDialog(QDialog):
    """Shows the first bug; later ones are added to its report while it stands."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Something went wrong in LightAR")
        self.resize(720, 420)
        words = QLabel(
            "This is a mistake in the program, not yours. What was stored is safe. Please copy the "
            "report and send it to whoever looks after LightAR.",
            self,
        )
        words.setWordWrap(True)
        self.report = QPlainTextEdit(report_of(error), self)
        self.report.setReadOnly(True)
        self.report.setAccessibleName("Report")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.copy_button = buttons.addButton("Copy report", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy_button.clicked.connect(self.copy_report)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        for widget in (words, self.report, buttons):
            column.addWidget(widget)

    def add(self, error: BaseException) -> None:
        """One more."""
        self.report.appendPlainText("\n" + report_of(error))

    def copy_report(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.report.toPlainText())
