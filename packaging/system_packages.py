# SPDX-License-Identifier: MIT
"""What LightAR Desktop needs from the system, and how each kind of Linux calls it.

Installed with apt-get where the user may; anywhere else the exact command is printed. Nothing is
asked of the package manager when everything is there.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Package(NamedTuple):
    """One thing the system gives, under the name each package manager knows it by."""

    apt: str
    dnf: str
    pacman: str
    zypper: str
    brew: str = ""


# The libraries that Qt's own wheel leaves to the system: those of its core, then those by which
# it draws on an X11 or Wayland screen.
QT_LIBRARIES = {
    "libEGL.so.1": Package("libegl1", "libglvnd-egl", "libglvnd", "Mesa-libEGL1"),
    "libGL.so.1": Package("libgl1", "libglvnd-glx", "libglvnd", "Mesa-libGL1"),
    "libglib-2.0.so.0": Package("libglib2.0-0", "glib2", "glib2", "libglib-2_0-0"),
    "libdbus-1.so.3": Package("libdbus-1-3", "dbus-libs", "dbus", "libdbus-1-3"),
    "libfontconfig.so.1": Package("libfontconfig1", "fontconfig", "fontconfig", "fontconfig"),
    "libX11-xcb.so.1": Package("libx11-xcb1", "libX11-xcb", "libx11", "libX11-xcb1"),
    "libxkbcommon.so.0": Package("libxkbcommon0", "libxkbcommon", "libxkbcommon", "libxkbcommon0"),
    "libxkbcommon-x11.so.0": Package(
        "libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11", "libxkbcommon-x11-0"
    ),
    "libxcb-cursor.so.0": Package(
        "libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor", "libxcb-cursor0"
    ),
    "libxcb-icccm.so.4": Package("libxcb-icccm4", "xcb-util-wm", "xcb-util-wm", "libxcb-icccm4"),
    "libxcb-image.so.0": Package(
        "libxcb-image0", "xcb-util-image", "xcb-util-image", "libxcb-image0"
    ),
    "libxcb-keysyms.so.1": Package(
        "libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms", "libxcb-keysyms1"
    ),
    "libxcb-randr.so.0": Package("libxcb-randr0", "libxcb", "libxcb", "libxcb-randr0"),
    "libxcb-render-util.so.0": Package(
        "libxcb-render-util0", "xcb-util-renderutil", "xcb-util-renderutil", "libxcb-render-util0"
    ),
    "libxcb-shape.so.0": Package("libxcb-shape0", "libxcb", "libxcb", "libxcb-shape0"),
    "libxcb-xkb.so.1": Package("libxcb-xkb1", "libxcb", "libxcb", "libxcb-xkb1"),
}
POSTGRESQL = Package(
    "postgresql", "postgresql-server", "postgresql", "postgresql-server", "postgresql"
)
MANAGERS = {
    "apt": "apt-get install -y",
    "dnf": "dnf install -y",
    "pacman": "pacman -S --needed",
    "zypper": "zypper install",
    "brew": "brew install",
}


def venv_package() -> Package:
    """The part of Python that Debian and Ubuntu leave out; elsewhere it comes with Python."""
    return Package(f"python3.{sys.version_info.minor}-venv", "python3", "python", "python3")


def need_qt_libraries() -> None:
    """See that Qt finds what it loads, or stop: without it no window and no test can start."""
    if not sys.platform.startswith("linux"):
        return  # elsewhere Qt's wheel carries all it needs
    missing = {name for name in QT_LIBRARIES if not _loads(name)}
    if missing:
        packages = {QT_LIBRARIES[name] for name in missing}
        install(packages, f"the libraries Qt needs ({', '.join(sorted(missing))})")


def want_postgresql() -> None:
    """See that the tests can start a PostgreSQL; without it they skip some, and say so loudly."""
    if postgresql_folder() is None:
        install({POSTGRESQL}, "PostgreSQL, which half of the database tests use", go_on=True)


def postgresql_folder() -> Path | None:
    """Where initdb and postgres lie: Debian's newest version, or wherever PATH has them."""
    debian = Path("/usr/lib/postgresql").glob("[0-9]*/bin")
    newest_first = sorted(debian, key=lambda folder: int(folder.parent.name), reverse=True)
    on_path = [Path(p) for p in os.get_exec_path()]
    for folder in newest_first + on_path:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder.resolve()
    return None


def install(packages: set[Package], what: str, *, go_on: bool = False) -> None:
    """Install with apt-get where that needs no password; else print the command and stop."""
    manager = next((m for m in MANAGERS if shutil.which(m, path=_path())), "apt")
    names = sorted({getattr(package, manager) for package in packages} - {""})
    command = f"{MANAGERS[manager]} {' '.join(names)}"
    become_root = _become_root()
    if manager == "apt" and shutil.which("apt-get", path=_path()) and become_root is not None:
        print(f"Installing {what}: {' '.join([*become_root, command])}", flush=True)
        if _apt(become_root, ["update", "-qq"]) and _apt(
            become_root, ["install", "-y", "-qq", "--no-install-recommends", *names]
        ):
            return
    as_root = "" if manager == "brew" or os.name == "nt" or os.geteuid() == 0 else "sudo "
    message = f"LightAR Desktop needs {what}. Install it with:\n\n    {as_root}{command}\n"
    if not go_on:
        sys.exit(f"{message}\nThen start this command again.")
    print(message, file=sys.stderr)


def _become_root() -> list[str] | None:
    """What to put before a command so that it runs as root, or None if that takes a password."""
    if os.name == "nt":
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo", path=_path())
    if sudo and _succeeds([sudo, "-n", "true"]):
        return [sudo, "-n"]
    return None


def _apt(become_root: list[str], arguments: list[str]) -> bool:
    env = ["env", f"PATH={_path()}", "DEBIAN_FRONTEND=noninteractive"]
    return _succeeds([*become_root, *env, "apt-get", *arguments], quiet=False)


def _succeeds(command: list[str], *, quiet: bool = True) -> bool:
    output = subprocess.DEVNULL if quiet else None
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, check=False)
    return done.returncode == 0


def _path() -> str:
    """PATH with the folders of root's tools, which a user's own PATH often lacks."""
    return os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])


def _loads(library: str, load: Callable[[str], object] = ctypes.CDLL) -> bool:
    try:
        load(library)
    except OSError:
        return False
    return True
