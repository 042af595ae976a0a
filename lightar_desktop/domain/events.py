# SPDX-License-Identifier: MIT
"""What the journal records. Kinds are `subject.happened`; data is small and holds no secret."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

EventData = dict[str, str | int | list[str] | None]


class Subject(StrEnum):
    """What an event is about; windows repaint the rows of this kind with this id."""

    INVOICE = "invoice"
    BATCH = "batch"
    EMAIL = "email"
    CUSTOMER = "customer"
    TEMPLATE = "template"
    COMPANY = "company"
    MAIL_ACCOUNT = "mail_account"
    PRODUCT = "product"
    SERIES = "series"
    FILTER = "filter"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the subject, in the same transaction as the change itself."""

    kind: str
    subject: Subject
    subject_id: int
    invoice_id: int | None = None
    data: EventData = field(default_factory=dict)


_WORDS = {
    "invoice.added": "Draft created",
    "invoice.changed": "Draft changed",
    "invoice.deleted": "Draft {of} over {total} deleted",
    "invoice.voided": "Voided: {reason}",
    "invoice.credited": "Credit note {note} over {total} opened; {applied} of it counts here",
    "invoice.credit_drafted": "Credit note drafted",
    "invoice.no_document": "The PDF could not be made: {why}",
    "invoice.opened": "Opened as {number} and locked",
    "invoice.not_opened": "Not opened: {why}",
    "invoice.document_made": "PDF made and stored",
    "email.queued": "Email to {to} waits to be sent",
    "email.sent": "Email accepted by the server for {to}: {reply}",
    "email.deferred": "Not accepted yet, tried again later: {reply}",
    "email.failed": "Email failed: {reply}",
    "email.uncertain": "Nobody knows whether the email to {to} left: the server did not answer",
    "email.cancelled": "Email cancelled: {reason}",
    "email.settled": "Email settled by hand as {state}: {reason}",
    "batch.started": "Batch {batch} started with {count} invoices",
    "batch.paused": "Batch {batch} paused",
    "batch.cancelled": "Batch {batch} cancelled",
    "batch.resumed": "Batch {batch} resumed",
    "batch.finished": "Batch {batch} finished",
    "batch.acknowledged": "Batch {batch} acknowledged",
    "template.added": "Template {name} added",
    "customer.added": "Customer added: {name}, {number}",
    "customer.changed": "Customer changed: {what}",
    "customer.archived": "Customer archived",
    "customer.reactivated": "Customer in use again",
    "customer.deleted": "Customer {name} deleted",
    "template.changed": "Template {name} changed",
    "company.changed": "Company changed: {changes}",
    "series.added": "Number series {name} added: {changes}",
    "series.changed": "Number series {name} changed: {changes}",
    "product.added": "Product {name} added",
    "product.changed": "Product {name} changed: {changes}",
    "product.archived": "Product {name} archived",
    "product.reactivated": "Product {name} reactivated",
    "template.default": "New invoices begin with the template {default_template}",
    "template.archived": "Template {name} archived",
    "template.reactivated": "Template {name} reactivated",
    "template.deleted": "Template {name} deleted",
    "email.test_sent": "Test email sent to {to}: {reply}",
    "mail_account.changed": "Mail account {host} changed",
    "mail_account.trouble": "Mail account paused: {words}",
    "mail_account.works_again": "Mail account works again",
    "filter.saved": "Filter {name} saved",
    "filter.renamed": "Filter renamed to {name}",
    "filter.deleted": "Filter {name} deleted",
    "archive.read_back": "Everything read back from an archive",
    "import.written": "{count} {what} imported so far",
    "import.done": "{count} {what} imported",
    "import.taken_back": "Import taken back: {count} undone, {left} left",
    "company.demo_filled": "Demo company filled in",
}


def in_words(kind: str, data: Mapping[str, object]) -> str:
    """What happened, as a history shows it; an unknown kind shows itself, and an entry from before
    its facts were recorded the beginning of its sentence.
    """
    words = _WORDS.get(kind, kind)
    facts = {
        name: ", ".join(map(str, value)) if isinstance(value, list) else value
        for name, value in data.items()
    }
    try:
        return words.format(**facts)
    except KeyError:
        return words.partition(":")[0]
