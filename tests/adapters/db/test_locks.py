# SPDX-License-Identifier: MIT
"""What the database refuses whoever asks, also without this program."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, event, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from lightar_desktop.adapters.db import triggers
from lightar_desktop.adapters.db.tables import invoice
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.services.ports import Database
from tests import databases
from tests.databases import Ground

COLUMNS = ", ".join(column.name for column in invoice.c)
COPY = COLUMNS.replace("version", "version + 1", 1)

MUTATIONS = {
    "number": "UPDATE invoice SET number = 'INV-2026-9999' WHERE id = 1",
    "amounts": "UPDATE invoice SET total = total + 1 WHERE id = 1",
    "net and tax": "UPDATE invoice SET net = net + 1, tax = tax - 1 WHERE id = 1",
    "discount": "UPDATE invoice SET discount_percent = 1 WHERE id = 1",
    "customer": "UPDATE invoice SET customer_id = NULL WHERE id = 1",
    "customer's name": "UPDATE invoice SET customer_name = 'Someone else' WHERE id = 1",
    "issue date": "UPDATE invoice SET issued_on = '2020-01-01' WHERE id = 1",
    "due date": "UPDATE invoice SET due_on = NULL WHERE id = 1",
    "currency": "UPDATE invoice SET currency = 'USD' WHERE id = 1",
    "id": "UPDATE invoice SET id = 77 WHERE id = 1",
    "back to draft": "UPDATE invoice SET status = 'draft' WHERE id = 1",
    "all at once": "UPDATE invoice SET note = 'changed'",
    "delete": "DELETE FROM invoice WHERE id = 1",
    "issued content": "UPDATE issued_invoice SET content = '{}' WHERE invoice_id = 1",
    "issued content gone": "DELETE FROM issued_invoice WHERE invoice_id = 1",
    "new line": "INSERT INTO invoice_line SELECT invoice_id, 99, description, quantity, "
    "unit_price, unit, discount_percent, discount_amount, tax_category, tax_rate, tax_reason "
    "FROM invoice_line "
    "WHERE invoice_id = 1",
    "changed line": "UPDATE invoice_line SET unit_price = 1 WHERE invoice_id = 1",
    "deleted line": "DELETE FROM invoice_line WHERE invoice_id = 1",
    "line moved": "UPDATE invoice_line SET invoice_id = 2, position = 9 WHERE invoice_id = 1",
    "line moved in": "UPDATE invoice_line SET invoice_id = 1, position = 9 WHERE invoice_id = 2",
    "document": "UPDATE document SET content = 'x', sha256 = 'y' WHERE invoice_id = 1",
    "document gone": "DELETE FROM document",
    "journal": "UPDATE journal SET data = '{}' WHERE seq = 1",
    "journal gone": "DELETE FROM journal",
    "upsert": f"INSERT INTO invoice ({COLUMNS}) SELECT {COLUMNS} FROM invoice WHERE id = 1 "
    "ON CONFLICT (id) DO UPDATE SET total = 1",
}
SQLITE_MUTATIONS = {
    "replace by id": f"REPLACE INTO invoice ({COLUMNS}) SELECT {COPY} FROM invoice WHERE id = 1",
    "replace by number": "REPLACE INTO invoice SELECT 88, "
    + COLUMNS.removeprefix("id, ")
    + " FROM invoice WHERE id = 1",
    "update or replace": "UPDATE OR REPLACE invoice SET id = 1 WHERE id = 2",
    "update or replace by number": "UPDATE OR REPLACE invoice SET status = 'open', opened_at = 1, "
    "number = (SELECT number FROM invoice WHERE id = 1) WHERE id = 2",
    "replaced document": "REPLACE INTO document SELECT id, invoice_id, 'x', 1, made_at, 'x' "
    "FROM document WHERE invoice_id = 1",
    "replaced issued content": "REPLACE INTO issued_invoice VALUES (1, '{}')",
    "replaced journal entry": "REPLACE INTO journal SELECT seq, at, 'someone', host, kind, "
    "subject, subject_id, invoice_id, data, prev_hash, hash FROM journal WHERE seq = 1",
}
POSTGRESQL_MUTATIONS = {
    f"truncate {table}": f"TRUNCATE {table} CASCADE"
    for table in ("invoice", "invoice_line", "issued_invoice", "document", "journal")
}


@pytest.fixture
def raw(url: str, database: Database, ground: Ground) -> Iterator[Engine]:
    """A connection without this program's settings; invoice 1 is open, 2 is a draft."""
    databases.open_invoices(database, ground, 1)
    databases.add_drafts(database, ground, 1)
    engine = create_engine(url)
    yield engine
    engine.dispose()


def contents(engine: Engine) -> list[object]:
    tables = ("invoice", "invoice_line", "issued_invoice", "document", "journal")
    with engine.connect() as connection:
        return [
            list(connection.execute(text(f"SELECT * FROM {name} ORDER BY 1, 2"))) for name in tables
        ]


@pytest.mark.parametrize("cascading", [False, True])
def test_no_statement_changes_an_opened_invoice(
    raw: Engine, dialect: str, *, cascading: bool
) -> None:
    special = SQLITE_MUTATIONS if dialect == "sqlite" else POSTGRESQL_MUTATIONS
    if cascading and dialect == "sqlite":
        event.listen(raw, "connect", lambda c, _: c.execute("PRAGMA foreign_keys = ON"))
        event.listen(raw, "connect", lambda c, _: c.execute("PRAGMA recursive_triggers = ON"))
    before = contents(raw)
    for name, statement in {**MUTATIONS, **special}.items():
        with pytest.raises(DBAPIError) as caught, raw.begin() as connection:
            connection.execute(text(statement))
        assert str(caught.value.orig).partition("\n")[0] == triggers.LOCKED, name
        assert contents(raw) == before, name


def test_a_bulk_update_of_objects_is_refused_too(raw: Engine) -> None:
    with pytest.raises(DBAPIError, match=triggers.LOCKED), raw.begin() as connection:
        connection.execute(update(invoice).values(buyer_reference="new"))


def test_deleting_a_draft_takes_its_lines_along(raw: Engine, dialect: str) -> None:
    with raw.begin() as connection:
        if dialect == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.execute(text("DELETE FROM invoice WHERE id = 2"))
        left = connection.execute(text("SELECT DISTINCT invoice_id FROM invoice_line")).scalars()
        assert list(left) == [1]


def test_what_payment_and_sending_change_stays_free(raw: Engine) -> None:
    with raw.begin() as connection:
        for values in (
            "status = 'partially_paid', balance = 1",
            "status = 'paid', balance = 0",
            "status = 'open', balance = 5, light = 'sent', version = version + 1",
            "status = 'void'",
        ):
            connection.execute(text(f"UPDATE invoice SET {values} WHERE id = 1"))
    with pytest.raises(DBAPIError, match=triggers.LOCKED), raw.begin() as connection:
        connection.execute(text("UPDATE invoice SET status = 'open' WHERE id = 1"))


def test_a_draft_has_no_number_and_words_are_checked(raw: Engine) -> None:
    for values in ("number = 'X'", "status = 'open'", "light = 'pink'"):
        with pytest.raises(IntegrityError), raw.begin() as connection:
            connection.execute(text(f"UPDATE invoice SET {values} WHERE id = 2"))


def test_the_program_says_it_in_the_domains_words(
    raw: Engine, database: Database, ground: Ground
) -> None:
    with pytest.raises(DomainError) as caught:
        database.transactions.write(
            lambda uow: uow._session.core.execute(update(invoice).values(note="changed"))  # type: ignore[attr-defined]
        )
    assert caught.value.codes == ("locked",)


def test_every_trigger_is_there(raw: Engine, dialect: str) -> None:
    with raw.connect() as connection:
        found = triggers.names(connection)
        assert connection.execute(select(invoice.c.status)).scalars().first()
    expected = {rule.name for rule in triggers.RULES if dialect == "sqlite" or not rule.sqlite_only}
    assert expected <= found
    assert len(found) == len(expected) + (3 if dialect == "sqlite" else 5)
