# SPDX-License-Identifier: MIT
"""The system's clock."""

import threading
from datetime import UTC, datetime


class SystemClock:
    """Time as this machine knows it."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def wait(self, event: threading.Event, seconds: float) -> bool:
        return event.wait(seconds)
