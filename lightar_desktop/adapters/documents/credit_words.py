# SPDX-License-Identifier: MIT
"""The words by which a credit note differs from an invoice, per language of the customer."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class CreditWords:
    """What a credit note says in place of an invoice's words, in one language."""

    title: str
    number: str
    issued: str
    corrects: str  # with {number}
    total: str
    credited: str  # with {amount}


CREDIT_WORDS: Final = {
    "en": CreditWords(
        title="Credit note",
        number="Credit note number",
        issued="Date",
        corrects="Credit note for invoice {number}",
        total="Total credit",
        credited="We credit you {amount}.",
    ),
    # "Gutschrift" is in German VAT law an invoice that the customer writes.
    "de": CreditWords(
        title="Rechnungskorrektur",
        number="Belegnummer",
        issued="Datum",
        corrects="Korrektur der Rechnung {number}",
        total="Erstattungsbetrag",
        credited="Wir schreiben Ihnen {amount} gut.",
    ),
    "fr": CreditWords(
        title="Avoir",
        number="Numéro d’avoir",
        issued="Date",
        corrects="Avoir sur la facture {number}",
        total="Total de l’avoir",
        credited="Nous portons {amount} à votre crédit.",
    ),
    "es": CreditWords(
        title="Factura rectificativa",
        number="Número",
        issued="Fecha",
        corrects="Rectifica la factura {number}",
        total="Total del abono",
        credited="Les abonamos {amount}.",
    ),
    "nb": CreditWords(
        title="Kreditnota",
        number="Kreditnotanr.",
        issued="Dato",
        corrects="Kreditnota for faktura {number}",
        total="Kreditert beløp",
        credited="Vi krediterer dere {amount}.",
    ),
    "da": CreditWords(
        title="Kreditnota",
        number="Kreditnotanr.",
        issued="Dato",
        corrects="Kreditnota til faktura {number}",
        total="Krediteret beløb",
        credited="Vi krediterer jer {amount}.",
    ),
    "sv": CreditWords(
        title="Kreditfaktura",
        number="Kreditfakturanr",
        issued="Datum",
        corrects="Kreditfaktura till faktura {number}",
        total="Krediterat belopp",
        credited="Vi krediterar er {amount}.",
    ),
    "nl": CreditWords(
        title="Creditfactuur",
        number="Creditfactuurnummer",
        issued="Datum",
        corrects="Creditfactuur bij factuur {number}",
        total="Te crediteren",
        credited="Wij crediteren u {amount}.",
    ),
}
