# SPDX-License-Identifier: MIT
"""The map in README.md is true: who may import whom, and what the house is made of."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command as c; c()"


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT_IMPORTS, "--no-cache", "--no-logo"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(folder)},
    )


def test_every_import_keeps_the_contract() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("gui/page.py", "import lightar_desktop.adapters.db", "Fronts do not see adapters"),
        ("cli/screen.py", "import PySide6.QtCore", "Qt is known to the window only"),
        ("services/query.py", "import sqlalchemy", "SQLAlchemy and Alembic are known"),
        ("adapters/mail/store.py", "import sqlalchemy", "SQLAlchemy and Alembic are known"),
        ("adapters/mail/peek.py", "import lightar_desktop.adapters.db", "Adapters do not know"),
        ("domain/clock.py", "import time", "The domain does no I/O"),
        ("domain/upwards.py", "import lightar_desktop.services", "Floors"),
        ("gossip/__init__.py", "", "Floors"),
    ],
)
def test_a_planted_fault_is_caught(tmp_path: Path, module: str, line: str, contract: str) -> None:
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    package = tmp_path / "lightar_desktop"
    for name in ("main", "bootstrap", "settings", "paths", "i18n"):
        _write(package / f"{name}.py")
    for name in ("gui", "cli", "services", "domain", "adapters/db", "adapters/mail"):
        _write(package / name / "__init__.py")
    _write(package / "adapters" / "__init__.py")
    _write(package / "__init__.py")
    _write(package / "gui" / "window.py", "import PySide6.QtCore")
    _write(package / "adapters" / "db" / "engine.py", "import alembic, sqlalchemy")
    assert (clean := lint_imports(tmp_path)).returncode == 0, clean.stdout

    _write(package / module, line)

    result = lint_imports(tmp_path)
    broken = re.findall(r"^(.*) BROKEN$", result.stdout, re.MULTILINE)
    assert [b for b in broken if b.startswith(contract)], result.stdout


def _write(file: Path, text: str = "") -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_readme_gives_the_reason_of_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    names = {re.split(r"[^\w-]", entry, maxsplit=1)[0] for entries in lists for entry in entries}
    rows = re.findall(r"^\| ([\w, -]+) \| \w.*\|$", (ROOT / "README.md").read_text(), re.MULTILINE)
    explained = {name for row in rows for name in row.split(", ")}
    assert names - explained == set()


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    names = {re.split(r"[^\w-]", entry, maxsplit=1)[0] for entries in lists for entry in entries}
    pins = (ROOT / "packaging" / "constraints.txt").read_text().lower().replace("_", "-")
    assert {name for name in names if f"\n{name}==" not in pins} == set()
