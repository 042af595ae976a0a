# SPDX-License-Identifier: MIT
"""What can be wrong, in words a clerk understands and with the field to mend.

Every code has one sentence here: what is wrong and what to do about it. Fronts show the sentence;
tests and machines look at the code.
"""

import dataclasses
from dataclasses import dataclass
from typing import Final

SENTENCES: Final = {
    # Opening
    "not_draft": "This invoice is {status}, not a draft; only drafts can be opened.",
    "no_customer": "The invoice has no customer; choose one.",
    "customer_archived": "The customer {customer} is archived; reactivate it or choose another.",
    "no_template": "The invoice has no template; choose one under Details.",
    "no_lines": "The invoice has no lines; add at least one.",
    "line_incomplete": "Line {line} has no {missing}; fill it in or remove the line.",
    "total_not_positive": "The total is {total}; an invoice must be above zero.",
    "no_currency": "The invoice has no currency; choose one.",
    "no_due_date": "The invoice has no payment terms; choose them.",
    "due_before_issue": "The due date {due_on} lies before the issue date {issued_on}; correct it.",
    "no_vat_id": "Reverse charge needs the VAT id of {customer}; enter it on the customer.",
    "no_own_vat_id": "VAT is charged but the company has no VAT id; enter it under AR Settings.",
    "no_address": "The customer {customer} has no billing address; enter it on the customer.",
    "no_email": "{customer} has no contact with an email address; add one on the customer.",
    "bad_email": "The address {address} of {customer} is not a valid email address; correct it.",
    "no_einvoice_channel": "No e-invoice channel is set up; set one up or leave Submit E-Invoice "
    "off.",
    "changed_meanwhile": "The invoice was changed while it was being opened; look at it and try "
    "again.",
    "not_found": "There is no {what} {id}; check the number.",
    "no_tax_reason": "Line {line} is {category} and says not why; enter the reason, for example: "
    "{reason}",
    # Drafting and correcting
    "bad_number": "“{text}” is not a number; write it like {example}.",
    "number_too_big": "{text} is too big; enter less than a thousand millions.",
    "number_too_fine": "{text} has more than {digits} decimals; round it.",
    "bad_discount": "“{text}” is no discount; write 10 % or an amount such as 25.",
    "bad_days": "“{text}” is no number of days; write 30, or nothing for the customer's terms.",
    "bad_vat": "“{text}” is no VAT; write a rate such as 25 or choose one of the list.",
    "bad_day": "“{text}” is no date; write it like {example}.",
    "bad_line": "“{text}” is no line; write it as description;quantity;price;VAT.",
    "bad_part": "“{text}” is no part of an invoice; write the line's number and a quantity: 2=1.5.",
    "amount_too_big": "Line {line} comes to more than an invoice can hold; correct quantity or "
    "price.",
    "not_a_draft_any_more": "This invoice is {status} now and cannot be edited; correct it with a "
    "credit note.",
    "draft_deleted": "This draft was deleted by {who}; what you typed since was not saved.",
    "edited_elsewhere": "{who} changed this draft meanwhile; choose which version to keep.",
    "only_drafts_deleted": "Opened invoices are never deleted; void them or write a credit note.",
    "credit_too_big": "Only {left} of {number} is left to be credited, and this note is about "
    "{total}; lower it.",
    "corrected_void": "{number} is void, so there is nothing to credit; delete this draft.",
    "credit_of_credit": "A credit note is not corrected by another; write an invoice instead.",
    "nothing_to_credit": "{number} was credited in full already.",
    "not_opened_yet": "A draft is not corrected but edited; change it or delete it.",
    "nothing_chosen": "No line is chosen; choose at least one.",
    "credited_more": "Line {line} can be credited up to {most}.",
    "void_paid": "Money was received or credited for {number}, so it cannot be voided; write a "
    "credit note.",
    "already_void": "{number} is void already.",
    "no_reason": "Say why; the reason stays with the invoice.",
    # Templates
    "no_template_name": "The template has no name; enter one.",
    "bad_template_name": "The name of a template has at most {most} characters and no line breaks; "
    "choose a shorter one.",
    "template_name_taken": "There is already a template called {name}; choose another name.",
    "template_in_use": "{name} is used by invoices and cannot be deleted; archive it instead.",
    "template_is_default": "{name} is what new invoices begin with; make another template the "
    "default first.",
    "language_twice": "There are two texts in the language {language}; remove one.",
    "empty_variant": "The {field} in the language {language} is empty; fill it in or remove the "
    "language.",
    # Customers
    "no_name": "The customer has no name; enter one.",
    "bad_text": "The {field} is too long or holds an invisible character; type it again.",
    "bad_country": "{country} is no country; enter two letters such as NO or DE, or choose one.",
    "bad_vat_id": "{vat_id} cannot be a VAT id in {country}: {why}",
    "bad_currency": "“{currency}” is no currency; enter three letters such as EUR, or choose one.",
    "bad_language": "“{language}” is no language; enter one such as en or nb_NO, or choose it.",
    "bad_time_zone": "“{time_zone}” is no time zone; choose one, or leave it empty for yours.",
    "bad_terms": "Payment terms are a number of days from 0 to {most}; enter one.",
    "contact_empty": "This contact has neither a name nor an address; fill it in or remove it.",
    "contact_twice": "{address} is also the address of {other}; give one contact both roles.",
    "two_primary": "{other} is primary already; choose one of them.",
    "number_taken": "The number {number} belongs to {customer}; choose another or leave it empty.",
    "customer_changed": "{customer} was changed meanwhile by {who}; load it anew and try again.",
    "customer_used": "{customer} has invoices and cannot be deleted; archive it instead.",
    # Email settings
    "no_subject": "The email has no subject; enter one.",
    "no_reply_to": "The email has no reply-to address; enter one.",
    "no_from_address": "Emails need an address that they come from; enter it.",
    "bad_address": "{address} is not a valid email address: {why}",
    "email_not_asked_for": "Email settings are given, but no email is asked for; add --email "
    "or leave them out.",
    "no_recipients": "The email has no recipient; enter at least one address.",
    "unknown_placeholder": "The {field} holds an unknown placeholder {{{{ {name} }}}}. {advice}",
    "broken_placeholder": "The {field} holds braces that are no whole placeholder: “{place}”. "
    "Write {{{{ number }}}}, with two braces on each side.",
    "single_braces": "The {field} holds {{{name}}} with single braces. Write {{{{ {meant} }}}}.",
    "empty_placeholder": "This invoice has nothing for {{{{ {name} }}}}, {what}; enter it or take "
    "the placeholder out.",
    "attachments_too_big": "The files make the email {size} MB big, and mail servers take at most "
    "{limit} MB; remove some.",
    "program_attached": "{name} is a kind of file (.{ending}) that can run as a program, and mail "
    "servers refuse it; send it another way.",
    "bad_file_name": "The name of the file holds characters that not every computer can store; "
    "call it {name}.",
    "empty_file": "The file {name} is empty; choose another.",
    "unreadable_file": "The file {name} cannot be read: {why}",
    "control_character": "The {field} holds a character that may not stand in an email header; "
    "type it again.",
    "no_mail_account": "No mail account is set up; set one up under AR Settings.",
    "no_password": "The password of {user} is not known; enter it under AR Settings.",
    "bad_setting": "{field} cannot be {value}: {why}",
    "not_open": "This invoice is {status}; only open invoices can be emailed. Open it first.",
    "already_sent": "This invoice was already emailed to {to} on {when}; confirm to send it again.",
    # Layout of the PDF
    "bad_colour": "{colour} is not a colour; enter one like #2f5bd7 or leave it empty.",
    "footer_lines": "The footer has more than {most} lines; shorten it.",
    "footer_length": "A line of the footer is longer than {most} characters; shorten it.",
    "footer_control": "The footer holds a character that cannot be printed; type it again.",
    # Batches
    "no_filter_name": "The filter has no name; enter one.",
    "filter_name_taken": "Another filter is called {name}; choose another name.",
    "filter_name_long": "The name is too long for the sidebar; use {most} letters at most.",
    "nothing_selected": "No invoice is selected; select at least one.",
    "nothing_to_resume": "Nothing is left to do in batch {batch}.",
    "nothing_to_retry": "Nothing failed in batch {batch} that can be tried again.",
    "nothing_to_acknowledge": "Batch {batch} was already acknowledged.",
    "batch_running": "Batch {batch} is still running; wait for it or pause it.",
    # Outbox
    "not_uncertain": "This email is {state}; only an uncertain one can be settled.",
    "cannot_cancel": "This email is {state} and can no longer be cancelled.",
    "message_too_big": "The message has {size} MB and the server takes {limit} MB; attach less.",
    "unsafe_message": "The message was not built: {why}.",
    # Database and set-up
    "not_empty": "The database already holds data; the demo company goes into an empty one.",
    "no_company": "The company is not set up yet; enter its name and address under AR Settings.",
    "answer_missing": "An invoice names {what} of its sender; enter it.",
    "bad_identifier": "The {kind} {value} is not right: {why}",
    "no_iban": "The account has no IBAN; enter it or remove the account.",
    "iban_twice": "This account is listed already; remove one of the two.",
    "invisible_character": "The {field} holds an invisible character; type it again.",
    "no_such_choice": "The {what} chosen is gone; choose another.",
    "bad_picture": "This file cannot be the logo: {why}",
    "no_series_name": "The series needs a short name, such as Invoices.",
    "bad_pattern": "The numbers cannot look like {pattern}: {why}",
    "series_alike": "The series {name} could make the same numbers; change what stands before or "
    "behind the number.",
    "number_given": "The next number cannot be {number}, for {number} or a later one was given "
    "already; choose {least} or more.",
    "number_too_high": "The next number cannot be {number}; choose one from 1 to {most}.",
    "no_description": "The product has no description; enter one.",
    "bad_price": "The price cannot be {value}; enter a number with at most six decimals.",
    "bad_tax_rate": "The VAT rate cannot be {value}: {why}",
    "no_product_tax_reason": "An invoice must say why there is no VAT; enter the reason.",
    "code_taken": "The code {code} belongs to {description}; choose another.",
    "product_changed": "The product was changed by somebody else meanwhile; look at it and try "
    "again.",
    "password_in_address": "A password on the command line can be seen by others; put the "
    "address into the variable LIGHTAR_DATABASE, or the password into PostgreSQL's password file.",
    # Importing and exporting
    "no_file": "There is no file {name}; check its name.",
    "file_empty": "{name} is empty; choose another file.",
    "file_foreign": "{name} is {what}, not a table; save it as CSV or XLSX and try again.",
    "file_locked": "{name} is protected by a password; save it without one and try again.",
    "file_damaged": "{name} cannot be read as a spreadsheet; open it in its program and save it "
    "again.",
    "file_too_big": "{name} unpacks to more than a table needs; save it as CSV and try again.",
    "file_no_table": "{name} has no row of headings; name its row, or add headings.",
    "file_no_rows": "{name} has headings but no rows below them; choose another file.",
    "file_changed": "{name} was changed since it was looked at; choose it again.",
    "errors_over_source": "The wrong rows would overwrite the file itself; choose another name.",
    "row_unreadable": "Row {row} cannot be read: a quotation mark is probably not closed.",
    "no_sheet": "There is no sheet {sheet}; choose one of {sheets}.",
    "no_field": "There is no field or heading {name}; choose from {known}.",
    "not_mapped": "Not mapped yet: {fields}; choose the column for it.",
    "no_tax_rate": "The file names no VAT rate; map its column, or enter the rate.",
    "no_series": "There is no number series yet; set one up under AR Settings.",
    "nothing_to_import": "Nothing was imported: the file holds {found}",
    "import_not_done": "This import is {state}; only a finished one can be taken back.",
    "export_ending": "{name} must end with .csv or .xlsx; rename it.",
    "archive_ending": "{name} must end with .zip; rename it.",
    "archive_foreign": "{name} is no archive of LightAR; choose another file.",
    "archive_damaged": "{name} is damaged or was changed since it was made; use another copy.",
    "archive_newer": "The archive was made by a newer version (schema {schema}); update LightAR.",
    "archive_not_empty": "The database already holds data; an archive goes into an empty one.",
    "export_too_long": "A spreadsheet holds 1,048,576 rows; export to CSV instead.",
    "locked": "An opened invoice cannot be changed; correct it with a credit note.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a code, the field to mend, and facts for the sentence."""

    code: str
    field: str = ""
    facts: dict[str, str] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        return SENTENCES[self.code].format(**self.facts)


class DomainError(Exception):
    """An expected refusal; nothing was changed. Holds one problem or several."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    @classmethod
    def of(cls, code: str, field: str = "", **facts: object) -> "DomainError":
        """The error with the single problem `code`."""
        return cls(Problem(code, field, {name: str(value) for name, value in facts.items()}))

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(problem.code for problem in self.problems)

    def __str__(self) -> str:
        return " ".join(str(problem) for problem in self.problems)
