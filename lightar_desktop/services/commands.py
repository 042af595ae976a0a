# SPDX-License-Identifier: MIT
"""What a person can ask for, complete enough to be done without asking again."""

from collections.abc import Sequence
from dataclasses import dataclass

from lightar_desktop.domain.address import problem_with
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.template import EmailSettings


@dataclass(frozen=True, slots=True)
class OpenInvoices:
    """Open these drafts; email each to its own customer's contacts when `email` is given."""

    invoice_ids: Sequence[int]
    email: EmailSettings | None = None
    einvoice: bool = False

    def checked(self) -> "OpenInvoices":
        """This command, or `DomainError`: a batch with email does not start without settings."""
        if not self.invoice_ids:
            raise DomainError.of("nothing_selected")
        if self.einvoice:
            raise DomainError.of("no_einvoice_channel", "einvoice")
        if self.email is not None:
            self.email.checked()
        return self


@dataclass(frozen=True, slots=True)
class SendEmail:
    """Send an open invoice. Empty `to` means the customer's contacts.

    `key` is made when the dialog opens: the same key never makes two emails (double click).
    `again` confirms a repeat of an invoice that was already sent.
    """

    invoice_id: int
    settings: EmailSettings
    key: str
    to: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    again: bool = False

    def checked(self) -> "SendEmail":
        """This command, or `DomainError` with every problem of its fields."""
        problems = list(self.settings.problems())
        for field, addresses in (("to", self.to), ("bcc", self.bcc)):
            problems += [
                Problem("bad_address", field, {"address": address, "why": why})
                for address in addresses
                if (why := problem_with(address))
            ]
        if problems:
            raise DomainError(*problems)
        return self
