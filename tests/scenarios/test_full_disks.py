# SPDX-License-Identifier: MIT
"""A database that cannot be written, from the start or suddenly: told, and nothing half done."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.program import EMAIL, Program
from tests.scenarios.conftest import Filled
from tests.smtp_servers import FaultyServer


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of eight megabytes."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux makes a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", "size=8m", "lightar-test", str(folder))
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk may be mounted here")
    yield folder
    subprocess.run(("umount", str(folder)), check=True)


def test_a_full_disk_stops_the_batch_which_goes_on_when_there_is_space(
    tiny_disk: Path, filled: Filled, mail: FaultyServer
) -> None:
    program = filled(30)
    program.account(mail.port)
    shutil.copy(program.url.removeprefix("sqlite:///"), tiny_disk / "company.db")
    program.url = f"sqlite:///{tiny_disk / 'company.db'}"
    ballast = tiny_disk / "ballast"
    ballast.write_bytes(bytes(shutil.disk_usage(tiny_disk).free - 200_000))
    ended = program.run("--json", "open", "--all-drafts", *EMAIL, "--deliver")
    assert ended.status == 3
    assert "disk is full" in ended.err or "interrupted" in ended.err
    ballast.unlink()
    program.run("batches", "resume", "1", "--deliver")
    program.json("deliver", "--until-idle")
    numbers = sorted(row["number"][-4:] for row in program.json("invoices", "list"))
    assert numbers == [f"{n:04}" for n in range(1, 31)]
    uncertain = len(program.emails("uncertain"))
    assert len(program.emails("sent")) == 30 - uncertain
    refs = [message.ids[-1] for message in mail.seen.messages]
    assert len(set(refs)) == len(refs)
    assert program.json("audit", "verify")["ok"] is True


def test_a_database_that_may_not_be_written_is_told_at_once(filled: Filled, tmp_path: Path) -> None:
    program = filled(1)
    if sys.platform != "linux" or os.geteuid() != 0:
        (tmp_path / "company.db").chmod(0o400)
        assert "read-only" in program.refused("open", "1", status=3)
        return
    # Root may write everything, but not to a disk that is mounted for reading.
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(
        ("mount", "-t", "tmpfs", "lightar-test", str(folder)), capture_output=True, check=False
    ).returncode:
        pytest.skip("no disk may be mounted here")
    try:
        shutil.copy(tmp_path / "company.db", folder / "company.db")
        subprocess.run(("mount", "-o", "remount,ro", str(folder)), check=True)
        readonly = Program(f"sqlite:///{folder / 'company.db'}", program.home)
        assert "read-only" in readonly.refused("open", "1", status=3)
    finally:
        subprocess.run(("umount", str(folder)), check=True)
