# SPDX-License-Identifier: MIT
"""A password goes from standard input to the keyring and the mail server, and nowhere else."""

import base64
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.program import EMAIL, LIGHTAR, Program
from tests.scenarios.conftest import Filled
from tests.smtp_servers import FaultyServer

CANARY = "Kanarienvogel-7f3a9c"
FORMS = (
    CANARY.encode(),
    base64.b64encode(CANARY.encode()),
    base64.b64encode(f"\0ar\0{CANARY}".encode()),
)


def assert_nowhere(program: Program, folder: Path, but: Path) -> None:
    """Neither in what was printed nor in any file, the database first of all."""
    files = [path for path in folder.rglob("*") if path.is_file() and path != but]
    assert any(path.name == "company.db" for path in files)
    for path in files:
        content = path.read_bytes()
        assert not any(form in content for form in FORMS), path
    printed = program.printed().encode()
    assert not any(form in printed for form in FORMS)


@pytest.fixture
def keeping(filled: Filled, tmp_path: Path) -> Program:
    """A program with a keyring."""
    program = filled(3)
    program.more |= {
        "PYTHON_KEYRING_BACKEND": "tests.scenarios.keyring_file.FileKeyring",
        "TEST_KEYRING": str(tmp_path / "keyring"),
    }
    return program


def test_a_password_stays_in_the_keyring(
    keeping: Program, serving: Callable[..., FaultyServer], tmp_path: Path
) -> None:
    server = serving(users={"ar": CANARY})
    told = keeping.account(server.port, "--username", "ar", "--password-stdin", given=f"{CANARY}\n")
    assert "password" not in told
    assert keeping.json("mail-account", "test")["ok"] is True
    keeping.open()
    assert len(server.seen.messages) == 3
    assert keeping.json("audit", "export", "-o", str(tmp_path / "journal"))["entries"]
    assert CANARY in (tmp_path / "keyring").read_text()
    assert_nowhere(keeping, tmp_path, but=tmp_path / "keyring")


def test_a_wrong_password_is_told_without_saying_it(
    keeping: Program, serving: Callable[..., FaultyServer], tmp_path: Path
) -> None:
    server = serving(users={"ar": "another"})
    keeping.account(server.port, "--username", "ar", "--password-stdin", given=f"{CANARY}\n")
    assert keeping.json("mail-account", "test", status=3)["ok"] is False
    keeping.open(status=3)
    assert "The user name or password is wrong" in keeping.runs[-1].err
    assert {email["state"] for email in keeping.emails()} == {"queued"}
    assert_nowhere(keeping, tmp_path, but=tmp_path / "keyring")


def test_without_a_keyring_the_password_is_not_written_anywhere_else(
    filled: Filled, serving: Callable[..., FaultyServer], tmp_path: Path
) -> None:
    server = serving(users={"ar": CANARY})
    program = filled(1)
    program.account(server.port, "--username", "ar", "--password-stdin", given=f"{CANARY}\n")
    assert "No keyring was found" in program.runs[-1].err
    program.json("open", "1", *EMAIL)
    assert "password of ar is not known" in program.json("deliver", status=3)["trouble"]
    assert_nowhere(program, tmp_path, but=tmp_path / "keyring")


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal is made by pty")
def test_without_a_keyring_whoever_sits_at_the_terminal_is_asked(
    filled: Filled, serving: Callable[..., FaultyServer], tmp_path: Path
) -> None:
    server = serving(users={"ar": CANARY})
    program = filled(1)
    program.account(server.port, "--username", "ar", "--password-stdin", given=f"{CANARY}\n")
    program.json("open", "1", *EMAIL)
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [str(LIGHTAR), "--database", program.url, "deliver"],
        env=program.surroundings(),
        cwd=program.home,
        stdin=theirs,
        stderr=theirs,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as asked:
        shown = b""
        while b"Password of ar" not in shown:
            shown += os.read(ours, 1024)
        os.write(ours, f"{CANARY}\n".encode())
        assert asked.wait(program.patience) == 0
    for end in (ours, theirs):
        os.close(end)
    assert len(server.seen.messages) == 1
    assert CANARY.encode() not in shown
    assert_nowhere(program, tmp_path, but=tmp_path / "keyring")
