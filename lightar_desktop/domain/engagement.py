# SPDX-License-Identifier: MIT
"""The coloured light of an invoice's delivery: one word from what was sent and what was seen."""

from collections.abc import Iterable
from enum import StrEnum

from lightar_desktop.domain.outgoing import OutgoingState


class Light(StrEnum):
    """Delivery of an invoice at a glance; always shown with an icon and a word."""

    NOT_SENT = "not_sent"
    SCHEDULED = "scheduled"  # grey: waits to be sent
    SENT = "sent"  # yellow: accepted by the server, not yet opened
    OPENED = "opened"  # green: sent, and opened by a person
    CHECK = "check"  # amber: nobody knows whether it left
    FAILED = "failed"  # red

    @property
    def words(self) -> str:
        return self.value.replace("_", " ").capitalize()


def light(states: Iterable[OutgoingState], *, opened: bool = False) -> Light:
    """The light from an invoice's emails, newest last, and whether a person opened one.

    What needs a person comes first; then the newest email that was not cancelled decides.
    """
    known = [state for state in states if state is not OutgoingState.CANCELLED]
    if not known:
        return Light.NOT_SENT
    if OutgoingState.UNCERTAIN in known:
        return Light.CHECK
    match known[-1]:
        case OutgoingState.FAILED:
            return Light.FAILED
        case OutgoingState.SENT:
            return Light.OPENED if opened else Light.SENT
        case _:
            return Light.SCHEDULED
