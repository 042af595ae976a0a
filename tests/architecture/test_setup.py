# SPDX-License-Identifier: MIT
"""What packaging/dev.py says and does about the system's packages."""

import re
import sys
import tomllib
from pathlib import Path

import pytest
import system_packages

ROOT = Path(__file__).parents[2]


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A Linux with the programs in this list, whose user has no rights."""
    programs: list[str] = []

    def which(name: str, path: str | None = None) -> str | None:
        return f"/usr/bin/{name}" if name in programs else None

    monkeypatch.setattr("shutil.which", which)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr(sys, "platform", "linux")
    return programs


@pytest.mark.parametrize(
    ("manager", "command"),
    [
        ("apt-get", "sudo apt-get install -y libxcb-cursor0"),
        ("dnf", "sudo dnf install -y xcb-util-cursor"),
        ("pacman", "sudo pacman -S --needed xcb-util-cursor"),
        ("zypper", "sudo zypper install libxcb-cursor0"),
    ],
)
def test_without_rights_the_exact_command_is_printed(
    system: list[str], monkeypatch: pytest.MonkeyPatch, manager: str, command: str
) -> None:
    system.append(manager)
    monkeypatch.setattr(system_packages, "_loads", lambda library: "cursor" not in library)
    with pytest.raises(SystemExit) as stopped:
        system_packages.need_qt_libraries()
    assert f"\n    {command}\n" in str(stopped.value.code)


def test_without_postgresql_the_command_goes_on(
    system: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    system.append("brew")
    monkeypatch.setattr(system_packages, "postgresql_folder", lambda: None)
    system_packages.want_postgresql()
    assert "\n    brew install postgresql\n" in capsys.readouterr().err


def test_apt_is_used_with_a_sudo_that_asks_nothing(
    system: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    system += ["apt-get", "sudo"]
    ran: list[str] = []

    def succeeds(command: list[str], *, quiet: bool = True) -> bool:
        ran.append(" ".join(command))
        return True

    monkeypatch.setattr(system_packages, "_succeeds", succeeds)
    monkeypatch.setattr(system_packages, "_loads", lambda library: "EGL" not in library)
    system_packages.need_qt_libraries()
    assert re.fullmatch(r"/usr/bin/sudo -n env .* apt-get install -y .* libegl1", ran[-1])


def test_the_pins_and_the_oldest_python_agree_with_pyproject() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    oldest = re.search(r"OLDEST = \((\d+), (\d+)\)", (ROOT / "packaging/dev.py").read_text())
    assert oldest is not None
    assert project["requires-python"] == f">={'.'.join(oldest.groups())}"
