# SPDX-License-Identifier: MIT
"""Days by name, which move on with the calendar: today, last month."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

Days = tuple[date | None, date | None]


def _month(today: date, back: int = 0) -> Days:
    month = today.year * 12 + today.month - 1 - back
    first = date(month // 12, month % 12 + 1, 1)
    after = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def _week(today: date) -> Days:
    monday = today - timedelta(days=today.weekday())
    return monday, monday + timedelta(days=6)


# The names are also what saved filters hold; a name that is changed here is lost there.
PERIODS: Final[dict[str, Callable[[date], Days]]] = {
    "Today": lambda today: (today, today),
    "This week": _week,
    "This month": _month,
    "Last month": lambda today: _month(today, 1),
    "Next 30 days": lambda today: (today, today + timedelta(days=30)),
}
