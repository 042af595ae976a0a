# SPDX-License-Identifier: MIT
"""`lightar numbers gaps`: what an auditor asks for, and its exit status for a cron job."""

import sqlite3
from contextlib import closing

from tests.program import Program
from tests.scenarios.conftest import Filled

KEYS = {
    *("series", "year", "first", "last", "count", "missing_count", "missing", "void"),
    "credit_notes",
}


def test_a_new_company_has_no_numbers(filled: Filled) -> None:
    program = filled()
    assert program.json("numbers", "gaps") == {"missing": 0, "series": [], "others": []}
    assert program.run("numbers", "gaps").out.strip() == "No invoice has a number yet."


def test_opened_invoices_leave_no_gap_and_a_lost_one_is_named(filled: Filled) -> None:
    program = filled(invoices=4)
    program.json("open", "--all-drafts")
    found = program.json("numbers", "gaps")
    (series,) = found["series"]
    assert series.keys() == KEYS
    assert (found["missing"], series["count"], series["missing"]) == (0, 4, [])
    lose_second(program)
    found = program.json("numbers", "gaps", status=1)
    (gap,) = found["series"][0]["missing"]
    assert gap["first"] == gap["last"]
    assert gap["first"].endswith("0002")
    shown = program.run("numbers", "gaps")
    assert (shown.status, f"  missing {gap['first']}" in shown.out) == (1, True)


def lose_second(program: Program) -> None:
    """What only a damaged database lacks."""
    with closing(sqlite3.connect(program.url.removeprefix("sqlite:///"))) as raw, raw:
        triggers = raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'invoice'"
        ).fetchall()
        for (name,) in triggers:
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("UPDATE invoice SET number = 'lost' WHERE number LIKE '%0002'")
