# SPDX-License-Identifier: MIT
"""Starts the program once more, in a window of its own that does not end with this one."""

import os
import subprocess
import sys


def start_demo() -> None:
    """The demo company, in a database of its own among the system's temporary files."""
    packaged = getattr(sys, "frozen", False)
    program = [sys.executable] if packaged else [sys.executable, "-m", "lightar_desktop"]
    ours = {name: value for name, value in os.environ.items() if name != "LIGHTAR_DATABASE"}
    subprocess.Popen(  # noqa: S603 - this very program, with a word of ours
        [*program, "demo"],
        env=ours,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
