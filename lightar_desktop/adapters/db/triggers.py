# SPDX-License-Identifier: MIT
"""What the database itself refuses, whoever asks: written once for SQLite and PostgreSQL.

An opened invoice, its lines, its issued content and its documents never change, and the journal
only grows. A refused statement fails with the message `locked`.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, text

LOCKED: Final = "locked"

# After opening only status (forward), balance, light, version and opened_at's siblings move on.
_FROZEN: Final = (
    "id",
    "number",
    "number_key",
    "number_back",
    "series_id",
    "customer_id",
    "customer_name",
    "customer_key",
    "template_id",
    "currency",
    "discount_percent",
    "discount_amount",
    "net",
    "tax",
    "total",
    "issued_on",
    "due_on",
    "terms_days",
    "buyer_reference",
    "note",
    "opened_at",
    "kind",
)
_CHANGED = " OR ".join(f"NEW.{name} {{differs}} OLD.{name}" for name in _FROZEN)


@dataclass(frozen=True, slots=True)
class Rule:
    """Refuses `event` on the rows of `table` for which `when` holds.

    `{differs}` and `{share}` stand for what the two databases spell differently: comparing with
    NULL, and keeping others from changing a row that was looked at.
    """

    table: str
    event: str
    when: str = "1 = 1"
    sqlite_only: bool = False
    aspect: str = ""  # tells two rules for the same event apart

    @property
    def name(self) -> str:
        return f"lightar_{self.table}_{self.event.lower()}{self.aspect}"


def _locked(row: str) -> str:
    """Whether the invoice that `row` belongs to is no longer a draft."""
    status = f"(SELECT status FROM invoice WHERE invoice.id = {row}.invoice_id{{share}})"  # noqa: S608 - `row` is NEW or OLD
    return f"{status} <> 'draft'"


_OPENED_BY_ID: Final = (
    "EXISTS (SELECT 1 FROM invoice AS old WHERE old.id = NEW.id AND old.status <> 'draft')"
)
_OPENED_BY_NUMBER: Final = (
    "EXISTS (SELECT 1 FROM invoice AS old WHERE old.number = NEW.number "
    "AND old.series_id = NEW.series_id AND old.status <> 'draft')"
)

_NOTE_STATUS: Final = "(SELECT status FROM invoice WHERE invoice.id = OLD.note_id)"

RULES: Final = (
    Rule(
        "invoice",
        "UPDATE",
        f"OLD.status <> 'draft' AND (NEW.status = 'draft' "
        f"OR (OLD.status = 'void' AND NEW.status <> 'void') "
        f"OR (OLD.void_reason <> '' AND NEW.void_reason <> OLD.void_reason) OR {_CHANGED})",
    ),
    Rule("invoice", "DELETE", "OLD.status <> 'draft'"),
    # "OR REPLACE" deletes without asking the DELETE rule on a connection that did not set
    # recursive_triggers, so what stands in its way is looked for here.
    Rule("invoice", "INSERT", f"{_OPENED_BY_ID} OR {_OPENED_BY_NUMBER}", sqlite_only=True),
    Rule(
        "invoice",
        "UPDATE",
        f"NEW.id <> OLD.id OR (NEW.number IS NOT OLD.number AND {_OPENED_BY_NUMBER})",
        sqlite_only=True,
        aspect="_or_replace",
    ),
    Rule("invoice_line", "INSERT", _locked("NEW")),
    Rule("invoice_line", "UPDATE", f"{_locked('OLD')} OR {_locked('NEW')}"),
    Rule("invoice_line", "DELETE", _locked("OLD")),
    # What a credit note was set against is written before it is opened, and then stays.
    Rule("correction", "UPDATE", f"{_NOTE_STATUS} <> 'draft'"),
    Rule("correction", "DELETE", f"{_NOTE_STATUS} <> 'draft'"),
    *(
        Rule(table, event)
        for table in ("issued_invoice", "document", "journal")
        for event in ("UPDATE", "DELETE")
    ),
    Rule(
        "issued_invoice",
        "INSERT",
        "EXISTS (SELECT 1 FROM issued_invoice AS old WHERE old.invoice_id = NEW.invoice_id)",
        sqlite_only=True,
    ),
    Rule(
        "document",
        "INSERT",
        "EXISTS (SELECT 1 FROM document AS old "
        "WHERE old.id = NEW.id OR old.invoice_id = NEW.invoice_id)",
        sqlite_only=True,
    ),
    Rule(
        "journal",
        "INSERT",
        "EXISTS (SELECT 1 FROM journal AS old WHERE old.seq = NEW.seq)",
        sqlite_only=True,
    ),
)

# PostgreSQL alone empties tables by a statement of its own, which no row rule sees.
_TRUNCATE: Final = ("invoice", "invoice_line", "issued_invoice", "document", "journal")

# SQLite's full-text index of customers follows their table.
_SEARCH: Final = {
    "lightar_customer_search_insert": "AFTER INSERT ON customer BEGIN "
    "INSERT INTO customer_search(rowid, search) VALUES (NEW.id, NEW.search); END",
    "lightar_customer_search_delete": "AFTER DELETE ON customer BEGIN "
    "INSERT INTO customer_search(customer_search, rowid, search) "
    "VALUES ('delete', OLD.id, OLD.search); END",
    "lightar_customer_search_update": "AFTER UPDATE OF search ON customer BEGIN "
    "INSERT INTO customer_search(customer_search, rowid, search) "
    "VALUES ('delete', OLD.id, OLD.search); "
    "INSERT INTO customer_search(rowid, search) VALUES (NEW.id, NEW.search); END",
}


def _sqlite(rule: Rule) -> str:
    when = rule.when.format(differs="IS NOT", share="")
    return (
        f"CREATE TRIGGER {rule.name} BEFORE {rule.event} ON {rule.table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{LOCKED}'); END"
    )


def _postgresql(rule: Rule) -> tuple[str, ...]:
    when = rule.when.format(differs="IS DISTINCT FROM", share=" FOR SHARE")
    row = "OLD" if rule.event == "DELETE" else "NEW"
    function = (
        f"CREATE OR REPLACE FUNCTION {rule.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION '{LOCKED}'; END IF; RETURN {row}; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {rule.name} BEFORE {rule.event} ON {rule.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {rule.name}()"
    )
    return function, trigger


def _postgresql_truncate() -> list[str]:
    function = (
        "CREATE OR REPLACE FUNCTION lightar_truncate() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{LOCKED}'; END $$"
    )
    made = [
        f"CREATE TRIGGER lightar_{table}_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION lightar_truncate()"
        for table in _TRUNCATE
    ]
    return [function, *made]


def definitions(dialect: str) -> list[str]:
    """The statements that make every trigger."""
    if dialect == "sqlite":
        search = [f"CREATE TRIGGER {name} {body}" for name, body in _SEARCH.items()]
        return [_sqlite(rule) for rule in RULES] + search
    rules = [rule for rule in RULES if not rule.sqlite_only]
    return [sql for rule in rules for sql in _postgresql(rule)] + _postgresql_truncate()


def create(connection: Connection) -> None:
    """Make every trigger; there must be none."""
    for statement in definitions(connection.dialect.name):
        connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Remove every trigger of ours, known or left from an older version."""
    sqlite = connection.dialect.name == "sqlite"
    found = connection.execute(text(_FIND_SQLITE if sqlite else _FIND_POSTGRESQL)).all()
    for name, table in found:
        on = "" if sqlite else f" ON {table}"
        connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")


def names(connection: Connection) -> set[str]:
    """Names of our triggers in the database."""
    sqlite = connection.dialect.name == "sqlite"
    found = connection.execute(text(_FIND_SQLITE if sqlite else _FIND_POSTGRESQL)).all()
    return {name for name, _table in found}


_FIND_SQLITE = (
    "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'lightar%'"
)
_FIND_POSTGRESQL = (
    "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE t.tgname LIKE 'lightar%' AND n.nspname = current_schema()"
)
