# SPDX-License-Identifier: MIT
"""The demo runs beside the team's own data and never in it."""

import subprocess
import sys
from typing import Any

import pytest

from lightar_desktop.adapters.system.demo_window import start_demo


def test_the_demo_is_the_same_program_without_the_teams_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[tuple[list[str], dict[str, Any]]] = []
    monkeypatch.setenv("LIGHTAR_DATABASE", "sqlite:///ours.db")
    monkeypatch.setattr(subprocess, "Popen", lambda words, **how: started.append((words, how)))
    start_demo()
    ((words, how),) = started
    assert words == [sys.executable, "-m", "lightar_desktop", "demo"]
    assert "LIGHTAR_DATABASE" not in how["env"]
