# SPDX-License-Identifier: MIT
"""`lightar import` and `lightar export`: words, JSON keys and exit statuses."""

import csv
import os
import signal
import zipfile
from pathlib import Path

import pytest

from tests.program import Program

CUSTOMERS = "Kd.-Nr.;Firma;Ort;Land;E-Mail\nD1;Müller & Söhne;Köln;DE;a@mueller.example\n"
LINES = "Rechnungsnr.;Kd.-Nr.;Datum;Bezeichnung;Menge;Einzelpreis;USt %\n"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    made = Program(f"sqlite:///{tmp_path / 'own.db'}", tmp_path)
    made.json("demo", "fill", "--customers", "2", "--invoices", "2")
    return made


def write(program: Program, name: str, text: str) -> str:
    (program.home / name).write_bytes(text.encode("cp1252"))
    return name


def test_a_strangers_files_become_customers_and_drafts(program: Program) -> None:
    people = write(program, "kunden.csv", CUSTOMERS)
    dry = program.json("import", "customers", people, "--dry-run")
    assert (dry["new"], dry["import"], dry["encoding"]) == (1, None, "cp1252")
    assert dry["mapping"]["name"] == "Firma"
    done = program.json("import", "customers", people)
    assert (done["new"], done["wrong"], done["errors"]) == (1, 0, None)
    body = [f"R{n};D1;31.01.2026;Beratung;1,5;{n},50;19" for n in range(1, 20)]
    lines = write(program, "re.csv", LINES + "\n".join([*body, "R20;D9;31.01.2026;X;1;1;19"]))
    result = program.json("import", "invoices", lines, status=1)
    assert (result["new"], result["wrong"]) == (19, 1)
    assert result["wrong_rows"][0]["row"] == 21
    with Path(result["errors"]).open(encoding="utf-8-sig", newline="") as file:
        assert [row["Rechnungsnr."] for row in csv.DictReader(file)] == ["R20"]
    assert "Nothing was imported" in program.refused("import", "invoices", lines)
    assert len(program.json("invoices", "list")) == 21
    listed = program.json("import", "list")
    assert [one["state"] for one in listed] == ["done", "done"]
    undone = program.json("import", "undo", result["import"])
    assert (undone["undone"], undone["left"]) == (19, [])
    assert len(program.json("invoices", "list")) == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("import customers nowhere.csv", "There is no file"),
        ("import customers empty.csv", "is empty"),
        ("import customers other.csv", "Not mapped yet: Name"),
        ("import customers other.csv --mapping name=Farbe", "no field or heading Farbe"),
        ("import customers other.csv --mapping colour=Colour", "no field or heading colour"),
        ("import customers other.csv --mapping name", "FIELD=HEADING"),
        ("import undo 7", "no import 7"),
        ("import archive other.csv", "damaged"),
        ("export invoices -o table.doc", "must end with .csv or .xlsx"),
        ("export everything -o all.tar", "must end with .zip"),
    ],
)
def test_refusals_say_what_to_do(program: Program, words: str, sentence: str) -> None:
    write(program, "empty.csv", "")
    write(program, "other.csv", "Colour;Size\nred;5\n")
    assert sentence in program.refused(*words.split())


def test_a_killed_import_is_taken_back_by_the_next_command(program: Program) -> None:
    write(program, "kunden.csv", CUSTOMERS)
    program.json("import", "customers", "kunden.csv")
    body = "\n".join(f"R{n};D1;31.01.2026;Beratung;1;{n % 90},50;19" for n in range(40_000))
    write(program, "re.csv", LINES + body)
    with program.start("import", "invoices", "re.csv") as running:
        _wait_until_it_writes(program)
        os.kill(running.pid, signal.SIGKILL)
        running.communicate()
    assert [one["state"] for one in program.json("import", "list")] == ["cancelled", "done"]
    assert len(program.json("invoices", "list", "--limit", "100000")) == 2


def _wait_until_it_writes(program: Program) -> None:
    for _ in range(200):
        if len(program.json("invoices", "list", "--limit", "10")) > 2:
            return
    raise AssertionError("the import never began to write")


def test_tables_pdfs_and_everything_go_out_and_come_back(program: Program) -> None:
    home = program.home
    assert program.json("export", "invoices", "-o", "i.xlsx", "--status", "draft")["rows"] == 2
    for table in ("customers", "products", "emails", "batches", "journal"):
        program.json("export", table, "-o", f"{table}.csv")
    assert (home / "customers.csv").read_text("utf-8-sig").startswith("Customer number,Name")
    assert program.json("export", "pdfs", "-o", "pdfs.zip")["files"] == 2
    with zipfile.ZipFile(home / "pdfs.zip") as pdfs:
        assert all(name.endswith(".pdf") for name in pdfs.namelist())
    out = program.json("export", "everything", "-o", "all.zip")
    other = Program(f"sqlite:///{home / 'other.db'}", home)
    assert other.json("import", "archive", "all.zip")["rows"] == out["rows"]
    assert other.json("audit", "verify")["ok"] is True
    assert other.json("invoices", "list") == program.json("invoices", "list")
    assert "already holds data" in other.refused("import", "archive", "all.zip")
