# SPDX-License-Identifier: MIT
"""Language variants, attachments and bank accounts, as they are stored: short JSON lists."""

import json
from collections.abc import Iterable
from dataclasses import astuple

from lightar_desktop.domain.attachment import Attachment
from lightar_desktop.domain.company import BankAccount
from lightar_desktop.domain.template import TextVariant


def as_json(values: Iterable[TextVariant | Attachment | BankAccount]) -> str:
    """Their fields in order, as a list of lists."""
    return json.dumps([astuple(one) for one in values], ensure_ascii=False)


def variants_from(stored: str) -> tuple[TextVariant, ...]:
    """The variants that `as_json` wrote."""
    return tuple(TextVariant(*values) for values in json.loads(stored))


def attachments_from(stored: str) -> tuple[Attachment, ...]:
    """The attachments that `as_json` wrote."""
    return tuple(Attachment(*values) for values in json.loads(stored))


def accounts_from(stored: str) -> tuple[BankAccount, ...]:
    """The bank accounts that `as_json` wrote."""
    return tuple(BankAccount(*values) for values in json.loads(stored))
