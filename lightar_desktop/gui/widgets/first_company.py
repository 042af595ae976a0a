# SPDX-License-Identifier: MIT
"""The first run's first step: only what stands on an invoice's paper."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QLocale, QTimeZone, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from lightar_desktop import i18n
from lightar_desktop.domain.company import Company
from lightar_desktop.domain.customer import PostalAddress
from lightar_desktop.domain.errors import Problem
from lightar_desktop.gui.forms import Form, promoted
from lightar_desktop.gui.widgets.code_box import CodeBox
from lightar_desktop.gui.widgets.field_errors import FieldErrors

_LINES = ("name", "address_lines", "postcode", "city", "vat_id", "iban")


@dataclass(frozen=True, slots=True)
class Guesses:
    """What the computer tells about its user, and names to choose from."""

    country: str
    language: str
    zone: str
    countries: Mapping[str, str]
    currencies: Mapping[str, str]
    languages: Mapping[str, str]
    homes: Mapping[str, str]  # the currency of each country


def guesses() -> Guesses:
    """Read on a thread; loading the names takes longer than a frame."""
    locale = QLocale.system()
    known = locale.language() != QLocale.Language.C
    language, _, country = (locale.name() if known else "en").partition("_")
    languages, countries = i18n.language_names(), i18n.country_names("en")
    return Guesses(
        country=country if country in countries else "",
        language=language if language in languages else i18n.FALLBACK,
        zone=bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace") or "UTC",
        countries=countries,
        currencies=i18n.currency_names("en"),
        languages=languages,
        homes={code: i18n.home_currency(code) for code in countries},
    )


@promoted
class FirstCompany(Form, QWidget):
    """Name, address, VAT id, IBAN; language and currency are proposed.

    Signals:
        changed(): something was typed.
        entered(): Enter was pressed in a field of one line.
    """

    FORM = "first_company"
    changed = Signal()
    entered = Signal()

    name: QLineEdit
    address_lines: QLineEdit
    postcode: QLineEdit
    city: QLineEdit
    country: CodeBox
    vat_id: QLineEdit
    iban: QLineEdit
    language: CodeBox
    currency: CodeBox

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        self._guesses: Guesses | None = None
        self._proposed = ""  # the currency that followed from the country
        edits = {name: getattr(self, name) for name in _LINES}
        boxes = {"country": self.country, "language": self.language, "currency": self.currency}
        self._errors = FieldErrors(self, {**edits, **boxes})
        for edit in edits.values():
            edit.textChanged.connect(self.changed)
            edit.returnPressed.connect(self.entered)
        for box in boxes.values():
            box.currentTextChanged.connect(self.changed)
        self.country.currentTextChanged.connect(self._propose)

    def offer(self, guesses: Guesses) -> None:
        """Fill in what can be guessed."""
        self._guesses = guesses
        self.country.offer(guesses.countries)
        self.language.offer(guesses.languages)
        self.currency.offer(guesses.currencies)
        self.country.set_code(guesses.country)
        self.language.set_code(guesses.language)
        self._propose()

    def typed(self, company: Company) -> Company:
        """`company` with what is typed here."""
        place = PostalAddress(
            self.address_lines.text(),
            self.postcode.text(),
            self.city.text(),
            self.country.code(),
        )
        return replace(
            company,
            name=self.name.text(),
            address=place,
            vat_id=self.vat_id.text(),
            iban=self.iban.text(),
            language=self.language.code(),
            currency=self.currency.code(),
            time_zone=self._guesses.zone if self._guesses else "UTC",
        )

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Say what is wrong beside its field."""
        self._errors.show(problems)

    def begin(self) -> None:
        """Take the focus."""
        self.name.setFocus()

    def _propose(self) -> None:
        """The country's own currency, unless another was chosen."""
        homes = self._guesses.homes if self._guesses else {}
        home = homes.get(self.country.code(), "") or (self._proposed or "EUR")
        if self.currency.code() in {"", self._proposed}:
            self._proposed = home
            self.currency.set_code(home)
