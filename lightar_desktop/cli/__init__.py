# SPDX-License-Identifier: MIT
"""The command line: the same services as the window, for people, cron and tests."""

import sys
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from lightar_desktop.cli.arguments import parser
from lightar_desktop.cli.output import Output
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.services.app import App
from lightar_desktop.services.ports import StorageError

DONE, SOME_FAILED, REFUSED, SURROUNDINGS = 0, 1, 2, 3


def run(arguments: Sequence[str], open_app: Callable[[str | None], App]) -> int:
    """Carry out one command; returns the exit status of the contract.

    0 done; 1 done, and some items failed; 2 refused, nothing changed; 3 the surroundings failed.
    """
    options = parser().parse_args(arguments)
    output = Output(as_json=options.json)
    try:
        if _has_password(options.database or ""):
            raise DomainError.of("password_in_address", "database")
        app = open_app(options.database)
    except DomainError as refusal:
        return _said(str(refusal), REFUSED)
    except (StorageError, OSError) as failure:
        return _said(str(failure), SURROUNDINGS)
    try:
        status: int = options.command(app, options, output)
    except DomainError as refusal:
        return _said(str(refusal), REFUSED)
    except (StorageError, OSError) as failure:
        return _said(str(failure), SURROUNDINGS)
    except KeyboardInterrupt:
        app.batches.stop_all()
        return _said("Stopped; what was begun is finished, the rest can be resumed.", SOME_FAILED)
    finally:
        app.close()
    return status


def _has_password(address: str) -> bool:
    """Whether a database's address holds a password, which everyone on this computer could see."""
    try:
        return urlsplit(address).password is not None or "password=" in address
    except ValueError:
        return False


def _said(sentence: str, status: int) -> int:
    print(f"lightar: {sentence}", file=sys.stderr)
    return status
