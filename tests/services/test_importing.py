# SPDX-License-Identifier: MIT
"""Importing strangers' files: tried dry, done in pieces, taken back, and never a false success."""

import csv
import threading
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from lightar_desktop.adapters.files import reading
from lightar_desktop.adapters.system.renderers import InlineRenderers
from lightar_desktop.bootstrap.files import TABLES
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.imported import ImportKind, ImportState
from lightar_desktop.domain.invoice import Invoice, InvoiceStatus
from lightar_desktop.domain.tax import TaxCategory
from lightar_desktop.services.filters import InvoiceFilter
from lightar_desktop.services.importing.outcome import ImportCommand, Outcome
from lightar_desktop.services.importing.service import ImportService
from tests.services.conftest import World

GERMAN = """Kundenliste;;;;;;
;;;;;;
Kd.-Nr.;Firma;Straße;PLZ;Ort;Land;E-Mail
D1;Müller & Söhne;Königstraße 5;50667;Köln;Deutschland;rechnung@mueller.example
D2;<b>Fett</b> AG;Weg 1;01067;Dresden;DE;bold@fett.example
D3;=HYPERLINK("http://evil.example");Gasse 2;1010;Wien;Österreich;h@link.example
"""
INVOICES = """Rechnungsnr.;Datum;Kd.-Nr.;Bezeichnung;Menge;Einzelpreis;USt %
R1;31.01.2026;C10001;Beratung;1,5;1.234,50;19
;;;Reise;2;3,00 €;19
R2;01.02.2026;C10001;Buch;10;5,00;7
"""


class Importing:
    """An import service and files to give it."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.folder = folder
        self.database = world.database
        self.ended: set[str] = set()
        self.service = ImportService(
            world.database, TABLES, InlineRenderers(), world.clock, self.ended.__contains__
        )

    def command(
        self, kind: ImportKind, text: str | bytes, name: str = "export.csv", **more: Any
    ) -> ImportCommand:
        path = self.folder / name
        path.write_bytes(text.encode("cp1252") if isinstance(text, str) else text)
        table = self.service.look(path)
        columns = more.pop("columns", None) or self.service.mapping(kind, table)
        return ImportCommand(kind, table, columns, **more)

    def run(self, kind: ImportKind, text: str | bytes, **more: Any) -> Outcome:
        return self.service.run(self.command(kind, text, **more))

    def drafts(self) -> list[Invoice]:
        reads = self.database.reads.invoices
        return reads.load(range(1, 1 + reads.count(InvoiceFilter()) + 20))

    def customer_names(self) -> list[str]:
        return sorted(row.name for row in self.database.reads.customers.page("", 100))


@pytest.fixture
def importing(world: World, tmp_path: Path) -> Iterator[Importing]:
    made = Importing(world, tmp_path)
    yield made
    made.service.close()


def test_a_german_customer_list_is_taken_over(importing: Importing) -> None:
    dry = importing.service.check(importing.command(ImportKind.CUSTOMERS, GERMAN))
    assert (dry.new, dry.wrong) == (3, 0)
    assert importing.customer_names() == ["Weber & Söhne GmbH"], "a dry run writes nothing"
    assert importing.run(ImportKind.CUSTOMERS, GERMAN).new == 3
    found = importing.database.reads.customers.by_number(["D1", "D2", "D3"])
    one, fat, link = importing.database.reads.customers.load([found[n] for n in ("D1", "D2", "D3")])
    assert (one.name, one.address.city, one.address.country) == ("Müller & Söhne", "Köln", "DE")
    assert [who.email for who in one.recipients()] == ["rechnung@mueller.example"]
    assert fat.name == "<b>Fett</b> AG", "what looks like HTML is only a name"
    assert link.name == '=HYPERLINK("http://evil.example")'
    assert link.address.country == "AT"


def test_the_same_file_again_changes_nothing_and_says_so(importing: Importing) -> None:
    importing.run(ImportKind.CUSTOMERS, GERMAN)
    with pytest.raises(DomainError, match="Nothing was imported: the file holds 3 unchanged"):
        importing.run(ImportKind.CUSTOMERS, GERMAN)
    assert len(importing.service.recent()) == 1


def test_known_customers_are_changed_and_blank_cells_say_nothing(importing: Importing) -> None:
    importing.run(ImportKind.CUSTOMERS, GERMAN)
    again = GERMAN.replace("50667;Köln", "50668;").replace("D2;<b>Fett</b> AG", "D2;Fett AG")
    outcome = importing.run(ImportKind.CUSTOMERS, again)
    assert (outcome.new, outcome.changed, outcome.unchanged) == (0, 2, 1)
    found = importing.database.reads.customers.by_number(["D1"])
    one = importing.database.reads.customers.get(found["D1"])
    assert one is not None
    assert (one.address.postcode, one.address.city) == ("50668", "Köln")


def test_customers_are_known_by_vat_id_or_name_where_there_is_no_number(
    importing: Importing,
) -> None:
    text = "Name,VAT number,City\nWeber GmbH,DE 136 695 976,Bonn\nNew Ltd,,London\n"
    outcome = importing.run(ImportKind.CUSTOMERS, text)
    assert (outcome.new, outcome.changed) == (1, 1)
    assert importing.customer_names() == ["New Ltd", "Weber GmbH"]
    twice = "Name,City\nnew ltd,Leeds\nNEW LTD,York\n"
    second = importing.run(ImportKind.CUSTOMERS, twice)
    assert (second.changed, second.wrong) == (1, 1)
    assert second.first_wrong[0].reason == "The same customer as in row 2, with other values"


def test_a_list_of_invoices_can_be_read_as_one_of_its_customers(importing: Importing) -> None:
    text = INVOICES.replace("Kd.-Nr.", "Kunde").replace("C10001", "Neue Kundin")
    assert importing.service.check(importing.command(ImportKind.INVOICES, text)).wrong == 2
    filled = text.replace(";;;R", ";;Neue Kundin;R")
    people = importing.run(ImportKind.CUSTOMERS, filled, columns={"name": 2})
    assert (people.new, people.wrong) == (1, 0)
    assert importing.run(ImportKind.INVOICES, text, name="again.csv").new == 2


def test_lines_of_one_invoice_become_one_draft(importing: Importing) -> None:
    assert importing.run(ImportKind.INVOICES, INVOICES).new == 2
    first, second = importing.drafts()
    assert [line.description for line in first.lines] == ["Beratung", "Reise"]
    assert first.lines[0].unit_price == Decimal("1234.5")
    assert first.totals().total == Decimal("2210.72")  # (1851.75 + 6.00) and 19 %
    assert first.customer is not None
    assert (first.customer.number, first.issued_on) == ("C10001", first.issued_on)
    assert second.lines[0].tax_rate == 7
    assert second.lines[0].tax_category is TaxCategory.STANDARD
    assert second.status is InvoiceStatus.DRAFT


def test_one_wrong_row_in_a_thousand_is_named_and_the_rest_is_taken_over(
    importing: Importing, tmp_path: Path
) -> None:
    lines = [f"R{n};31.01.2026;C10001;Beratung;1;{n},50;19" for n in range(1, 1001)]
    lines[500] = "R501;31.01.2026;C10001;Beratung;1;zwölf;19"
    text = "\n".join([INVOICES.splitlines()[0], *lines])
    errors = tmp_path / "wrong.csv"
    outcome = importing.run(ImportKind.INVOICES, text, errors=errors)
    assert (outcome.new, outcome.wrong) == (999, 1)
    with errors.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["Rechnungsnr."] == "R501"
    assert row["Row"] == "502"
    assert "zwölf" in row["Why it was not imported"]
    # Mended in that file, the row is taken over from there.
    mended = errors.read_text("utf-8-sig").replace("zwölf", "12,00")
    assert importing.run(ImportKind.INVOICES, mended.encode(), name="mended.csv").new == 1


def test_an_invoice_with_a_wrong_line_is_left_out_whole(importing: Importing) -> None:
    text = INVOICES.replace("3,00 €", "drei")
    outcome = importing.run(ImportKind.INVOICES, text)
    assert (outcome.new, outcome.wrong, outcome.wrong_rows) == (1, 1, 2)
    assert len(importing.drafts()) == 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("C10001;Beratung", "C99;Beratung", "There is no customer"),
        ("01.02.2026", "31.02.2026", "not a day of the calendar"),
        ("R2;", "R1;", "different values"),
        ("Buch;10;5,00;7", "Buch;10;5,00;7;extra", "more cells than there are headings"),
        ("Buch;10", ";10", "description is missing"),
        ("5,00;7", "5,00;107", "between 0 and 100"),
        ("5,00;7", "5,00;", "VAT rate is missing"),
    ],
)
def test_wrong_rows_say_why(importing: Importing, old: str, new: str, words: str) -> None:
    outcome = importing.service.check(
        importing.command(ImportKind.INVOICES, INVOICES.replace(old, new))
    )
    assert outcome.wrong == 1
    assert any(words in one.reason for one in outcome.first_wrong)


def test_an_invoice_whose_rows_are_scattered_is_not_taken_over_half(importing: Importing) -> None:
    text = INVOICES + "R1;31.01.2026;C10001;Nachtrag;1;9,00;19\n"
    outcome = importing.run(ImportKind.INVOICES, text)
    assert (outcome.new, outcome.wrong) == (1, 2)
    assert "rows 2 and 5" in outcome.first_wrong[0].reason


def test_stretches_cut_no_invoice_in_two(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "STRETCH", 2)
    body = [f"R{n};31.01.2026;C10001;Line {m};1;{n},00;19" for n in range(9) for m in range(n % 4)]
    text = "\n".join([INVOICES.splitlines()[0], *body])
    importing.run(ImportKind.INVOICES, text)
    assert [len(draft.lines) for draft in importing.drafts()] == [1, 2, 3, 1, 2, 3]


def test_drafts_imported_before_are_changed_but_opened_ones_never(importing: Importing) -> None:
    importing.run(ImportKind.INVOICES, INVOICES)
    again = INVOICES.replace("10;5,00", "11;5,00")
    outcome = importing.run(ImportKind.INVOICES, again)
    assert (outcome.new, outcome.changed, outcome.unchanged) == (0, 1, 1)
    assert importing.drafts()[1].lines[0].quantity == 11
    importing.world.open([2], email=None)
    third = importing.service.check(importing.command(ImportKind.INVOICES, INVOICES))
    assert (third.changed, third.unchanged, third.wrong) == (0, 1, 1)
    assert "open and no longer changed" in third.first_wrong[0].reason


def test_taking_an_import_back_leaves_what_was_used_since(importing: Importing) -> None:
    outcome = importing.run(ImportKind.INVOICES, INVOICES)
    importing.world.open([1], email=None)
    assert outcome.import_id is not None
    undone = importing.service.undo(outcome.import_id)
    assert (undone.gone, undone.left) == (1, (1,))
    assert [one.id for one in importing.drafts()] == [1]
    with pytest.raises(DomainError, match="undone"):
        importing.service.undo(outcome.import_id)


def test_taking_back_restores_what_was_changed(importing: Importing) -> None:
    importing.run(ImportKind.CUSTOMERS, GERMAN)
    before = importing.database.reads.customers.by_number(["D1"])["D1"]
    old = importing.database.reads.customers.get(before)
    second = importing.run(
        ImportKind.CUSTOMERS, GERMAN.replace("Köln", "Bonn").replace("rechnung@", "buero@")
    )
    assert importing.database.reads.customers.get(before) != old
    assert second.import_id is not None
    assert importing.service.undo(second.import_id).gone == 1
    restored = importing.database.reads.customers.get(before)
    assert restored is not None
    assert old is not None
    assert (restored.address, restored.contacts) == (old.address, old.contacts)
    importing.run(ImportKind.INVOICES, INVOICES)
    drafts = importing.drafts()
    changed = importing.run(ImportKind.INVOICES, INVOICES.replace("10;5,00", "11;5,00"))
    assert changed.import_id is not None
    importing.service.undo(changed.import_id)
    assert [draft.lines for draft in importing.drafts()] == [draft.lines for draft in drafts]


def test_cancelling_half_way_leaves_nothing(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "STRETCH", 10)
    lines = [f"R{n};31.01.2026;C10001;Beratung;1;{n},50;19" for n in range(1, 101)]
    command = importing.command(ImportKind.INVOICES, "\n".join([INVOICES.splitlines()[0], *lines]))
    stop, seen = threading.Event(), list[int]()

    def progress(done: int, total: int) -> None:
        seen.append(importing.database.reads.invoices.count(InvoiceFilter()))
        if done >= 50:
            stop.set()

    outcome = importing.service.run(command, progress, stop.is_set)
    assert outcome.cancelled
    assert max(seen) >= 50, "it had begun to write"
    assert importing.drafts() == []
    assert [one.state for one in importing.service.recent()] == [ImportState.CANCELLED]


def test_an_import_cut_short_by_a_crash_is_taken_back_at_the_next_start(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Crash(BaseException):
        pass

    monkeypatch.setattr(reading, "STRETCH", 1)
    monkeypatch.setattr(importing.service, "_take_back", _crashing(Crash))
    command = importing.command(ImportKind.INVOICES, INVOICES)

    def progress(done: int, total: int) -> None:
        if done:
            raise Crash

    with pytest.raises(Crash):
        importing.service.run(command, progress)
    monkeypatch.undo()
    (left,) = importing.service.recent()
    assert left.state is ImportState.RUNNING
    assert importing.drafts()
    assert importing.service.recover() == [], "its process may still be at it"
    importing.ended.add(left.process)
    assert [one.id for one in importing.service.recover()] == [left.id]
    assert importing.drafts() == []


def _crashing(error: type[BaseException]) -> Callable[..., None]:
    def crash(*_: object) -> None:
        raise error

    return crash


def test_the_mapping_of_the_last_time_is_remembered(importing: Importing) -> None:
    text = "Alpha,Beta\nNew Ltd,Leeds\n"
    first = importing.command(ImportKind.CUSTOMERS, text, columns={"name": 0, "city": 1})
    importing.service.run(first)
    table = importing.command(ImportKind.CUSTOMERS, text + "Other Ltd,York\n").table
    assert importing.service.mapping(ImportKind.CUSTOMERS, table) == {"name": 0, "city": 1}
    assert importing.service.mapping(ImportKind.PRODUCTS, table) == {}


def test_a_file_that_changed_since_it_was_looked_at_is_refused(importing: Importing) -> None:
    command = importing.command(ImportKind.CUSTOMERS, GERMAN)
    command.table.path.write_text("Name\nOther\n", "utf-8")
    with pytest.raises(DomainError, match="was changed since"):
        importing.service.run(command)


def test_what_is_not_mapped_is_asked_for(importing: Importing) -> None:
    with pytest.raises(DomainError, match="Not mapped yet: Name"):
        importing.run(ImportKind.CUSTOMERS, "Colour,Size\nred,5\n")
    without = INVOICES.replace(";USt %", "").replace(";19", "").replace(";7", "")
    with pytest.raises(DomainError, match="VAT rate"):
        importing.run(ImportKind.INVOICES, without)
    importing.run(ImportKind.INVOICES, without, tax_rate=Decimal(19))
    assert importing.drafts()[0].lines[0].tax_rate == 19


def test_what_could_be_read_in_two_ways_is_asked_for(importing: Importing) -> None:
    text = "Invoice\tCustomer number\tDate\tDescription\tPrice\tVAT\n1\tC10001\t{0}\tX\t{1}\t19\n"
    with pytest.raises(DomainError, match=r"Row 2: .*thousands or decimals"):
        importing.run(ImportKind.INVOICES, text.format("2026-04-03", "1.234"))
    with pytest.raises(DomainError, match=r"Row 2: .*day/month or month/day"):
        importing.run(ImportKind.INVOICES, text.format("03/04/2026", "5"))
    unclear = text.format("03/04/2026", "1.234")
    importing.run(ImportKind.INVOICES, unclear, month_first=True, decimal_mark=",")
    (draft,) = importing.drafts()
    assert draft.issued_on == date(2026, 3, 4)
    assert draft.lines[0].unit_price == 1234


def test_products_fill_in_what_lines_leave_out(importing: Importing, tmp_path: Path) -> None:
    path = tmp_path / "made.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        percent = book.add_format({"num_format": "0%"})
        sheet.write_row(0, 0, ["SKU", "Name", "Sales price", "Unit", "VAT"])
        sheet.write_row(1, 0, ["A-1", "Chair", 99.95, "pcs"])
        sheet.write_number(1, 4, 0.19, percent)
    assert importing.run(ImportKind.PRODUCTS, path.read_bytes(), name="products.xlsx").new == 1
    text = "Invoice,Customer,SKU,Quantity\nR1,Weber & Söhne GmbH,A-1,4\nR2,Weber & Söhne GmbH,B,1\n"
    outcome = importing.run(ImportKind.INVOICES, text)
    assert (outcome.new, outcome.wrong) == (1, 1)
    (line,) = importing.drafts()[0].lines
    assert (line.description, line.unit_price, line.unit) == ("Chair", Decimal("99.95"), "pcs")
    assert line.tax_rate == 19
    assert "no product B" in outcome.first_wrong[0].reason
