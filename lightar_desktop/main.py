# SPDX-License-Identifier: MIT
"""Where the program begins: reads the arguments and hands the rest to one front.

Nothing heavy is imported before it is needed: the window paints first and loads the rest after.
"""

import multiprocessing
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lightar_desktop import paths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lightar_desktop.services.app import App
    from lightar_desktop.services.ports import Runner
    from lightar_desktop.services.rows import InvoiceRow

_ROWS_AT_ONCE = 20


def command_line() -> None:
    """`lightar`: one command, then the exit status of the contract."""
    multiprocessing.freeze_support()
    from lightar_desktop import cli
    from lightar_desktop.bootstrap import open_app

    sys.exit(cli.run(sys.argv[1:], lambda url: open_app(url or os.environ.get("LIGHTAR_DATABASE"))))


def window() -> None:
    """`lightar-desktop`: the window; with the word `demo` on a demo company of its own."""
    multiprocessing.freeze_support()
    if sys.argv[1:2] == ["demo"]:
        sys.exit(_demo())
    from lightar_desktop.gui.application import run_window

    sys.exit(run_window(_open_app, _first_rows))


def _first_rows() -> "Sequence[InvoiceRow]":
    """The newest invoices, read without the libraries that take long to load."""
    url = os.environ.get("LIGHTAR_DATABASE") or paths.default_database()
    if not url.startswith("sqlite:///"):
        return ()
    from lightar_desktop.adapters.db import boot

    return boot.first_rows(Path(url.removeprefix("sqlite:///")), _ROWS_AT_ONCE) or ()


def _open_app(workers: "Runner") -> "App":
    from lightar_desktop.bootstrap import open_app

    return open_app(os.environ.get("LIGHTAR_DATABASE"), workers)


def _demo() -> int:
    """The demo in a window, or in the terminal where there is no display."""
    from lightar_desktop.bootstrap.demo import DemoPlace, demo_mail, open_demo

    place = DemoPlace.new()
    with demo_mail(place) as catcher:
        if _has_display():
            from lightar_desktop.gui.application import run_window

            return run_window(lambda workers: open_demo(place, catcher, workers))
        from lightar_desktop.cli.demo import run_demo

        app = open_demo(place, catcher)
        try:
            return run_demo(app, place.pdfs)
        finally:
            app.close()


def _has_display() -> bool:
    if sys.platform in {"win32", "darwin"}:
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
