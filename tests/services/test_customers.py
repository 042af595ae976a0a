# SPDX-License-Identifier: MIT
"""Customers are added, changed and archived, and their preferences are in force."""

from dataclasses import replace

import pytest

from lightar_desktop.domain.customer import ContactRole, Customer, EmailPreferences
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.outgoing import RecipientRole
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.services.commands import SendEmail
from lightar_desktop.services.rows import ActivityRow
from tests.builders import contact, customer
from tests.services.conftest import SETTINGS, World

NEW = replace(customer(), id=0, number="", name="Κήπος ΑΕ", vat_id="", contacts=())
OWN = EmailPreferences("buyer-desk@weber.example", ("audit@weber.example",))
COLLECTOR = contact("late@weber.example", ContactRole.COLLECTIONS, name="Lea")


def stored(world: World, customer_id: int) -> Customer:
    found = world.database.reads.customers.get(customer_id)
    assert found is not None
    return found


def newest(world: World, customer_id: int) -> ActivityRow:
    return world.database.reads.journal.about_customer(customer_id)[0]


def prefers(world: World, preferences: EmailPreferences) -> None:
    """Give the first customer these preferences and a contact for collections."""
    one = stored(world, 1)
    world.customers.save(replace(one, preferences=preferences, contacts=(*one.contacts, COLLECTOR)))


def test_a_new_customer_gets_the_next_number(world: World) -> None:
    first = world.customers.save(NEW)
    second = world.customers.save(replace(NEW, name="Other", number="C10003"))
    third = world.customers.save(replace(NEW, name="Third"))
    assert [first.number, second.number, third.number] == ["C10002", "C10003", "C10004"]
    assert newest(world, first.id).words == "Customer added: Κήπος ΑΕ, C10002"


def test_a_number_belongs_to_one_customer(world: World) -> None:
    with pytest.raises(DomainError, match="belongs to Weber & Söhne GmbH") as refused:
        world.customers.save(replace(NEW, number="C10001"))
    assert refused.value.problems[0].field == "number"


def test_bad_input_changes_nothing(world: World) -> None:
    with pytest.raises(DomainError) as refused:
        world.customers.save(replace(stored(world, 1), vat_id="DE136695977", terms_days=400))
    assert refused.value.codes == ("bad_vat_id", "bad_terms")
    assert stored(world, 1).terms_days == 30


def test_what_is_saved_is_tidied(world: World) -> None:
    typed = replace(NEW, name="  Two   spaces ", vat_id="de 136.695.976", currency="nok")
    saved = world.customers.save(typed)
    assert (saved.name, saved.vat_id, saved.currency) == ("Two spaces", "DE136695976", "NOK")


def test_a_change_is_written_down_with_what_was_before(world: World) -> None:
    before = stored(world, 1)
    world.customers.save(replace(before, name="Weber AG", terms_days=14))
    entry = newest(world, 1)
    assert entry.kind == "customer.changed"
    assert entry.data["fields"] == ["name", "payment terms"]
    assert entry.data["before"] == ["Weber & Söhne GmbH", "30 days"]
    assert entry.data["after"] == ["Weber AG", "14 days"]
    assert entry.words == (
        "Customer changed: name Weber & Söhne GmbH → Weber AG, payment terms 30 days → 14 days"
    )
    count = len(world.database.reads.journal.about_customer(1))
    world.customers.save(stored(world, 1))
    assert len(world.database.reads.journal.about_customer(1)) == count  # nothing changed


def test_what_another_has_changed_is_not_overwritten(world: World) -> None:
    mine = replace(stored(world, 1), note="mine")
    world.customers.save(replace(stored(world, 1), note="theirs"))
    with pytest.raises(DomainError, match="changed meanwhile by anna") as refused:
        world.customers.save(mine)
    assert refused.value.codes == ("customer_changed",)
    assert stored(world, 1).note == "theirs"


def test_archived_and_in_use_again(world: World) -> None:
    (draft,) = world.drafts(count=1)
    world.customers.archive(1)
    world.customers.archive(1)
    assert stored(world, 1).archived
    assert [one.code for one in world.opening.problems(draft, email=False)] == ["customer_archived"]
    world.customers.reactivate(1)
    assert not world.opening.problems(draft, email=False)
    kinds = [one.kind for one in world.database.reads.journal.about_customer(1)]
    assert kinds == ["customer.reactivated", "customer.archived"]


def test_only_a_customer_without_invoices_is_deleted(world: World) -> None:
    world.drafts(count=1)
    saved = world.customers.save(NEW)
    world.customers.delete(saved.id)
    assert world.database.reads.customers.get(saved.id) is None
    with pytest.raises(DomainError, match="archive it instead"):
        world.customers.delete(1)
    with pytest.raises(DomainError, match="no customer 77"):
        world.customers.archive(77)


def test_the_history_of_a_deleted_customer_is_nobody_elses(world: World) -> None:
    gone = world.customers.save(NEW)
    world.customers.delete(gone.id)
    new = world.customers.save(replace(NEW, name="Other"))
    assert new.id == gone.id  # SQLite gives it again
    words = [row.words for row in world.database.reads.journal.about_customer(new.id)]
    assert len(words) == 1
    assert "Other" in words[0]


def test_duplicates_are_found_however_they_are_typed(world: World) -> None:
    for twin in (
        replace(NEW, name="weber & söhne gmbh"),
        replace(NEW, vat_id="de 136 695 976"),
        replace(NEW, contacts=(contact("anna@weber.example"),)),
    ):
        assert [row.id for row in world.customers.duplicates(twin)] == [1]
    assert not world.customers.duplicates(NEW)
    assert not world.customers.duplicates(stored(world, 1))


def test_contacts_are_mended_at_once(world: World) -> None:
    with pytest.raises(DomainError) as refused:
        world.customers.save_contacts(1, (contact("no address"),))
    assert refused.value.problems[0].field == "contacts.0.email"
    world.customers.save_contacts(1, (contact("new@weber.example"),))
    assert newest(world, 1).data["after"] == ["Anna <new@weber.example> (finance)"]


def test_in_a_batch_of_many_the_customers_preferences_come_first(world: World) -> None:
    prefers(world, replace(OWN, role=ContactRole.COLLECTIONS))
    other = world.customer(name="Other")
    ids = world.drafts({"customer": stored(world, 1)}, {"customer": other})
    world.open(ids, replace(SETTINGS, cc=("boss@nordlys.example",)))
    mine, theirs = (world.email(one) for one in ids)
    assert mine.reply_to == "buyer-desk@weber.example"
    assert mine.addresses(RecipientRole.TO) == ("late@weber.example",)
    assert mine.addresses(RecipientRole.CC) == ("boss@nordlys.example", "audit@weber.example")
    assert theirs.reply_to == SETTINGS.reply_to
    assert theirs.addresses(RecipientRole.CC) == ("boss@nordlys.example",)


def test_a_batch_of_one_sends_what_stands_in_its_dialog(world: World) -> None:
    prefers(world, OWN)
    first, second = world.drafts(count=2)
    offered = world.opening.default_settings([first])
    assert offered.reply_to == "buyer-desk@weber.example"
    assert offered.cc == ("audit@weber.example",)
    assert world.opening.default_settings([first, second]).reply_to == "ar@nordlys.example"
    world.open([first], replace(offered, reply_to="me@nordlys.example", cc=()))
    assert world.email(first).reply_to == "me@nordlys.example"
    assert not world.email(first).addresses(RecipientRole.CC)


def test_a_retry_goes_on_as_its_batch_began(world: World) -> None:
    prefers(world, OWN)
    nameless = world.customer(name="Nameless", contacts=(), preferences=OWN)
    assert isinstance(nameless, Customer)
    ids = world.drafts({}, {"customer": nameless})
    batch_id = world.open(ids)
    world.customers.save_contacts(nameless.id, (contact("now@there.example"),))
    child = world.batches.retry(batch_id)
    assert world.batches.wait(child, 30)
    assert world.email(ids[1]).reply_to == "buyer-desk@weber.example"
    assert world.email(ids[1]).addresses(RecipientRole.CC) == ("audit@weber.example",)


def test_the_preview_is_what_is_sent(world: World) -> None:
    prefers(world, OWN)
    (invoice_id,) = world.drafts(count=1)
    own = world.opening.own_settings(invoice_id, SETTINGS)
    preview = world.opening.preview(invoice_id, own)
    assert (preview.reply_to, preview.cc) == ("buyer-desk@weber.example", ("audit@weber.example",))
    exact = world.opening.preview(invoice_id, SETTINGS)
    assert (exact.reply_to, exact.cc) == (SETTINGS.reply_to, ())


def test_a_single_send_says_what_stands_in_its_dialog(world: World) -> None:
    prefers(world, OWN)
    (invoice_id,) = world.drafts(count=1)
    world.open([invoice_id], None)
    world.outbox.send(SendEmail(invoice_id, EmailSettings("Hi", "me@nordlys.example"), "key"))
    assert world.email(invoice_id).reply_to == "me@nordlys.example"
