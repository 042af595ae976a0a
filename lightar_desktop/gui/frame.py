# SPDX-License-Identifier: MIT
"""The parts of the main window, as its form names them; all that the first paint needs."""

from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
)

from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.widgets.sidebar import Sidebar


class Frame(Form, QMainWindow):
    """Sidebar at the left; banner, messages, page and status line beside it."""

    FORM = "main_window"

    sidebar: Sidebar
    content: QVBoxLayout
    demo_banner: QFrame
    demo_mailbox: QPushButton
    message_place: QVBoxLayout
    pages: QStackedWidget
    status_line: QFrame
    status_words: QLabel
    status_button: QPushButton
