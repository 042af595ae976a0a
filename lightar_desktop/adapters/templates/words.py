# SPDX-License-Identifier: MIT
"""The words an email says by itself, per language of the customer."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Words:
    """Everything around the clerk's own text, in one language."""

    invoice: str
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
_ALIKE: Final = {"no": "nb", "nn": "nb"}


def words(language: str) -> Words:
    """The words of `language` (`de`, `de-AT`, `pt_BR`); English when it is unknown."""
    base = language.replace("_", "-").partition("-")[0].lower()
    return _WORDS.get(_ALIKE.get(base, base), _WORDS["en"])
