# SPDX-License-Identifier: MIT
"""A customer is added, its address mended, and its invoice reaches it; the command line sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from lightar_desktop import bootstrap
from lightar_desktop.domain.customer import (
    ContactRole,
    Customer,
    EmailPreferences,
    PostalAddress,
)
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.services.app import App
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from tests.builders import contact
from tests.program import Program
from tests.scenarios.conftest import Filled
from tests.smtp_servers import FaultyServer

NAME = '光明 & <b>Söhne</b> =HYPERLINK("x")'


@contextmanager
def at_work(program: Program) -> Iterator[App]:
    """Somebody in the window of the same company."""
    app = bootstrap.open_app(program.url)
    try:
        yield app
    finally:
        app.close()


def test_a_customer_is_added_mended_and_invoiced(anywhere: Filled, mail: FaultyServer) -> None:
    program = anywhere(2)
    program.account(mail.port)
    with at_work(program) as app:
        berlin = PostalAddress("Lindenstr. 4", "10969", "Berlin", "DE")
        new = Customer(0, "", NAME, address=berlin, vat_id="DE136695976")
        with pytest.raises(DomainError, match="not a valid email address"):
            app.customers.save(replace(new, contacts=(contact("anna@light"),)))
        stored = app.customers.save(new)
        (draft, other) = app.reads.invoices.load(
            app.reads.invoices.ids(InvoiceFilter(), InvoiceSort())[:2]
        )
        mine = replace(draft, customer=stored)
        (mine_id,) = app.database.transactions.write(lambda uow: uow.drafts.add_many([mine]))

    # Without an address the invoice is not opened, and says so.
    refused = program.open(str(mine_id), status=1)
    assert refused["items"][0]["codes"] == ["no_email"]

    with at_work(program) as app:
        app.customers.save(
            replace(
                stored,
                contacts=(contact("anna@light.example", ContactRole.FINANCE),),
                preferences=EmailPreferences("desk@light.example", ("audit@light.example",)),
            )
        )
    batch = program.open(str(mine_id), str(other.id))
    assert batch["succeeded"] == 2
    shown = program.json("invoices", "show", str(mine_id))
    assert shown["customer"] == NAME
    (sent,) = shown["emails"]
    assert sent["to"] == ["anna@light.example"]
    assert sent["reply_to"] == "desk@light.example"
    assert "audit@light.example" in sent["cc"]
    (theirs,) = program.json("invoices", "show", str(other.id))["emails"]
    assert theirs["reply_to"] != "desk@light.example"

    # The command line finds it by its number and knows what was done.
    whole = program.json("customers", "show", stored.number)
    assert whole["name"] == NAME
    assert [one["balance"] for one in whole["owed"]] == [shown["balance"]]
    kinds = [one["kind"] for one in whole["activity"]]
    assert {"customer.added", "customer.changed", "invoice.opened", "email.sent"} <= set(kinds)


def test_the_command_line_lists_and_archives(filled: Filled) -> None:
    program = filled(2)
    rows = program.json("customers", "list")
    assert [row["name"] for row in rows] == sorted((row["name"] for row in rows), key=str.casefold)
    number = rows[0]["number"]
    assert program.json("customers", "archive", number)["archived"] is True
    assert number not in [row["number"] for row in program.json("customers", "list")]
    archived = program.json("customers", "list", "--show", "archived")
    assert number in [row["number"] for row in archived]
    assert program.json("customers", "reactivate", rows[0]["name"])["archived"] is False
    assert program.json("customers", "show", rows[0]["id"])["number"] == number
    assert program.json("customers", "list", "--show", "overdue") == []
    found = program.json("customers", "list", "--search", rows[1]["name"], "--limit", "1")
    assert [row["id"] for row in found] == [rows[1]["id"]]
    assert program.refused("customers", "show", "nobody") == (
        "There is no customer nobody; check the number."
    )
    assert "archived" in program.run("customers", "show", "X5").out
