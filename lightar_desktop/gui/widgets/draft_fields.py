# SPDX-License-Identifier: MIT
"""The fields of a draft around its lines: what is typed becomes an edit of the sheet."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import QDate, QLocale, QObject, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from lightar_desktop.domain.company import Company
from lightar_desktop.domain.drafting import WHOLE, Column, Sheet
from lightar_desktop.domain.errors import Problem
from lightar_desktop.domain.invoice import DocumentKind, Invoice
from lightar_desktop.domain.money import ZERO
from lightar_desktop.domain.tax import InvoiceLine
from lightar_desktop.domain.template import InvoiceTemplate
from lightar_desktop.gui import formats
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.widgets.customer_field import CustomerField
from lightar_desktop.gui.widgets.field_errors import FieldErrors
from lightar_desktop.gui.widgets.filter_popups import parsed_day

_USUAL: Final = ("EUR", "USD", "GBP", "CHF", "NOK", "SEK", "DKK", "PLN", "CZK", "JPY")
_SHORT: Final = QLocale.FormatType.ShortFormat
# Where the field of a problem is mended in this form.
_PLACES: Final = {"terms_days": "terms", "corrects": "customer", "lines": "", "company": ""}


# What is typed for the whole invoice begins no line.
_NO_LINE: Final = InvoiceLine("", ZERO, ZERO)


class DraftForm(Form, QWidget):
    """The fields that `DraftFields` reads and fills."""

    customer: CustomerField
    template: QComboBox
    currency: QComboBox
    issued_on: QLineEdit
    terms: QLineEdit
    due_on: QLineEdit
    buyer_reference: QLineEdit
    discount: QLineEdit
    note: QPlainTextEdit


class DraftFields(QObject):
    """Reads and fills the fields of the editor's form.

    Signals:
        edited(object, str): a change of the sheet, and the place it is about.
    """

    edited = Signal(object, str)

    def __init__(self, form: DraftForm) -> None:
        super().__init__(form)
        self._form = form
        self._style = formats.number_style()
        self._templates: list[InvoiceTemplate] = []
        self._showing = False
        self._dates = {Column.ISSUED_ON: form.issued_on, Column.DUE_ON: form.due_on}
        self._typed = {Column.TERMS: form.terms, Column.DISCOUNT: form.discount}
        names = ("customer", "template", "currency", "issued_on", "terms", "due_on")
        self._widgets: dict[str, QWidget] = {
            name: getattr(form, name) for name in (*names, "buyer_reference", "discount")
        }
        self._errors = FieldErrors(form, self._widgets)
        for column, field in self._dates.items():
            field.textEdited.connect(partial(self._on_day, column))
        for column, field in self._typed.items():
            field.textEdited.connect(partial(self._on_typed, column))
        form.buyer_reference.textEdited.connect(self._on_reference)
        form.note.textChanged.connect(self._on_note)
        form.template.activated.connect(self._on_template)
        form.currency.activated.connect(self._on_currency)

    def widget(self, name: str) -> QWidget | None:
        """The widget for the field of a problem."""
        return self._widgets.get(_PLACES.get(name, name))

    def says(self, problem: Problem, draft: Invoice) -> bool:
        """Whether a problem is said beside its field, where it can be mended, too."""
        if problem.field == "customer":
            return draft.customer is None
        return problem.code == "no_lines" or self.widget(problem.field) is not None

    def error(self, name: str) -> str:
        """What is said beside a field; empty when it is fine."""
        return self._errors.text(name)

    def offer(self, templates: Sequence[InvoiceTemplate], company: Company, draft: Invoice) -> None:
        """Fill the lists."""
        self._templates = list(templates)
        self._form.template.clear()
        self._form.template.addItems([one.name for one in self._templates])
        accounts = [account.currency for account in company.accounts]
        buyer = [draft.customer.currency] if draft.customer else []
        wanted = dict.fromkeys([company.currency, *buyer, *accounts, draft.currency, *_USUAL])
        self._form.currency.clear()
        self._form.currency.addItems([one for one in wanted if one])

    def forget_typing(self) -> None:
        """The next time, show what the sheet says also where somebody was typing."""
        for field in self._form.findChildren(QLineEdit):
            field.setModified(False)

    def show(self, sheet: Sheet, problems: Sequence[Problem]) -> None:
        """Show this sheet, with what is wrong beside its fields."""
        self._showing = True
        draft, form = sheet.draft, self._form
        for column, field in self._typed.items():
            _fill(field, sheet.text(WHOLE, column, self._style))
        for column, field in self._dates.items():
            unclear = sheet.unfinished.get((WHOLE, column))
            day = draft.issued_on if column is Column.ISSUED_ON else draft.due_on
            _fill(field, unclear[0] if unclear else day_text(day))
        _fill(form.buyer_reference, draft.buyer_reference)
        if form.note.toPlainText() != draft.note:
            form.note.setPlainText(draft.note)
        form.customer.show_customer(draft.customer.name if draft.customer else "")
        form.customer.setReadOnly(draft.kind is DocumentKind.CREDIT_NOTE)
        form.currency.setEnabled(draft.kind is not DocumentKind.CREDIT_NOTE)
        ids = [one.id for one in self._templates]
        chosen = draft.template.id if draft.template else 0
        _choose(form.template, ids.index(chosen) if chosen in ids else -1)
        _choose(form.currency, form.currency.findText(draft.currency))
        form.terms.setPlaceholderText(_usual_terms(draft))
        self._errors.show([*sheet.problems(), *problems])
        self._showing = False

    def _on_typed(self, column: Column, text: str) -> None:
        style = self._style
        self._emit(lambda sheet: sheet.typed(WHOLE, column, text, style, _NO_LINE), column.name)

    def _on_day(self, column: Column, text: str) -> None:
        bare = text.strip()
        day = parsed_day(bare) if bare else None
        if bare and day is None:
            example = day_text(date(2026, 12, 31))
            facts = {"text": bare[:40], "example": example}
            name = "issued_on" if column is Column.ISSUED_ON else "due_on"
            problem = Problem("bad_day", name, facts)
            self._emit(lambda sheet: sheet.unclear(column, text, problem), column.name)
            return
        self._emit(lambda sheet: sheet.dated(column, day), column.name)

    def _on_reference(self, text: str) -> None:
        self._change(lambda draft: replace(draft, buyer_reference=text.strip()), "reference")

    def _on_note(self) -> None:
        text = self._form.note.toPlainText()
        self._change(lambda draft: replace(draft, note=text), "note")

    def _on_template(self, at: int) -> None:
        template = self._templates[at]
        self._change(lambda draft: replace(draft, template=template))

    def _on_currency(self, at: int) -> None:
        currency = self._form.currency.itemText(at)
        self._change(lambda draft: replace(draft, currency=currency))

    def _change(self, change: Callable[[Invoice], Invoice], place: str = "") -> None:
        self._emit(lambda sheet: sheet.changed(change), place)

    def _emit(self, change: Callable[[Sheet], Sheet], place: str) -> None:
        if not self._showing:
            self.edited.emit(change, place)


def day_text(day: date | None) -> str:
    """A date as it is typed."""
    if day is None:
        return ""
    text = formats.system_locale().dateFormat(_SHORT)
    full = text if "yyyy" in text else text.replace("yy", "yyyy")
    return formats.system_locale().toString(QDate(day.year, day.month, day.day), full)


def _usual_terms(draft: Invoice) -> str:
    return str(draft.customer.terms_days) if draft.customer else ""


def _fill(field: QLineEdit, text: str) -> None:
    """Show `text`, unless somebody is typing just this field."""
    if not (field.hasFocus() and field.isModified()) and field.text() != text:
        field.setText(text)


def _choose(box: QComboBox, at: int) -> None:
    if box.currentIndex() != at:
        box.setCurrentIndex(at)
