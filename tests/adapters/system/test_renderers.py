# SPDX-License-Identifier: MIT
"""The pool of processes: answers, errors, deaths, endings."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest

from lightar_desktop.adapters.system.renderers import InlineRenderers, Renderers, size_for

ROOT = Path(__file__).parents[3]


def double(number: int) -> int:
    return number * 2


def fail(text: str) -> None:
    raise ValueError(text)


def pid(_: None) -> int:
    return os.getpid()


def die(_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(mark: Path) -> str:
    if not mark.exists():
        mark.touch()
        die(None)
    return "done"


def stay(seconds: float) -> None:
    threading.Event().wait(seconds)


def manners(_: None) -> tuple[int, bool]:
    return os.nice(0), signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def heavy_modules(_: None) -> list[str]:
    return [name for name in ("PySide6", "sqlalchemy", "alembic", "keyring") if name in sys.modules]


@pytest.fixture
def pool() -> Iterator[Renderers]:
    renderers = Renderers(size=2)
    yield renderers
    renderers.close()


def test_another_process_answers(pool: Renderers) -> None:
    assert pool.run(double, 21) == 42
    assert pool.run(pid, None) != os.getpid()
    with pytest.raises(ValueError, match="no ink"):
        pool.run(fail, "no ink")


def test_processes_are_polite_light_and_leave_ctrl_c_to_the_program(pool: Renderers) -> None:
    assert pool.run(manners, None) == (os.nice(0) + 10, True)
    assert pool.run(heavy_modules, None) == []


def test_warm_up_starts_all_processes() -> None:
    renderers = Renderers(size=2)
    try:
        renderers.warm_up()
        first = [renderers.submit(pid, None) for _ in range(40)]
        assert renderers._pool is not None
        assert len(renderers._pool._processes) == 2
        assert len({answer.result() for answer in first}) <= 2
    finally:
        renderers.close()


def test_a_job_whose_process_died_is_repeated(pool: Renderers, tmp_path: Path) -> None:
    others = [pool.submit(double, number) for number in range(20)]
    assert pool.run(die_once, tmp_path / "mark") == "done"
    assert [other.result() for other in others] == [2 * number for number in range(20)]


def test_a_job_that_always_kills_fails_alone(pool: Renderers) -> None:
    deadly = pool.submit(die, None)
    others = [pool.submit(double, number) for number in range(20)]
    assert [other.result() for other in others] == [2 * number for number in range(20)]
    with pytest.raises(BrokenProcessPool):
        deadly.result()
    assert pool.run(double, 4) == 8


def test_jobs_travel_together_and_fail_alone(pool: Renderers) -> None:
    pool.run(double, 1)
    answers = [pool.submit(double, number) for number in range(30)]
    wrong = pool.submit(fail, "no ink")
    lost = pool.submit(double, threading.Lock())  # type: ignore[arg-type]
    answers += [pool.submit(double, number) for number in range(30, 60)]
    assert [answer.result() for answer in answers] == [2 * number for number in range(60)]
    with pytest.raises(ValueError, match="no ink"):
        wrong.result()
    with pytest.raises(TypeError, match="pickle"):
        lost.result()


def test_a_process_killed_while_idle_is_replaced(pool: Renderers) -> None:
    os.kill(pool.run(pid, None), signal.SIGKILL)
    assert pool.run(double, 4) == 8


def test_closing_ends_even_a_stuck_job() -> None:
    renderers = Renderers(size=1)
    stuck = renderers.submit(stay, 600.0)
    waiting = [renderers.submit(double, 1) for _ in range(5)]
    while not stuck.running() and not renderers._pool._processes:  # type: ignore[union-attr]
        time.sleep(0.01)
    renderers.close()
    answers: list[Future[Any]] = [stuck, *waiting]
    for answer in answers:
        with pytest.raises(CancelledError):
            answer.result(timeout=20)
    with pytest.raises(RuntimeError, match="closed"):
        renderers.submit(double, 1)


PROGRAM = """
import sys, time
sys.path[:0] = {path!r}
from lightar_desktop.adapters.system.renderers import Renderers
import test_renderers as jobs
if __name__ == "__main__":
    renderers = Renderers(size=2)
    pids = set()
    while len(pids) < 2:
        answers = [renderers.submit(jobs.pid, None) for _ in range(8)]
        pids |= {{answer.result() for answer in answers}}
    renderers.submit(jobs.stay, 600.0)
    print(*pids, flush=True)
    {end}
"""


def started(tmp_path: Path, end: str) -> tuple["subprocess.Popen[str]", list[int]]:
    """A program with two processes, one of them busy for ten minutes."""
    path = [str(ROOT), str(Path(__file__).parent)]
    script = tmp_path / "program.py"
    script.write_text(PROGRAM.format(path=path, end=end))
    program = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    with program.stdout:
        return program, [int(word) for word in program.stdout.readline().split()]


def alive(number: int) -> bool:
    try:
        stat = Path(f"/proc/{number}/stat").read_text()
    except OSError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
@pytest.mark.parametrize("end", ["time.sleep(600)", "pass"], ids=["killed", "left without closing"])
def test_no_process_outlives_the_program(tmp_path: Path, end: str) -> None:
    program, processes = started(tmp_path, end)
    assert len(processes) == 2
    if end != "pass":
        program.kill()
    program.wait(timeout=30)
    deadline = time.monotonic() + 15
    while any(map(alive, processes)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(map(alive, processes))


@pytest.mark.parametrize(("cores", "size"), [(1, 1), (2, 2), (3, 2), (4, 3), (8, 4), (64, 4)])
def test_size(cores: int, size: int) -> None:
    assert size_for(cores) == size


def test_inline_stand_in() -> None:
    renderers = InlineRenderers()
    renderers.warm_up()
    assert renderers.submit(double, 2).result() == renderers.run(double, 2) == 4
    assert isinstance(renderers.submit(fail, "x").exception(), ValueError)
    renderers.close()
