# SPDX-License-Identifier: MIT
"""Killed in the middle of a batch, the program has done each invoice wholly or not at all."""

import subprocess
import sys
from pathlib import Path
from random import Random

from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from lightar_desktop.services.ports import Database
from tests.databases import Ground, add_drafts

KILLS = 4
ROOT = Path(__file__).parents[3]


def test_no_kill_loses_or_skips_anything(url: str, database: Database, ground: Ground) -> None:
    add_drafts(database, ground, 400)
    chance = Random(5)
    durable: set[int] = set()
    for _ in range(KILLS):
        program = [sys.executable, "-m", "tests.adapters.db.opening_process", url]
        with subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for _ in range(chance.randrange(1, 70)):
                durable.add(int(process.stdout.readline()))
            process.kill()
            durable.update(int(line) for line in process.stdout if line.endswith("\n"))

        opened = InvoiceFilter(statuses=frozenset({InvoiceStatus.OPEN}))
        rows = database.reads.invoices.page(opened, InvoiceSort(), 1000)
        assert durable <= {row.id for row in rows}
        assert sorted(int(str(row.number)[-4:]) for row in rows) == list(range(1, len(rows) + 1))
        emails = database.reads.outbox.emails(limit=1000)
        assert sorted(row.invoice_id for row in emails) == sorted(row.id for row in rows)
        report = database.reads.journal.verify()
        assert (report.ok, report.entries) == (True, len(rows)), report.words
    assert KILLS < len(durable) < 400
