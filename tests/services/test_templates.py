# SPDX-License-Identifier: MIT
"""Templates: made, changed and put away; what a send overrides stays with that send."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lightar_desktop.domain.batch import ItemStatus
from lightar_desktop.domain.customer import EmailPreferences
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.outgoing import Attempt, OutgoingState, Reply, Stage
from lightar_desktop.domain.template import EmailSettings, InvoiceTemplate, TextVariant
from lightar_desktop.services.attaching import NewFile, new_file
from lightar_desktop.services.commands import SendEmail
from tests.builders import COMPANY, TEMPLATE
from tests.fakes import InlineRunner
from tests.services.conftest import World, furnish, make_world

GERMAN = TextVariant("de", "Rechnung {{ number }}", "Guten Tag {{ contact }}, {{ total }}")
FRENCH = TextVariant("fr", "Facture {{ number }}", "Bonjour {{ contact }}, {{ total }}")
TERMS = new_file("terms.pdf", b"%PDF our terms")


@pytest.fixture(params=["sqlite", "postgresql"])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """The world on SQLite, then on PostgreSQL."""
    url = f"sqlite:///{tmp_path / 'test.db'}"
    server = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        url = server.fresh_database(lambda _: None)
    made = furnish(make_world(url, InlineRunner()))
    yield made
    made.database.close()
    if server is not None:
        server.drop(url)


def stored(world: World, template_id: int = 1) -> InvoiceTemplate:
    rows = world.database.reads.setup.templates()
    return next(row.template for row in rows if row.template.id == template_id)


def kinds(world: World, subject: str = "template") -> list[str]:
    return [row.kind for row in world.database.reads.journal.since(0) if row.subject == subject]


def translated(world: World) -> InvoiceTemplate:
    template = replace(stored(world), variants=(GERMAN, FRENCH))
    return world.templates.save(template)


def test_a_template_comes_back_with_languages_and_files(anywhere: World) -> None:
    changed = replace(
        stored(anywhere),
        name=" Standard ",
        variants=(GERMAN, FRENCH),
        attachments=(TERMS.attachment,),
        layout='{"logo":"right"}',
    )
    anywhere.templates.save(changed, [TERMS])
    assert stored(anywhere) == replace(changed, name="Standard")
    assert anywhere.files.contents(changed.attachments) == (("terms.pdf", TERMS.content),)
    (entry,) = [
        row for row in anywhere.database.reads.journal.since(0) if row.kind == "template.changed"
    ]
    assert entry.data["fields"] == ["variants", "attachments", "layout"]
    before, after = entry.data["before"], entry.data["after"]
    assert isinstance(before, list)
    assert isinstance(after, list)
    assert before[0] == ""
    assert "Rechnung {{ number }}" in after[0]


def test_saving_nothing_new_writes_nothing(world: World) -> None:
    world.templates.save(stored(world))
    assert kinds(world) == []


@pytest.mark.parametrize(
    "variant", [GERMAN, TextVariant("de", "R {{ numbr }}", "x"), TextVariant("de", "R", "{{ x")]
)
def test_a_misspelt_placeholder_in_any_language_is_not_saved(
    world: World, variant: TextVariant
) -> None:
    before = stored(world)
    template = replace(before, variants=(variant,))
    if variant is GERMAN:
        assert world.templates.save(template).variants == (GERMAN,)
        return
    with pytest.raises(DomainError) as refused:
        world.templates.save(template)
    assert "(de)" in str(refused.value)
    assert stored(world) == before


def test_names_are_unlike(world: World) -> None:
    second = world.templates.duplicate(1)
    assert second.name == "Standard (copy)"
    assert world.templates.duplicate(1).name == "Standard (copy) 2"
    with pytest.raises(DomainError, match="already a template called standard"):
        world.templates.rename(second.id, " standard ")
    assert world.templates.rename(second.id, "Services").name == "Services"
    assert replace(stored(world, second.id), id=1, name="Standard") == stored(world)


def test_a_used_template_is_archived_and_an_unused_one_deleted(world: World) -> None:
    used = world.templates.add(replace(TEMPLATE, name="Used"))
    world.drafts({"template": used})
    spare = world.templates.add(replace(TEMPLATE, name="Spare"))
    with pytest.raises(DomainError) as refused:
        world.templates.delete(used.id)
    assert refused.value.codes == ("template_in_use",)
    world.templates.archive(used.id)
    assert stored(world, used.id).archived
    world.templates.archive(used.id, archived=False)
    assert not stored(world, used.id).archived
    world.templates.delete(spare.id)
    assert len(world.database.reads.setup.templates()) == 2
    assert kinds(world) == [
        "template.added",
        "template.added",
        "template.archived",
        "template.reactivated",
        "template.deleted",
    ]


def test_the_default_is_chosen_and_stays(world: World) -> None:
    assert world.templates.default_id() == 1
    other = world.templates.add(replace(TEMPLATE, name="Other"))
    world.templates.archive(other.id)
    world.templates.make_default(other.id)
    assert world.templates.default_id() == other.id
    assert not stored(world, other.id).archived
    company = world.database.reads.setup.company()
    assert company == replace(COMPANY, template_id=other.id)
    for refused in (world.templates.archive, world.templates.delete):
        with pytest.raises(DomainError, match="what new invoices begin with"):
            refused(other.id)


def test_a_batch_writes_to_each_customer_in_its_language(world: World) -> None:
    template = translated(world)
    french = world.customer(language="fr", number="C2")
    english = world.customer(language="en_GB", number="C3")
    ids = world.drafts({"template": template}, {"customer": french}, {"customer": english})
    settings = world.opening.default_settings(ids)
    assert [one.language for one in settings.variants] == ["de", "fr"]
    batch_id = world.open(ids, settings)
    subjects = [world.email(one).subject for one in ids]
    assert [one.split()[0] for one in subjects] == ["Rechnung", "Facture", "Invoice"]
    assert world.email(ids[0]).message == "Guten Tag Anna, 125,00\N{NO-BREAK SPACE}EUR"
    assert world.database.reads.batches.settings(batch_id) == settings


def test_typed_text_goes_to_all_whatever_they_read(world: World) -> None:
    translated(world)
    ids = world.drafts({}, {"customer": world.customer(language="fr")})
    settings = replace(world.opening.default_settings(ids), subject="Typed", variants=())
    world.open(ids, settings)
    assert {world.email(one).subject for one in ids} == {"Typed"}


def test_a_single_send_starts_in_its_customers_language(world: World) -> None:
    translated(world)
    (invoice_id,) = world.drafts(count=1)
    settings = world.opening.default_settings([invoice_id])
    assert (settings.subject, settings.variants) == (GERMAN.subject, ())


def test_a_template_keeps_nothing_that_is_one_customer_s_alone(world: World) -> None:
    particular = world.customer(
        preferences=EmailPreferences(reply_to="anna@nordlys.example", cc=("boss@weber.example",))
    )
    (invoice_id,) = world.drafts({"customer": particular})
    begun = world.opening.beginning([invoice_id])
    assert begun.settings.reply_to == "anna@nordlys.example"
    said = replace(begun.settings, subject="New", cc=(*begun.settings.cc, "all@nordlys.example"))
    world.templates.take_over(1, begun.for_template(said), begun.language)
    template = stored(world)
    assert (template.subject, template.reply_to) == ("New", TEMPLATE.reply_to)
    assert template.cc == ("all@nordlys.example",)
    made = world.templates.add_from(
        1, "Mine", begun.for_template(replace(said, reply_to="x@nordlys.example"))
    )
    assert stored(world, made.id).reply_to == "x@nordlys.example"


def test_an_overridden_send_leaves_the_template_as_it_is(world: World) -> None:
    before = translated(world)
    ids = world.drafts(count=2)
    settings = replace(
        world.opening.default_settings(ids[:1]), subject="Only now", cc=("x@y.example",)
    )
    world.open(ids[:1], settings)
    world.open(ids[1:], None)
    world.outbox.send(SendEmail(ids[1], replace(settings, message="Only now"), "key"))
    assert stored(world) == before
    assert kinds(world) == ["template.changed"]  # from translating it


def test_a_file_goes_along_and_is_stored_once(anywhere: World) -> None:
    anywhere.files.keep([TERMS])
    ids = anywhere.drafts(count=3)
    settings = EmailSettings("S", "ar@nordlys.example", attachments=(TERMS.attachment,))
    anywhere.files.keep([new_file("other name.pdf", TERMS.content)])
    anywhere.open(ids, settings)
    anywhere.deliver()
    assert len(anywhere.server.delivered) == 3
    for _, message in anywhere.server.delivered:
        assert message.endswith(TERMS.content)
    assert anywhere.email(ids[0]).attachments == (TERMS.attachment,)


def test_an_email_sent_again_takes_its_files_along(world: World) -> None:
    world.files.keep([TERMS])
    (invoice_id,) = world.drafts(count=1)
    settings = EmailSettings("S", "ar@nordlys.example", attachments=(TERMS.attachment,))
    world.server.script = [Attempt(Stage.DOT, Reply())]
    world.open([invoice_id], settings)
    world.deliver()
    uncertain = world.email(invoice_id)
    world.outbox.settle(uncertain.id, "again", "never came")
    world.deliver()
    assert world.email(invoice_id).attachments == (TERMS.attachment,)
    assert world.server.delivered[-1][1].endswith(TERMS.content)


def test_a_missing_file_fails_that_email_alone(world: World) -> None:
    ids = world.drafts(count=2)
    settings = EmailSettings("S", "ar@nordlys.example", attachments=(TERMS.attachment,))
    world.open(ids[:1], settings)
    world.open(ids[1:])
    world.deliver()
    assert world.email(ids[0]).state is OutgoingState.FAILED
    assert world.email(ids[1]).state is OutgoingState.SENT


def test_a_program_or_too_much_is_refused_before_anything_is_stored(world: World) -> None:
    with pytest.raises(DomainError, match="can run as a program"):
        new_file("setup.exe", b"MZ")
    with pytest.raises(DomainError, match="25 MB"):
        new_file("film.zip", bytes(26 * 1024 * 1024))
    again = new_file("../terms.pdf", b"other", [TERMS.attachment])
    assert again.attachment.name == "terms (2).pdf"
    bad = NewFile(replace(TERMS.attachment, name="a.exe"), b"MZ")
    (invoice_id,) = world.drafts(count=1)
    world.open([invoice_id], None)
    settings = EmailSettings("S", "ar@nordlys.example", attachments=(bad.attachment,))
    with pytest.raises(DomainError):
        world.outbox.send(SendEmail(invoice_id, settings, "key"))


def test_a_placeholder_an_invoice_has_nothing_for_keeps_it_from_going(world: World) -> None:
    ids = world.drafts({"buyer_reference": "PO 77"}, {})
    settings = EmailSettings("{{ number }} {{ buyer_reference }}", "ar@nordlys.example")
    steps = list(world.opening.preflight(ids, email=True, text=settings))
    assert (steps[-1].ready, steps[-1].lines[0].words) == (1, "with an empty placeholder")
    batch_id = world.open(ids, settings)
    good, bad = world.items(batch_id)
    assert (good.status, bad.status) == (ItemStatus.QUEUED, ItemStatus.FAILED)
    assert world.email(ids[0]).subject.endswith("PO 77")
    assert bad.reasons[0].code == "empty_placeholder"
    assert world.invoice(ids[1]).number is None  # and no number was used
    assert world.opening.preview(ids[1], settings).problems[0].code == "empty_placeholder"
    world.open(ids[1:], None)
    with pytest.raises(DomainError, match=r"nothing for .. buyer_reference"):
        world.outbox.send(SendEmail(ids[1], settings, "key"))


def test_what_is_left_to_pay_and_how_long(world: World) -> None:
    (invoice_id,) = world.drafts(count=1)
    settings = EmailSettings("{{balance}} in {{days_until_due}}", "ar@nordlys.example")
    world.open([invoice_id], settings)
    assert world.email(invoice_id).subject == "125,00 EUR in 30"


def test_a_test_email_is_the_real_one_and_leaves_no_trace(world: World) -> None:
    template = translated(world)
    (invoice_id,) = world.drafts({"template": template})
    before = world.invoice(invoice_id)
    settings = replace(
        world.opening.default_settings([invoice_id]), attachments=(TERMS.attachment,)
    )
    step = world.proofs.send(invoice_id, settings, "me@nordlys.example", template_id=1, new=[TERMS])
    assert step.ok
    assert "250 2.0.0 queued" in step.words
    ((reached, message),) = world.server.delivered
    assert reached == ("me@nordlys.example",)
    assert message.startswith(b"Subject: [TEST] Rechnung INV-2026-####")
    assert message.endswith(TERMS.content)
    assert world.emails() == []
    assert world.invoice(invoice_id) == before
    assert world.database.reads.journal.about(invoice_id) == []
    assert kinds(world)[-1] == "email.test_sent"
    with pytest.raises(DomainError):
        world.database.reads.setup.asset(TERMS.attachment.sha256)  # nor was the file stored


def test_a_test_that_is_refused_says_so(world: World) -> None:
    (invoice_id,) = world.drafts(count=1)
    world.server.script = [Attempt(Stage.RECIPIENTS, Reply(550, "5.1.1 User unknown"))]
    settings = world.opening.default_settings([invoice_id])
    step = world.proofs.send(invoice_id, settings, "me@nordlys.example")
    assert not step.ok
    assert step.words.startswith("550 5.1.1 User unknown. The address does not exist")
    with pytest.raises(DomainError, match="not a valid email address"):
        world.proofs.send(invoice_id, settings, "me@")
    with pytest.raises(DomainError, match="numbr"):
        world.proofs.send(invoice_id, replace(settings, subject="{{ numbr }}"), "me@x.example")
    assert world.proofs.usual_address() == "ar@nordlys.example"
    assert kinds(world, "company") == []
