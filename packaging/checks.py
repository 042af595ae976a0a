# SPDX-License-Identifier: MIT
"""The project's own checks: habits that no general tool knows, each with its reason.

A check is a generator of `path:line: sentence`. `PATTERNS` holds those that are one regular
expression; the others are functions. Add to either.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
TOP_LEVEL = {
    "LICENSE",
    "README.md",
    "lightar_desktop",
    "packaging",
    "pyproject.toml",
    "resources",
    "tests",
    "ui",
}
SPDX = "# SPDX-License-Identifier: MIT"
LONGEST_MODULE = 400
TEXT = re.compile(r"(\.(py|ui|toml|txt|md|yaml|yml|cfg|ini|sh|html|css|qss|svg|desktop)|/run)$")


class Pattern(NamedTuple):
    """A regular expression that may not occur, where, and why not."""

    forbidden: re.Pattern[str]
    reason: str
    where: str  # a regular expression for the paths it is looked for in
    except_in: str = "^$"


PATTERNS = [
    Pattern(
        re.compile(r"\bclass \w*(Manager|Helper|Utils?)\b"),
        "the name says nothing of what the class is for; name it after its subject",
        r"\.py$",
    ),
    Pattern(
        re.compile(r"(?<![\w./~}>-])/(home|root|Users|work|opt|mnt)/\w"),
        "a path of one machine; ask paths.py or take it as an argument",
        "",
        r"^packaging/checks\.py$|^tests/architecture/",
    ),
    Pattern(
        re.compile(r"--(extra-)?index-url|--find-links|https?://\S+(/simple|\.whl|\.tar\.gz)\b"),
        "the address of a package registry; each machine has its own",
        "",
        r"^packaging/checks\.py$",
    ),
    Pattern(
        re.compile(r"\bprint\("),
        "prints; the window has no terminal: log it, or tell it in the message bar",
        r"^lightar_desktop/.*\.py$",
        r"^lightar_desktop/cli/",
    ),
    Pattern(
        re.compile(r"""(?<!["'])\btime\.sleep\((?!0\.0)|\bqWait\(|\bQTest\.qSleep\("""),
        "sleeps; wait for a signal, set the fake clock, or look again in steps under 0.1 s",
        r"^tests/.*/test_\w+\.py$",
    ),
    Pattern(
        re.compile(r"""["'](BEGIN|COMMIT|ROLLBACK|SAVEPOINT)\b"""),
        "transactions begin and end in adapters/db/engine.py and transactions.py alone",
        r"^lightar_desktop/.*\.py$",
        r"^lightar_desktop/adapters/db/",
    ),
    Pattern(
        re.compile(r"noqa: .*BLE001"),
        "swallows every error; only the places listed in packaging/checks.py may: those that run "
        "the work of others and hand them the error, and the keyring, whose backends vary",
        r"^lightar_desktop/.*\.py$",
        r"^lightar_desktop/(main|gui/tasks|services/heartbeat|adapters/system/(runners|renderers)"
        r"|adapters/db/writer|adapters/secrets/__init__)\.py$",
    ),
]


def project_files() -> list[str]:
    """What git knows, and what it would take; in a copy without git, all that is not hidden."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        names = listed.stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        names = [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*")]
        names = [name for name in names if not re.search(r"(^|/)(\.|__pycache__|build/)", name)]
    return [name for name in sorted(set(names)) if (ROOT / name).is_file()]


def texts(files: list[str]) -> Iterator[tuple[str, str]]:
    """The files that people write, with their text."""
    for name in files:
        if TEXT.search(f"/{name}"):
            yield name, (ROOT / name).read_text(encoding="utf-8")


def patterns(files: list[str]) -> Iterator[str]:
    """Lines that match one of `PATTERNS`."""
    for name, text in texts(files):
        asked = [p for p in PATTERNS if re.search(p.where, name)]
        for pattern in (p for p in asked if not re.search(p.except_in, name)):
            for number, line in enumerate(text.splitlines(), 1):
                if pattern.forbidden.search(line):
                    yield f"{name}:{number}: {pattern.reason}"


def top_level(files: list[str]) -> Iterator[str]:
    """Nothing new beside the folders of the plan."""
    for top in sorted({PurePosixPath(name).parts[0] for name in files}):
        if top not in TOP_LEVEL and not top.startswith("."):
            yield f"{top}:1: nothing else stands at the top; see the map in README.md"


def modules(files: list[str]) -> Iterator[str]:
    """Each Python file: its licence line, its length, its name."""
    for name, text in texts([f for f in files if f.endswith(".py")]):
        lines = text.splitlines()
        if lines and SPDX not in lines[:2]:
            yield f"{name}:1: the first line must be `{SPDX}`"
        if len(lines) >= LONGEST_MODULE:
            yield f"{name}:{len(lines)}: {LONGEST_MODULE} lines or more; a module has one subject"
        if re.search(r"(^|[_/])(utils?|helpers?|managers?|misc|common)(\.py$|/)", name):
            yield f"{name}:1: the name says nothing of what is inside; name it after its subject"


def forms(files: list[str]) -> Iterator[str]:
    """A form is looks only, and its class has the same name."""
    for name in files:
        if name.startswith("ui/") and not name.endswith(".ui"):
            yield f"{name}:1: ui/ holds Qt Designer's forms and nothing else"


CHECKS: list[Callable[[list[str]], Iterator[str]]] = [patterns, top_level, modules, forms]


def main() -> int:
    """Print every finding; the exit status is 1 if there is one."""
    files = project_files()
    findings = [finding for check in CHECKS for finding in check(files)]
    print("\n".join(findings) or f"{len(files)} files keep the project's own rules.")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
