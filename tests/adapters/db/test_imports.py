# SPDX-License-Identifier: MIT
"""What imports write and take back, on both databases."""

from decimal import Decimal
from pathlib import Path

from lightar_desktop.adapters.system.renderers import InlineRenderers
from lightar_desktop.bootstrap.files import TABLES
from lightar_desktop.domain.imported import ImportKind, ImportState
from lightar_desktop.services.importing.outcome import ImportCommand, Outcome
from lightar_desktop.services.importing.service import ImportService
from lightar_desktop.services.ports import Database
from tests.databases import Ground
from tests.fakes import FakeClock

INVOICES = """Invoice,Customer number,Due date,Description,Quantity,Unit price,VAT
R1,C10001,2026-12-31,Café & <b>crème</b>,1.5,1234.5,19
R1,C10001,2026-12-31,Travel,2,3.00,7
R2,C10001,2026-12-31,Book,10,5.00,0
"""


def run(database: Database, folder: Path, kind: ImportKind, text: str) -> Outcome:
    service = ImportService(database, TABLES, InlineRenderers(), FakeClock(), lambda _: False)
    path = folder / "export.csv"
    path.write_text(text, "utf-8")
    table = service.look(path)
    outcome = service.run(ImportCommand(kind, table, service.mapping(kind, table)))
    service.close()
    return outcome


def undo(database: Database, outcome: Outcome) -> int:
    service = ImportService(database, TABLES, InlineRenderers(), FakeClock(), lambda _: False)
    assert outcome.import_id is not None
    return service.undo(outcome.import_id).gone


def test_bulk_drafts_are_what_the_store_would_have_made_of_them(
    database: Database, ground: Ground, tmp_path: Path
) -> None:
    run(database, tmp_path, ImportKind.INVOICES, INVOICES)
    first, second = database.reads.invoices.load([1, 2])
    again = database.transactions.write(lambda uow: uow.drafts.add_many([first, second]))
    assert again == [3, 4], "ids go on behind those that were given in bulk"
    copies = database.reads.invoices.load(again)
    assert [(copy.lines, copy.currency, copy.due_on) for copy in copies] == [
        (one.lines, one.currency, one.due_on) for one in (first, second)
    ]
    rows = database.reads.invoices.rows([1, 3])
    assert rows[0].total == rows[1].total == Decimal(2210)
    assert rows[0].customer == rows[1].customer


def test_changes_are_taken_back_to_what_was(
    database: Database, ground: Ground, tmp_path: Path
) -> None:
    first = run(database, tmp_path, ImportKind.INVOICES, INVOICES)
    before = database.reads.invoices.load([1, 2])
    changed = run(database, tmp_path, ImportKind.INVOICES, INVOICES.replace("Book,10", "Book,11"))
    assert (changed.changed, changed.unchanged) == (1, 1)
    assert database.reads.invoices.load([2])[0].lines[0].quantity == 11
    assert undo(database, changed) == 1
    after = database.reads.invoices.load([1, 2])
    assert [one.lines for one in after] == [one.lines for one in before]
    assert [one.due_on for one in after] == [one.due_on for one in before]
    states = [one.state for one in database.reads.imports.recent()]
    assert states == [ImportState.UNDONE, ImportState.DONE]
    assert first.import_id is not None


def test_customers_and_products_come_and_go(
    database: Database, ground: Ground, tmp_path: Path
) -> None:
    people = "Customer number,Name,Email,Country\nC10001,Weber,,Austria\nX1,New,a@new.example,\n"
    outcome = run(database, tmp_path, ImportKind.CUSTOMERS, people)
    assert (outcome.new, outcome.changed) == (1, 1)
    old = database.reads.customers.get(ground.customer_id)
    assert old is not None
    assert (old.name, old.address.country, old.contacts[0].email) == (
        *("Weber", "AT"),
        "anna@weber.example",
    )
    assert undo(database, outcome) == 2
    restored = database.reads.customers.get(ground.customer_id)
    assert restored is not None
    assert restored.name == "Weber & Söhne GmbH"
    assert len(database.reads.customers.page("", 10)) == 1
    goods = "SKU,Name,Price,VAT\nA,Chair,99.5,19\nB,Table,,7\n"
    outcome = run(database, tmp_path, ImportKind.PRODUCTS, goods)
    assert outcome.new == 2
    assert run(database, tmp_path, ImportKind.PRODUCTS, goods.replace("99.5", "98")).changed == 1
    assert database.reads.products.by_code(["A"])["A"].unit_price == 98
    assert undo(database, outcome) == 1, "the changed one is not what was imported any more"


def test_the_journal_still_verifies(database: Database, ground: Ground, tmp_path: Path) -> None:
    outcome = run(database, tmp_path, ImportKind.INVOICES, INVOICES)
    undo(database, outcome)
    report = database.reads.journal.verify()
    assert report.ok
    kinds = [row.kind for row in database.reads.journal.since(0)]
    assert kinds[-3:] == ["import.written", "import.done", "import.taken_back"]
