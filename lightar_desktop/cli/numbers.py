# SPDX-License-Identifier: MIT
"""Commands on invoice numbers."""

from argparse import Namespace

from lightar_desktop.cli.output import Output
from lightar_desktop.domain.number_gaps import GapReport
from lightar_desktop.services.app import App
from lightar_desktop.services.numbers import NumberReport, number_report


def gaps(app: App, options: Namespace, output: Output) -> int:
    found = number_report(app.reads)
    data = {
        "missing": found.missing_count,
        "series": [_series(row) for row in found.rows],
        "others": [{"series": one.series, "count": one.count} for one in found.others],
    }
    output.document(data, "\n".join(_words(found)))
    return 1 if found.missing_count else 0


def _series(row: GapReport) -> dict[str, object]:
    return {
        "series": row.series,
        "year": row.year,
        "first": row.first,
        "last": row.last,
        "count": row.count,
        "missing_count": row.missing_count,
        "missing": [
            {"first": gap.first, "last": gap.last, "count": gap.count} for gap in row.missing
        ],
        "void": [{"number": void.number, "reason": void.reason} for void in row.voids],
        "credit_notes": row.credit_notes,
    }


def _words(found: NumberReport) -> list[str]:
    lines = [line for row in found.rows for line in _row_words(row)]
    lines += [
        f"{one.series}: {one.count} numbers do not follow its pattern" for one in found.others
    ]
    return lines or ["No invoice has a number yet."]


def _row_words(row: GapReport) -> list[str]:
    year = f" {row.year}" if row.year else ""
    missing = f"{row.missing_count} missing" if row.missing else "none missing"
    return [
        (
            f"{row.series}{year}: {row.first} to {row.last}, {row.count} used, {missing}, "
            f"{len(row.voids)} void, {row.credit_notes} credit notes"
        ),
        *(f"  missing {gap}" for gap in row.missing),
        *(f"  void {void.number}: {void.reason}" for void in row.voids),
    ]
