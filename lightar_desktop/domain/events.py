# SPDX-License-Identifier: MIT
"""What the journal records. Kinds are `subject.happened`; data is small and holds no secret."""

from dataclasses import dataclass, field
from enum import StrEnum


class Subject(StrEnum):
    """What an event is about; windows repaint the rows of this kind with this id."""

    INVOICE = "invoice"
    BATCH = "batch"
    EMAIL = "email"
    CUSTOMER = "customer"
    TEMPLATE = "template"
    COMPANY = "company"
    MAIL_ACCOUNT = "mail_account"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the subject, in the same transaction as the change itself."""

    kind: str
    subject: Subject
    subject_id: int
    invoice_id: int | None = None
    data: dict[str, str | int | list[str] | None] = field(default_factory=dict)
