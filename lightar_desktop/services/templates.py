# SPDX-License-Identifier: MIT
"""Invoice templates: made, changed, copied, put away."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.events import Event, EventData, Subject
from lightar_desktop.domain.template import NAME_LENGTH, EmailSettings, InvoiceTemplate
from lightar_desktop.services.attaching import AttachedFiles, NewFile
from lightar_desktop.services.ports import Database, UnitOfWork
from lightar_desktop.services.rows import TemplateRow

_FIELDS: Final = (
    "name",
    "subject",
    "message",
    "reply_to",
    "cc",
    "language",
    "variants",
    "attachments",
    "layout",
)


class Templates:
    """Saves templates. A bad one changes nothing; invoices already opened are never changed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._files = AttachedFiles(database)

    def default_id(self) -> int:
        """The template new invoices begin with; 0 when there is none."""
        company = self._database.reads.setup.company()
        usable = [row.template.id for row in self._rows() if not row.template.archived]
        if company is not None and company.template_id in usable:
            return company.template_id
        return usable[0] if usable else 0

    def check(self, template: InvoiceTemplate) -> tuple[Problem, ...]:
        """Everything that keeps this template from being saved, in all its languages."""
        company = self._database.reads.setup.company()
        found = list(template.problems(company.language if company else "en"))
        name = template.name.strip().casefold()
        others = (row.template for row in self._rows() if row.template.id != template.id)
        if name in {one.name.strip().casefold() for one in others}:
            found.append(Problem("template_name_taken", "name", {"name": template.name.strip()}))
        return tuple(found)

    def save(self, template: InvoiceTemplate, new: Sequence[NewFile] = ()) -> InvoiceTemplate:
        """Set a template's defaults, its name and its looks; `new` are files it brings along.
        What it says by default may be incomplete, but what is there must be right.
        """
        before = self._known(template.id)
        template = self._checked(template)
        changed = [one for one in _FIELDS if getattr(before, one) != getattr(template, one)]
        if not changed:
            return template
        data: EventData = {
            "name": template.name,
            "fields": changed,
            "before": [_words(before, one) for one in changed],
            "after": [_words(template, one) for one in changed],
        }
        self._files.keep(new)
        self._write(template, "template.changed", data)
        return template

    def add(self, template: InvoiceTemplate, new: Sequence[NewFile] = ()) -> InvoiceTemplate:
        """Store a new template; returns it with its id."""
        template = self._checked(replace(template, id=0, archived=False))
        self._files.keep(new)

        def work(uow: UnitOfWork) -> int:
            template_id = uow.setup.add_template(template)
            data: EventData = {"name": template.name}
            uow.record(Event("template.added", Subject.TEMPLATE, template_id, None, data))
            return template_id

        return replace(template, id=self._database.transactions.write(work))

    def duplicate(self, template_id: int, copy: str = "{0} (copy)") -> InvoiceTemplate:
        """A copy under a name of its own, such as `Standard (copy)`."""
        original = self._known(template_id)
        taken = {row.template.name.casefold() for row in self._rows()}
        name, number = copy.format(original.name[: NAME_LENGTH - 10]), 1
        wanted = name
        while name.casefold() in taken:
            number += 1
            name = f"{wanted} {number}"
        return self.add(replace(original, name=name))

    def take_over(
        self,
        template_id: int,
        settings: EmailSettings,
        language: str = "",
        new: Sequence[NewFile] = (),
    ) -> InvoiceTemplate:
        """Have the template say from now on what a send says; `language` is the variant whose
        text that is, empty for the default text.
        """
        before = self._known(template_id)
        return self.save(before.with_email(settings, language), new)

    def add_from(
        self,
        template_id: int,
        name: str,
        settings: EmailSettings,
        language: str = "",
        new: Sequence[NewFile] = (),
    ) -> InvoiceTemplate:
        """A new template that says what a send says; all else is as in the one the send began
        with (0: none).
        """
        before = self._known(template_id) if template_id else InvoiceTemplate(0, name)
        made = before.with_email(settings, language)
        return self.add(replace(made, name=name), new)

    def rename(self, template_id: int, name: str) -> InvoiceTemplate:
        """Call it `name` from now on, and change nothing else."""
        return self.save(replace(self._known(template_id), name=name))

    def archive(self, template_id: int, archived: bool = True) -> None:
        """Offer it no longer for new invoices, or again; those that use it keep it."""
        template = self._known(template_id)
        if archived and template_id == self.default_id():
            raise DomainError.of("template_is_default", name=template.name)
        kind = "template.archived" if archived else "template.reactivated"
        self._write(replace(template, archived=archived), kind, {"name": template.name})

    def delete(self, template_id: int) -> None:
        """Delete it for good, if no invoice uses it."""
        template = self._known(template_id)
        if next(row for row in self._rows() if row.template.id == template_id).invoices:
            raise DomainError.of("template_in_use", name=template.name)
        if template_id == self.default_id():
            raise DomainError.of("template_is_default", name=template.name)

        def work(uow: UnitOfWork) -> None:
            uow.setup.delete_template(template_id)
            data: EventData = {"name": template.name}
            uow.record(Event("template.deleted", Subject.TEMPLATE, template_id, None, data))

        self._database.transactions.write(work)

    def make_default(self, template_id: int) -> None:
        """Have new invoices begin with this template."""
        template = self._known(template_id)
        company = self._database.reads.setup.company()
        if company is None:
            raise DomainError.of("no_company")
        if template.archived:
            self.archive(template_id, archived=False)

        def work(uow: UnitOfWork) -> None:
            uow.setup.save_company(replace(company, template_id=template_id))
            data: EventData = {"default_template": template.name}
            uow.record(Event("company.changed", Subject.COMPANY, 0, None, data))
            uow.record(Event("template.default", Subject.TEMPLATE, template_id, None, data))

        self._database.transactions.write(work)

    def _rows(self) -> list[TemplateRow]:
        return self._database.reads.setup.templates()

    def _known(self, template_id: int) -> InvoiceTemplate:
        found = (row.template for row in self._rows() if row.template.id == template_id)
        template = next(found, None)
        if template is None:
            raise DomainError.of("not_found", what="template", id=template_id)
        return template

    def _checked(self, template: InvoiceTemplate) -> InvoiceTemplate:
        if problems := self.check(template):
            raise DomainError(*problems)
        return replace(template, name=template.name.strip())

    def _write(self, template: InvoiceTemplate, kind: str, data: EventData) -> None:
        def work(uow: UnitOfWork) -> None:
            uow.setup.save_template(template)
            uow.record(Event(kind, Subject.TEMPLATE, template.id, None, data))

        self._database.transactions.write(work)


_Show = Callable[[InvoiceTemplate], str]
_SHOWN: Final[dict[str, _Show]] = {
    "cc": lambda one: ", ".join(one.cc),
    "variants": lambda one: "\n".join(
        f"{text.language}: {text.subject}\n{text.message}" for text in one.variants
    ),
    "attachments": lambda one: ", ".join(f"{file.name} {file.sha256}" for file in one.attachments),
}


def _words(template: InvoiceTemplate, field: str) -> str:
    """A field's content as the journal keeps it."""
    show = _SHOWN.get(field)
    return show(template) if show else str(getattr(template, field))
