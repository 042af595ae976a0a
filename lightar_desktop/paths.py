# SPDX-License-Identifier: MIT
"""Where the program's own files and the user's folders are."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
# A wheel and a packaged program carry the files beside the code; a checkout has them above it.
_ROOT = _PACKAGE / "_data" if (_PACKAGE / "_data").is_dir() else _PACKAGE.parent

APP_NAME = "LightAR"


def resource(name: str) -> Path:
    """A file or folder of `resources/`, such as `styles/window.qss`."""
    return _ROOT / "resources" / name


def form(name: str) -> Path:
    """The Qt Designer form `ui/<name>.ui`."""
    return _ROOT / "ui" / f"{name}.ui"


def config_folder() -> Path:
    """Where the window remembers its looks; `LIGHTAR_CONFIG` moves it (tests, portable use)."""
    if moved := os.environ.get("LIGHTAR_CONFIG"):
        return Path(moved)
    import platformdirs

    return Path(platformdirs.user_config_dir(APP_NAME, appauthor=False))


def default_database() -> str:
    """The URL of the database in the user's data folder."""
    return f"sqlite:///{data_folder() / 'lightar.db'}"


def data_folder() -> Path:
    """Where the default database is; `LIGHTAR_DATA` moves it."""
    if moved := os.environ.get("LIGHTAR_DATA"):
        return Path(moved)
    import platformdirs

    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))
