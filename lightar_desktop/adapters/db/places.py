# SPDX-License-Identifier: MIT
"""Where a SQLite file may lie: on a disk of this machine, nowhere else.

Locks do not work over a network and synchronising programs copy a file in the middle of a write;
both end in a damaged database.
"""

import os
from pathlib import Path, PurePath
from typing import Final

from lightar_desktop.services.ports import StorageError

_MOUNTS: Final = Path("/proc/mounts")
_NETWORK: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "afs", "ceph", "ncpfs", "davfs"}
    | {"glusterfs", "lustre", "gpfs", "beegfs", "coda", "webdav", "virtiofs", "afpfs"}
    | {"fuse.sshfs", "fuse.rclone", "fuse.davfs2", "fuse.s3fs", "fuse.glusterfs", "fuse.gvfsd-fuse"}
    | {"fuse.onedriver", "fuse.google-drive-ocamlfuse"}
)
_SYNCHRONISED: Final = (
    "dropbox",
    "onedrive",
    "google drive",
    "googledrive",
    "my drive",
    "icloud drive",
    "iclouddrive",
    "mobile documents",
    "cloudstorage",
    "nextcloud",
    "owncloud",
    "seafile",
    "pcloud",
    "syncthing",
)


def checked(path: Path, mounts: Path = _MOUNTS) -> Path:
    """`path` made absolute, or `StorageError` when a database there would be damaged."""
    if why := problem_with(path, mounts):
        raise StorageError(
            f"The database cannot lie on {why}; put it on a disk of this computer, or use "
            "PostgreSQL for several workstations."
        )
    return Path(os.path.realpath(path))


def problem_with(path: Path, mounts: Path = _MOUNTS) -> str:
    """What kind of place `path` is, if a database must not lie there; else empty."""
    if str(path).replace("\\", "/").startswith("//"):
        return "a network share"
    real = Path(os.path.realpath(path))
    if any(_is_synchronised(part) for part in PurePath(real).parts):
        return "a folder that is synchronised with the cloud"
    if _kind_of_mount(real, mounts) in _NETWORK:
        return "a network drive"
    return ""


def _is_synchronised(part: str) -> bool:
    # "OneDrive - Company" and "Dropbox (Personal)" are what these programs make.
    name = part.casefold()
    return any(
        name == known or name.startswith((f"{known} ", f"{known}-")) for known in _SYNCHRONISED
    )


def _kind_of_mount(path: Path, mounts: Path) -> str:
    """The kind of file system `path` lies on; empty where the system does not tell."""
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    best, kind = -1, ""
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        # Spaces and the like are written in octal.
        point = Path(fields[1].encode("latin-1", "replace").decode("unicode_escape"))
        if path.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), fields[2]
    return kind
