# SPDX-License-Identifier: MIT
"""Turns the cells of a row into values of the mapped fields, or says which cannot be read."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, Final

from lightar_desktop.domain.imported import ImportKind
from lightar_desktop.domain.importing import words
from lightar_desktop.domain.importing.amounts import EXACT, number
from lightar_desktop.domain.importing.columns import ColumnFormat
from lightar_desktop.domain.importing.days import day
from lightar_desktop.domain.importing.fields import Field, Reads, fields
from lightar_desktop.domain.importing.guarding import unguarded
from lightar_desktop.domain.importing.mapping import Columns
from lightar_desktop.domain.importing.reasons import CellError, shown

Values = dict[str, Any]
Countries = Mapping[str, str]  # ISO codes by plain name

_REMEMBERED: Final = 20_000
_LONGEST: Final = 4_000
_LARGEST: Final = Decimal(10) ** 12  # no invoice needs a figure like that; the database has room
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
# Programs write these where they have nothing to say.
_NOTHING: Final = frozenset({"", "-", "--", "–", "—", "n/a", "N/A", "NULL", "null", "#N/A"})


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a row is not taken over."""

    row: int
    reason: str


class _Cell:
    """Reads one column. The same text is read once: most columns repeat themselves."""

    __slots__ = ("column", "field", "known", "read")

    def __init__(self, field: Field, column: int, read: Callable[[str], object]) -> None:
        self.field = field
        self.column = column
        self.read = read
        self.known: dict[str, object] = {}

    def value(self, text: str) -> object:
        """The value of `text`, None for a blank one, or the `CellError` it meets with."""
        if len(self.known) > _REMEMBERED:
            self.known.clear()
        self.known[text] = found = self._found(text)
        return found

    def _found(self, text: str) -> object:
        if text.strip() in _NOTHING:
            return None
        try:
            return self.read(text)
        except CellError as error:
            return CellError(f"{self.field.words}: {error}")


class RowReader:
    """Reads rows of one file into values by field."""

    def __init__(
        self,
        kind: ImportKind,
        columns: Columns,
        formats: Sequence[ColumnFormat],
        countries: Countries,
    ) -> None:
        self._width = len(formats)
        self._cells = [
            _Cell(
                field, columns[field.name], _reader(field, formats[columns[field.name]], countries)
            )
            for field in fields(kind)
            if field.name in columns
        ]

    def read(self, row: Sequence[str]) -> tuple[Values, list[str]]:
        """Values of the filled cells, and the reasons why others have none."""
        if len(row) > self._width:
            more = len(row) - self._width
            return {}, [f"The row has {more} more cells than there are headings"]
        values: Values = {}
        reasons: list[str] = []
        for cell in self._cells:
            text = row[cell.column]
            value = cell.known.get(text, cell)
            if value is cell:  # not read before
                value = cell.value(text)
            if value is None:
                continue
            if isinstance(value, CellError):
                reasons.append(str(value))
            else:
                values[cell.field.name] = value
        return values, reasons


def tidy(text: str) -> str:
    """A stranger's text as the program keeps it: nothing invisible, no blanks at its ends."""
    return _CONTROL.sub(" ", unguarded(text.removeprefix(EXACT))).strip()


def _reader(field: Field, form: ColumnFormat, countries: Countries) -> Callable[[str], object]:
    plain: dict[Reads, Callable[[str], object]] = {
        Reads.TEXT: _line if field.name not in {"note", "description", "street"} else _text,
        Reads.TERMS: words.terms,
        Reads.CURRENCY: words.currency,
        Reads.LANGUAGE: words.language,
        Reads.CUSTOMER_KIND: words.customer_kind,
        Reads.TAX_CATEGORY: words.tax_category,
        Reads.YES_NO: words.yes,
        Reads.EMAIL: words.email,
        Reads.VAT_ID: _vat_id,
        Reads.DAY: partial(day, order=form.date_order),
        Reads.NUMBER: partial(_number, mark=form.decimal_mark),
        Reads.COUNTRY: partial(_country, countries=countries),
        Reads.PERCENT: partial(_percent, form=form),
    }
    return plain[field.reads]


def _text(text: str) -> str:
    found = tidy(text)
    if len(found) > _LONGEST:
        raise CellError(f"the text has {len(found):,} characters; {_LONGEST:,} are allowed")
    return found


def _line(text: str) -> str:
    return " ".join(_text(text).split())


def _vat_id(text: str) -> str:
    """Without the blanks, points and dashes that people put between its groups."""
    return re.sub(r"[\s./\-]", "", _line(text)).upper()


def _number(text: str, mark: str) -> Decimal:
    found = number(text, mark)
    if abs(found) >= _LARGEST:
        raise CellError(f"{shown(text)} is too large")
    if found != round(found, 6):
        raise CellError(f"{shown(text)} has more than 6 decimals")
    return found


def _percent(text: str, form: ColumnFormat) -> object:
    """A percentage, or the VAT category that stands in its place: `reverse charge`."""
    if (category := words.category_named(text)) is not None and not any(map(str.isdigit, text)):
        return category
    bare = re.sub(r"^[A-Za-z .:]+(?=\d)|\s*\([^)]*\)", "", text) if EXACT not in text else text
    found = number(bare, form.decimal_mark)
    return words.percent(found * 100 if form.fractions and "%" not in text else found)


def _country(text: str, countries: Countries) -> str:
    bare = tidy(text)
    code = countries.get(bare.casefold())
    if code is None:
        raise CellError(f"{shown(text)} is not a country")
    return code
