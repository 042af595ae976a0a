# SPDX-License-Identifier: MIT
"""The words an email says by itself, per language of the customer."""

from dataclasses import dataclass
from typing import Final

from lightar_desktop.domain.invoice import DocumentKind


@dataclass(frozen=True, slots=True)
class Words:
    """Everything around the clerk's own text, in one language. A credit note is not due."""

    document: str
    total: str
    due: str
    attached: str


_WORDS: Final = {
    "en": Words("Invoice", "Amount due", "Due date", "The invoice is attached as a PDF."),
    "de": Words("Rechnung", "Betrag", "Fällig am", "Die Rechnung liegt als PDF bei."),
    "fr": Words("Facture", "Montant dû", "Échéance", "La facture est jointe au format PDF."),
    "es": Words("Factura", "Importe", "Vencimiento", "La factura va adjunta en PDF."),
    "it": Words("Fattura", "Importo", "Scadenza", "La fattura è allegata in PDF."),
    "nl": Words("Factuur", "Bedrag", "Vervaldatum", "De factuur is als pdf bijgevoegd."),
    "nb": Words("Faktura", "Beløp", "Forfallsdato", "Fakturaen ligger ved som PDF."),
    "da": Words("Faktura", "Beløb", "Forfaldsdato", "Fakturaen er vedhæftet som PDF."),
    "sv": Words("Faktura", "Belopp", "Förfallodatum", "Fakturan är bifogad som PDF."),
}
_OF_NOTES: Final = {
    "en": Words("Credit note", "Amount credited", "", "The credit note is attached as a PDF."),
    "de": Words(
        "Rechnungskorrektur", "Gutgeschrieben", "", "Die Rechnungskorrektur liegt als PDF bei."
    ),
    "fr": Words("Avoir", "Montant de l’avoir", "", "L’avoir est joint au format PDF."),
    "es": Words(
        "Factura rectificativa", "Importe abonado", "", "La rectificativa va adjunta en PDF."
    ),
    "it": Words("Nota di credito", "Accreditato", "", "La nota di credito è allegata in PDF."),
    "nl": Words("Creditnota", "Gecrediteerd", "", "De creditnota is als pdf bijgevoegd."),
    "nb": Words("Kreditnota", "Kreditert", "", "Kreditnotaen ligger ved som PDF."),
    "da": Words("Kreditnota", "Krediteret", "", "Kreditnotaen er vedhæftet som PDF."),
    "sv": Words("Kreditfaktura", "Krediterat", "", "Kreditfakturan är bifogad som PDF."),
}
_ALIKE: Final = {"no": "nb", "nn": "nb"}


def words(language: str, kind: DocumentKind = DocumentKind.INVOICE) -> Words:
    """The words of `language` (`de`, `de-AT`, `pt_BR`); English when it is unknown."""
    known = _OF_NOTES if kind is DocumentKind.CREDIT_NOTE else _WORDS
    base = language.replace("_", "-").partition("-")[0].lower()
    return known.get(_ALIKE.get(base, base), known["en"])
