# SPDX-License-Identifier: MIT
"""What a change changed, in words for the journal: before and after, field by field."""

from dataclasses import fields
from typing import Any


def differences(before: Any, after: Any, *, without: frozenset[str] = frozenset()) -> list[str]:
    """`field: before → after` for each field of two dataclasses of one kind that differs."""
    found = []
    for field in fields(after):
        old = getattr(before, field.name) if before is not None else None
        new = getattr(after, field.name)
        if field.name not in without and old != new:
            words = field.name.replace("_", " ")
            found.append(f"{words}: {_said(old)} → {_said(new)}")
    return found


def _said(value: object) -> str:
    if value in {None, "", ()}:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if hasattr(value, "__dataclass_fields__"):
        parts = (getattr(value, name) for name in value.__dataclass_fields__)
        return ", ".join(str(part) for part in parts if part) or "nothing"
    if isinstance(value, tuple):
        return "; ".join(_said(part) for part in value)
    return str(value)
