# SPDX-License-Identifier: MIT
"""Names for processes, and whether a named one has ended.

What a crashed program held can be taken over at once where its end is certain; else a lease has
to run out. A wrong guess would do no harm: whoever was taken over is stopped at the fence.
"""

import os
import platform
import sys
from pathlib import Path

_PROC = Path("/proc")
_DEAD = frozenset("ZX")  # what is left until its parent has looked


def own_name() -> str:
    """This process, as others find it in the database: computer, start of the computer, process
    namespace, number and start; what the system does not tell stays empty.
    """
    pid = os.getpid()
    _state, started = _state_and_start(pid)
    return "|".join((platform.node(), _boot(), _namespace(), str(pid), started))


def has_ended(name: str) -> bool:
    """Whether the process called `name` is certainly gone; False also when nobody here can tell."""
    parts = name.split("|")
    if len(parts) != 5 or parts[0] != platform.node():
        return False
    _host, boot, namespace, number, started = parts
    if boot and boot != _boot():
        return bool(_boot())
    if namespace != _namespace() or not number.isdigit():
        return False
    return _gone(int(number), started)


def _gone(pid: int, started: str) -> bool:
    if sys.platform == "win32":
        return False  # to ask there could end it
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass  # somebody else's
    state, now_started = _state_and_start(pid)
    if state in _DEAD:
        return True
    # The number may have been given to another process since.
    return bool(started and now_started) and started != now_started


def _state_and_start(pid: int) -> tuple[str, str]:
    """A process's state and its start in ticks since the computer's; empty if not told."""
    try:
        text = (_PROC / str(pid) / "stat").read_text("ascii", "replace")
    except OSError:
        return "", ""
    fields = text.rpartition(")")[2].split()  # its command may hold spaces and brackets
    return fields[0], fields[19]


def _boot() -> str:
    try:
        return (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def _namespace() -> str:
    try:
        return str((_PROC / "self/ns/pid").readlink())
    except OSError:
        return ""
