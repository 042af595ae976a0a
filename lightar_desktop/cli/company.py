# SPDX-License-Identifier: MIT
"""Commands about the company's own data and its number series."""

from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

from lightar_desktop.cli.output import Output
from lightar_desktop.domain.company import Company
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.numbering import NumberSeries
from lightar_desktop.services.app import App
from lightar_desktop.services.numbering import SeriesRow

_TEXTS = (
    *("name", "vat_id", "registration", "email", "phone", "website", "iban", "bic", "bank"),
    *("currency", "time_zone", "language", "colour", "einvoice_address"),
)
_NUMBERS = ("template_id", "series_id", "credit_series_id", "terms_days")
_PLACE = ("lines", "postcode", "city", "country")
_FIELDS = (*_TEXTS, *_NUMBERS, *_PLACE, *(f"registered_{part}" for part in _PLACE), "logo")


def show(app: App, options: Namespace, output: Output) -> int:
    data = _shown(_known(app))
    words = "\n".join(f"{name}={value}" for name, value in data.items() if name != "accounts")
    output.document(data, words)
    return 0


def save(app: App, options: Namespace, output: Output) -> int:
    company, logo = app.reads.setup.company() or Company(""), b""
    for given in options.fields:
        name, found, value = given.partition("=")
        if not found or name not in _FIELDS:
            raise _no_field(given if not found else name)
        if name == "logo":
            logo = app.documents.logo(Path(value).read_bytes()) if value else b""
            company = company if value else replace(company, logo_id="")
        else:
            company = _changed(company, name, value)
    saved = app.setup.save_company(company, logo)
    output.document(_shown(saved), f"{saved.name} is saved.")
    return 0


def series_list(app: App, options: Namespace, output: Output) -> int:
    output.table(
        [_series(row) for row in app.numbering.rows()],
        ("id", "name", "pattern", "yearly", "next", "example"),
    )
    return 0


def series_set(app: App, options: Namespace, output: Output) -> int:
    known = {row.series.id: row.series for row in app.numbering.rows()}
    if options.id and options.id not in known:
        raise DomainError.of("not_found", what="number series", id=options.id)
    before = known.get(options.id, NumberSeries(0, "Invoices"))
    typed = {"name": options.name, "pattern": options.pattern, "yearly": _yes(options.yearly)}
    changes: dict[str, Any] = {name: value for name, value in typed.items() if value is not None}
    series_id = app.numbering.save(replace(before, **changes), options.next)
    row = next(one for one in app.numbering.rows() if one.series.id == series_id)
    output.document(_series(row), f"The series {row.series.name} goes on with {row.example}.")
    return 0


def _known(app: App) -> Company:
    company = app.reads.setup.company()
    if company is None:
        raise DomainError.of("no_company")
    return company


def _changed(company: Company, name: str, value: str) -> Company:
    part = name.removeprefix("registered_")
    change: dict[str, Any] = {name: value}
    if part in _PLACE:
        place = "address" if part == name else "registered"
        change = {place: replace(getattr(company, place), **{part: value})}
    elif name in _NUMBERS:
        change = {name: _number(name, value)}
    return replace(company, **change)


def _number(name: str, value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise _not_so(name, name, value, "enter a whole number.") from None


def _no_field(name: str) -> DomainError:
    return _not_so("fields", "The field", name, f"write FIELD=VALUE, of {', '.join(_FIELDS)}.")


def _not_so(field: str, words: str, value: str, why: str) -> DomainError:
    return DomainError(Problem("bad_setting", field, {"field": words, "value": value, "why": why}))


def _shown(company: Company) -> dict[str, object]:
    data: dict[str, object] = {name: getattr(company, name) for name in (*_TEXTS, *_NUMBERS)}
    data |= {part: getattr(company.address, part) for part in _PLACE}
    data |= {f"registered_{part}": getattr(company.registered, part) for part in _PLACE}
    data["logo"] = company.logo_id
    data["accounts"] = [
        {"iban": one.iban, "bic": one.bic, "bank": one.bank, "currency": one.currency}
        for one in company.accounts
    ]
    return data


def _series(row: SeriesRow) -> dict[str, object]:
    one = row.series
    return {
        "id": str(one.id),
        "name": one.name,
        "pattern": one.pattern,
        "yearly": one.yearly,
        "next": row.next,
        "example": row.example,
    }


def _yes(text: str | None) -> bool | None:
    return None if text is None else text == "yes"
