# SPDX-License-Identifier: MIT
"""A process is only called ended when it certainly is."""

import subprocess
import sys

import pytest

from lightar_desktop.adapters.system import processes
from lightar_desktop.adapters.system.processes import has_ended, own_name

_TELL = (
    "from lightar_desktop.adapters.system.processes import own_name;"
    "print(own_name(), flush=True); input()"
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nobody can tell there")


def test_this_process_has_not_ended() -> None:
    assert not has_ended(own_name())


def test_another_process_has_ended_once_it_was_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _TELL], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        name = process.stdout.readline().strip()
        assert not has_ended(name)
        process.kill()
        process.stdout.read()
        process.wait()
        assert has_ended(name)


def test_nothing_is_known_of_other_computers_and_strange_names() -> None:
    _host, *rest = own_name().split("|")
    rest[2] = "999999999"
    assert not has_ended("|".join(["elsewhere", *rest]))
    for name in ("", "desk", "a|b|c|d|e", "|".join([*own_name().split("|"), "more"])):
        assert not has_ended(name)


def test_what_ran_before_the_computer_was_started_again_has_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(processes, "_boot", lambda: "before")
    name = own_name()
    monkeypatch.setattr(processes, "_boot", lambda: "after")
    assert has_ended(name)
    monkeypatch.setattr(processes, "_boot", lambda: "")
    assert not has_ended(name)


def test_a_number_given_to_another_process_is_not_mistaken_for_the_first() -> None:
    *start, ticks = own_name().split("|")
    if not ticks:
        pytest.skip("this system does not tell when a process began")
    assert has_ended("|".join([*start, str(int(ticks) - 1)]))


def test_a_process_of_another_namespace_cannot_be_seen() -> None:
    host, boot, _namespace, _pid, _ticks = own_name().split("|")
    assert not has_ended(f"{host}|{boot}|pid:[1]|999999999|1")
