# SPDX-License-Identifier: MIT
"""Batch opening as the product document tells it."""

import threading
from dataclasses import replace

import pytest

from lightar_desktop.domain.batch import BatchControl, BatchStatus, ItemStatus
from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.domain.outgoing import Attempt, OutgoingState, RecipientRole, Reply, Stage
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.services.commands import OpenInvoices
from tests.builders import TEMPLATE, contact, line
from tests.services.conftest import ACCOUNT, SETTINGS, World


def test_good_ones_are_opened_and_bad_ones_stay_drafts_with_their_reason(world: World) -> None:
    good = world.drafts(count=4)
    bad = world.drafts({"customer": None}, {"lines": ()}, {"lines": (line("0"),)})
    batch_id = world.open([*good[:2], *bad, *good[2:]])
    world.deliver()
    row = world.batch(batch_id)
    assert (row.status, row.succeeded, row.total) == (BatchStatus.FAILED, 4, 7)
    assert row.words == "4 of 7"
    for invoice_id in good:
        assert world.invoice(invoice_id).status is InvoiceStatus.OPEN
        assert world.invoice(invoice_id).light is Light.SENT
    for invoice_id in bad:
        assert world.invoice(invoice_id).status is InvoiceStatus.DRAFT
        assert world.invoice(invoice_id).number is None
    failed = {i.invoice_id: i for i in world.items(batch_id) if i.status is ItemStatus.FAILED}
    assert [failed[i].reasons[0].field for i in bad] == ["customer", "lines", "lines"]
    assert str(failed[bad[0]].reasons[0]) == "The invoice has no customer; choose one."


def test_a_failed_one_uses_no_number(world: World) -> None:
    ids = world.drafts({}, {"customer": None}, {}, {"lines": ()}, {})
    world.open(ids)
    numbers = [world.invoice(one).number for one in ids]
    assert numbers == ["INV-2026-0001", None, "INV-2026-0002", None, "INV-2026-0003"]


def test_twenty_workers_give_consecutive_numbers(busy_world: World) -> None:
    ids = busy_world.drafts(*({"customer": None} if n % 10 == 3 else {} for n in range(200)))
    batch_id = busy_world.open(ids)
    numbers = sorted(n for one in ids if (n := busy_world.invoice(one).number))
    assert numbers == [f"INV-2026-{n:04}" for n in range(1, 181)]
    assert busy_world.batch(batch_id).failed == 20


@pytest.mark.parametrize(
    ("email", "code"),
    [
        (EmailSettings("", "ar@nordlys.example"), "no_subject"),
        (EmailSettings("Invoice", ""), "no_reply_to"),
        (EmailSettings("Invoice", "not an address"), "bad_address"),
    ],
)
def test_no_email_settings_no_batch(world: World, email: EmailSettings, code: str) -> None:
    ids = world.drafts(count=1)
    with pytest.raises(DomainError) as refused:
        world.batches.start(OpenInvoices(ids, email))
    assert code in refused.value.codes
    assert world.database.reads.batches.recent("anna") == []
    assert world.invoice(ids[0]).status is InvoiceStatus.DRAFT


def test_recipients_come_from_each_customer(world: World) -> None:
    other = world.customer(contacts=(contact("pay@other.example"),))
    ids = world.drafts({}, {"customer": other})
    world.open(ids)
    to = [world.email(one).addresses(RecipientRole.TO) for one in ids]
    assert to == [("anna@weber.example",), ("pay@other.example",)]
    assert world.email(ids[1]).subject == "Invoice INV-2026-0002"


def test_without_email_nothing_is_queued(world: World) -> None:
    ids = world.drafts(count=2)
    batch_id = world.open(ids, None)
    assert world.batch(batch_id).status is BatchStatus.COMPLETED
    assert world.emails() == []
    assert world.invoice(ids[0]).light is Light.NOT_SENT
    assert world.database.reads.invoices.document(ids[0]) is not None


def test_a_batch_with_email_is_in_progress_until_its_emails_are_settled(world: World) -> None:
    batch_id = world.open(world.drafts(count=2))
    assert world.batch(batch_id).status is BatchStatus.IN_PROGRESS
    world.deliver()
    assert world.batch(batch_id).status is BatchStatus.COMPLETED
    assert world.batch(batch_id).finished_at is not None


def test_an_invoice_is_never_opened_twice(world: World) -> None:
    ids = world.drafts(count=1)
    world.open(ids)
    again = world.open(ids)
    (item,) = world.items(again)
    assert item.status is ItemStatus.FAILED
    assert item.reasons[0].code == "not_draft"
    assert len(world.emails()) == 1


def test_a_paused_batch_is_resumed_where_it_stopped(busy_world: World) -> None:
    world = busy_world
    ids = world.drafts(count=60)
    gate, begun = threading.Event(), threading.Event()
    original = world.opening.open

    def slow(*arguments: object) -> object:
        begun.set()
        assert gate.wait(30)
        return original(*arguments)  # type: ignore[arg-type]

    world.opening.open = slow  # type: ignore[method-assign, assignment]
    batch_id = world.batches.start(OpenInvoices(ids, SETTINGS))
    assert begun.wait(30)
    world.batches.pause(batch_id)
    gate.set()
    assert world.batches.wait(batch_id, 30)
    row = world.batch(batch_id)
    assert row.control is BatchControl.PAUSED
    assert row.status is BatchStatus.IN_PROGRESS
    assert 0 < row.counts[ItemStatus.WAITING] < 60
    world.batches.resume(batch_id)
    assert world.batches.wait(batch_id, 30)
    assert len({world.invoice(one).number for one in ids}) == 60
    with pytest.raises(DomainError, match="Nothing is left to do"):
        world.batches.resume(batch_id)


def test_a_cancelled_batch_leaves_the_rest_not_started(world: World) -> None:
    def no_workers(work: object) -> None:
        pass

    world.batches._runner = type("Never", (), {"limit": 1, "start": no_workers})  # type: ignore[assignment]
    ids = world.drafts(count=3)
    batch_id = world.batches.start(OpenInvoices(ids, None))
    world.batches.cancel(batch_id)
    row = world.batch(batch_id)
    assert (row.control, row.status) == (BatchControl.CANCELLED, BatchStatus.FAILED)
    assert world.invoice(ids[0]).status is InvoiceStatus.DRAFT


def test_a_batch_a_crash_interrupted_is_offered_again(world: World, tmp_path: object) -> None:
    def no_workers(work: object) -> None:
        pass

    runner = world.batches._runner
    world.batches._runner = type("Never", (), {"limit": 1, "start": no_workers})  # type: ignore[assignment]
    ids = world.drafts(count=3)
    batch_id = world.batches.start(OpenInvoices(ids, None))
    world.batches._runs.clear()
    world.batches._runner = runner
    assert world.batches.interrupted() == [batch_id]
    world.batches.resume(batch_id)
    assert world.batch(batch_id).status is BatchStatus.COMPLETED


def test_retry_takes_up_only_what_failed(world: World) -> None:
    nameless = world.customer(contacts=())
    ids = world.drafts({}, {"customer": nameless})
    batch_id = world.open(ids)
    world.deliver()
    assert world.batch(batch_id).failed == 1
    world.customers.save_contacts(nameless.id, (contact("now@there.example"),))  # type: ignore[attr-defined]
    child = world.batches.retry(batch_id)
    world.batches.wait(child, 30)
    world.deliver()
    assert [item.invoice_id for item in world.items(child)] == [ids[1]]
    assert world.batch(child).status is BatchStatus.COMPLETED
    assert world.batch(child).parent_id == batch_id
    assert len(world.server.delivered) == 2


def test_retry_sends_a_failed_email_anew(world: World) -> None:
    ids = world.drafts(count=1)
    world.server.script = [Attempt(Stage.RECIPIENTS, Reply(550, "5.1.1 User unknown"))]
    batch_id = world.open(ids)
    world.deliver()
    (item,) = world.items(batch_id)
    assert item.status is ItemStatus.FAILED
    assert "5.1.1 User unknown" in item.words
    assert "correct it on the customer" in item.words
    assert world.invoice(ids[0]).light is Light.FAILED
    child = world.batches.retry(batch_id)
    world.deliver()
    assert world.batch(child).status is BatchStatus.COMPLETED
    assert world.email(ids[0]).state is OutgoingState.SENT
    assert world.invoice(ids[0]).light is Light.SENT


def test_nothing_to_retry_is_refused(world: World) -> None:
    batch_id = world.open(world.drafts(count=1), None)
    with pytest.raises(DomainError, match="Nothing failed"):
        world.batches.retry(batch_id)


def test_acknowledging_is_remembered(world: World) -> None:
    batch_id = world.open(world.drafts(count=1), None)
    world.batches.acknowledge(batch_id)
    assert world.batch(batch_id).acknowledged
    with pytest.raises(DomainError, match="There is no batch 99"):
        world.batches.acknowledge(99)


def test_preflight_says_beforehand_what_opening_would_do(world: World) -> None:
    nameless = world.customer(contacts=())
    ids = world.drafts({}, {"customer": nameless}, {"lines": ()}, {})
    *_, last = world.opening.preflight(ids, email=True)
    assert (last.ready, last.looked_at, last.total) == (2, 4, 4)
    assert {line.words: line.invoice_ids for line in last.lines} == {
        "without email": (ids[1],),
        "without lines": (ids[2],),
    }


def test_the_dialog_starts_with_the_template_most_of_them_use(world: World) -> None:
    rare = replace(TEMPLATE, id=0, name="Français", subject="Facture {{ number }}")
    rare_id = world.database.transactions.write(lambda uow: uow.setup.add_template(rare))
    ids = world.drafts({"template": replace(rare, id=rare_id)}, {}, {})
    assert world.opening.default_settings(ids).subject == TEMPLATE.subject
    assert world.opening.default_settings(ids[:1]).subject == "Facture {{ number }}"


def test_answers_go_to_the_mail_account_if_the_company_has_no_address(world: World) -> None:
    company = world.database.reads.setup.company()
    assert company is not None
    world.setup.save_company(replace(company, email=""))
    (draft,) = world.drafts(count=1)
    assert world.opening.default_settings([draft]).reply_to == ACCOUNT.from_address


def test_the_preview_shows_the_email_in_the_customers_formats(world: World) -> None:
    (invoice_id,) = world.drafts(count=1)
    settings = EmailSettings(
        "Rechnung {{ number }}", "ar@nordlys.example", message="{{ total }} bis {{ due_date }}"
    )
    preview = world.opening.preview(invoice_id, settings)
    assert preview.subject == "Rechnung INV-2026-####"
    assert preview.text == "125,00\N{NO-BREAK SPACE}EUR bis 23.12.2026"
    assert preview.to == ("anna@weber.example",)
    assert world.invoice(invoice_id).number is None
