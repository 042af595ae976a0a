# SPDX-License-Identifier: MIT
"""Set the project up and run it: `python3 packaging/dev.py demo`, or `test`.

Every command first makes what it needs and leaves alone what is there: a virtual environment in
.venv, the pinned dependencies, and the system's libraries (see system_packages.py). Only the
standard library is used, because nothing else is there yet.
"""

from __future__ import annotations

import sys

OLDEST = (3, 11)
if sys.version_info < OLDEST:  # before the imports below, which older versions may not have
    sys.exit(
        f"LightAR Desktop needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this one is "
        f"{sys.version_info[0]}.{sys.version_info[1]}. Start this script with a newer one, "
        "for example: python3.12 packaging/dev.py demo"
    )

import argparse
import hashlib
import importlib.util
import os
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

import system_packages

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "installed.sha256"
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"


def run(*command: str | Path) -> int:
    """Run a command in the project's folder, shown as it is run, and give its exit status."""
    sys.stdout.flush()
    # The tools find one another, and nothing from outside .venv gets in.
    env = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "PYTHONHOME"}}
    env["PATH"] = os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)])
    words = [str(part) for part in command]
    return subprocess.run(words, cwd=ROOT, env=env, check=False).returncode


def environment() -> None:
    """Make .venv and install what pyproject.toml asks for, when either is new or has changed."""
    if not _usable():
        if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
            # Debian and Ubuntu keep this part of Python in a package of its own.
            system_packages.install({system_packages.venv_package()}, "Python's venv module")
        print(f"Making the virtual environment {VENV.name}")
        if run(sys.executable, "-m", "venv", "--clear", VENV):
            sys.exit("The virtual environment could not be made; the reason stands above.")
    wanted = hashlib.sha256()
    for file in (ROOT / "pyproject.toml", CONSTRAINTS):
        wanted.update(file.read_bytes())
    if STAMP.exists() and STAMP.read_text() == wanted.hexdigest():
        return
    print("Installing the pinned dependencies (a minute or two, the first time)")
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    if run(*pip, "-c", CONSTRAINTS, "-e", ".[postgresql,test]"):
        sys.exit("The dependencies could not be installed; the reason stands above.")
    STAMP.write_text(wanted.hexdigest())


def _usable() -> bool:
    """Whether .venv holds a Python that runs, is new enough and has pip."""
    program = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
    try:
        tried = subprocess.run([PYTHON, "-c", program], stderr=subprocess.DEVNULL, check=False)
    except OSError:
        return False
    return tried.returncode == 0


def set_up(*, window: bool = True, postgresql: bool = False) -> None:
    """Everything a command needs before it can run."""
    environment()
    if window:
        system_packages.need_qt_libraries()
    if postgresql:
        system_packages.want_postgresql()


def has_display() -> bool:
    """Whether a window could be shown; `demo` runs in the terminal if not."""
    named = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return not sys.platform.startswith("linux") or bool(named)


def demo(arguments: list[str]) -> int:
    """Fill the demo company and show it working."""
    set_up(window=has_display())
    return run(PYTHON, "-m", "lightar_desktop", "demo", *arguments)


def check(arguments: list[str]) -> int:
    """Every check and every test, the quick ones first; the failed ones are named at the end."""
    set_up(postgresql=True)
    workers = min(4, os.cpu_count() or 1)
    steps: list[tuple[str, Iterable[str | Path]]] = [
        ("lint", (BIN / "ruff", "check", "--quiet", ".")),
        ("format", (BIN / "ruff", "format", "--check", "--quiet", ".")),
        ("our own checks", (PYTHON, "packaging/checks.py")),
        ("architecture", (BIN / "lint-imports", "--no-cache", "--no-logo")),
        ("types", (PYTHON, "-m", "mypy", "lightar_desktop", "tests", "packaging")),
        ("tests", (PYTHON, "-m", "pytest", "-n", str(workers), *arguments)),
    ]
    failed = []
    for name, command in steps:
        print(f"== {name}", flush=True)
        started = time.monotonic()
        if run(*command):
            failed.append(name)
        print(f"   {time.monotonic() - started:.0f} s", flush=True)
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0


def test(arguments: list[str]) -> int:
    """Everything that `check` does; with arguments for pytest, those tests alone."""
    everything = "--all" in arguments
    rest = [a for a in arguments if a != "--all"]
    nightly = ["-m", ""] if everything else []
    if not rest:
        return check(nightly)
    set_up(postgresql=True)
    return run(PYTHON, "-m", "pytest", *nightly, *rest)


def bench(arguments: list[str]) -> int:
    """The benchmarks: what was reached against the straightforward design."""
    set_up(postgresql=True)
    return run(PYTHON, "-m", "tests.benchmarks", *arguments)


def screenshots(arguments: list[str]) -> int:
    """Draw the pictures of README.md anew."""
    set_up()
    return run(PYTHON, "packaging/screenshots.py", *arguments)


def setup(arguments: list[str]) -> int:
    """Only make what the other commands need."""
    if arguments:
        sys.exit(f"setup takes no arguments, and got: {' '.join(arguments)}")
    set_up(postgresql=True)
    print(f"Ready: {PYTHON.relative_to(ROOT)} has everything.")
    return 0


COMMANDS = {f.__name__: f for f in (demo, test, check, bench, setup, screenshots)}


def main() -> int:
    """Read the command; what follows it belongs to the program that is run."""
    parser = argparse.ArgumentParser(
        description="Sets LightAR Desktop up and runs it.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"  {name:12} {function.__doc__}" for name, function in COMMANDS.items()),
    )
    parser.add_argument("command", choices=COMMANDS, metavar="command", help="one of those below")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="passed on")
    options = parser.parse_args()
    try:
        return COMMANDS[options.command](options.arguments)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
