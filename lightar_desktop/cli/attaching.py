# SPDX-License-Identifier: MIT
"""Files given on the command line to go with emails."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.services.app import App
from lightar_desktop.services.attaching import NewFile, new_file


def attached(app: App, settings: EmailSettings, paths: Sequence[Path]) -> EmailSettings:
    """`settings` with these files besides their own; stored now."""
    files: list[NewFile] = []
    attachments = settings.attachments
    for path in paths:
        files.append(new_file(path.name, _read(path), attachments))
        attachments = (*attachments, files[-1].attachment)
    app.files.keep(files)
    return replace(settings, attachments=attachments)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise DomainError.of("unreadable_file", name=path.name, why=why) from error
