# SPDX-License-Identifier: MIT
"""The words printed on an invoice, per language of the customer."""

from dataclasses import dataclass

from lightar_desktop.domain.tax import TaxCategory

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """Everything the document says by itself, in one language."""

    invoice: str
    draft: str
    number: str
    issued: str
    due: str
    customer: str
    reference: str
    vat_id: str
    shipping: str
    registered: str
    position: str
    description: str
    quantity: str
    price: str
    discount: str
    vat: str
    amount: str
    carried: str
    brought: str
    subtotal: str
    net: str
    taxable: str
    total: str
    payment: str
    please_pay: str  # with {amount} and {date}
    holder: str
    bank: str
    purpose: str
    page: str  # with {page} and {pages}
    reasons: dict[TaxCategory, str]


def _reasons(
    zero: str, exempt: str, reverse: str, within: str, export: str, outside: str
) -> dict[TaxCategory, str]:
    return {
        TaxCategory.ZERO_RATED: zero,
        TaxCategory.EXEMPT: exempt,
        TaxCategory.REVERSE_CHARGE: reverse,
        TaxCategory.INTRA_COMMUNITY: within,
        TaxCategory.EXPORT: export,
        TaxCategory.OUTSIDE_SCOPE: outside,
    }


# Directive 2006/112/EC, Article 226(11) and (11a), asks for a reason when no VAT is charged, and
# for the very words "reverse charge" of each language.
WORDS = {
    "en": Words(
        invoice="Invoice",
        draft="Draft",
        number="Invoice number",
        issued="Invoice date",
        due="Due date",
        customer="Customer number",
        reference="Your reference",
        vat_id="VAT ID",
        shipping="Delivery address",
        registered="Registered office",
        position="No.",
        description="Description",
        quantity="Quantity",
        price="Unit price",
        discount="Discount",
        vat="VAT",
        amount="Amount",
        carried="Carried forward",
        brought="Brought forward",
        subtotal="Subtotal",
        net="Net total",
        taxable="Net amount",
        total="Total",
        payment="Payment",
        please_pay="Please pay {amount} by {date}.",
        holder="Account holder",
        bank="Bank",
        purpose="Payment reference",
        page="Page {page} of {pages}",
        reasons=_reasons(
            "Zero-rated for VAT.",
            "Exempt from VAT.",
            "Reverse charge: the recipient is liable for the VAT.",
            "Intra-Community supply, exempt from VAT (Article 138 of Directive 2006/112/EC).",
            "Export, exempt from VAT.",
            "Outside the scope of VAT.",
        ),
    ),
    "de": Words(
        invoice="Rechnung",
        draft="Entwurf",
        number="Rechnungsnummer",
        issued="Rechnungsdatum",
        due="Fällig am",
        customer="Kundennummer",
        reference="Ihre Referenz",
        vat_id="USt-IdNr.",
        shipping="Lieferadresse",
        registered="Sitz",
        position="Pos.",
        description="Beschreibung",
        quantity="Menge",
        price="Einzelpreis",
        discount="Rabatt",
        vat="USt.",
        amount="Betrag",
        carried="Übertrag",
        brought="Übertrag von der vorigen Seite",
        subtotal="Zwischensumme",
        net="Nettobetrag",
        taxable="Nettobetrag",
        total="Gesamtbetrag",
        payment="Zahlung",
        please_pay="Bitte zahlen Sie {amount} bis zum {date}.",
        holder="Kontoinhaber",
        bank="Bank",
        purpose="Verwendungszweck",
        page="Seite {page} von {pages}",
        reasons=_reasons(
            "Nullsatz der Umsatzsteuer.",
            "Von der Umsatzsteuer befreit.",
            "Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge).",
            "Steuerfreie innergemeinschaftliche Lieferung"
            " (Artikel 138 der Richtlinie 2006/112/EG).",
            "Steuerfreie Ausfuhrlieferung.",
            "Nicht steuerbarer Umsatz.",
        ),
    ),
    "fr": Words(
        invoice="Facture",
        draft="Brouillon",
        number="Numéro de facture",
        issued="Date de facture",
        due="Échéance",
        customer="Numéro de client",
        reference="Votre référence",
        vat_id="N° TVA",
        shipping="Adresse de livraison",
        registered="Siège social",
        position="N°",
        description="Désignation",
        quantity="Quantité",
        price="Prix unitaire",
        discount="Remise",
        vat="TVA",
        amount="Montant",
        carried="À reporter",
        brought="Report",
        subtotal="Sous-total",
        net="Total HT",
        taxable="Montant HT",
        total="Total TTC",
        payment="Règlement",
        please_pay="Merci de régler {amount} au plus tard le {date}.",
        holder="Titulaire du compte",
        bank="Banque",
        purpose="Référence du virement",
        page="Page {page} sur {pages}",
        reasons=_reasons(
            "TVA au taux zéro.",
            "Exonération de TVA.",
            "Autoliquidation : la TVA est due par le preneur.",
            "Livraison intracommunautaire exonérée de TVA"
            " (article 138 de la directive 2006/112/CE).",
            "Exportation exonérée de TVA.",
            "Opération hors du champ d’application de la TVA.",
        ),
    ),
    "es": Words(
        invoice="Factura",
        draft="Borrador",
        number="Número de factura",
        issued="Fecha de factura",
        due="Vencimiento",
        customer="Número de cliente",
        reference="Su referencia",
        vat_id="NIF-IVA",
        shipping="Dirección de entrega",
        registered="Domicilio social",
        position="N.º",
        description="Descripción",
        quantity="Cantidad",
        price="Precio unitario",
        discount="Descuento",
        vat="IVA",
        amount="Importe",
        carried="Suma y sigue",
        brought="Suma anterior",
        subtotal="Subtotal",
        net="Base imponible",
        taxable="Base imponible",
        total="Total",
        payment="Pago",
        please_pay="Rogamos abonen {amount} a más tardar el {date}.",
        holder="Titular de la cuenta",
        bank="Banco",
        purpose="Concepto",
        page="Página {page} de {pages}",
        reasons=_reasons(
            "IVA al tipo cero.",
            "Operación exenta de IVA.",
            "Inversión del sujeto pasivo.",
            "Entrega intracomunitaria exenta de IVA (artículo 138 de la Directiva 2006/112/CE).",
            "Exportación exenta de IVA.",
            "Operación no sujeta a IVA.",
        ),
    ),
    "nb": Words(
        invoice="Faktura",
        draft="Utkast",
        number="Fakturanummer",
        issued="Fakturadato",
        due="Forfallsdato",
        customer="Kundenummer",
        reference="Deres referanse",
        vat_id="MVA-nr.",
        shipping="Leveringsadresse",
        registered="Forretningsadresse",
        position="Nr.",
        description="Beskrivelse",
        quantity="Antall",
        price="Enhetspris",
        discount="Rabatt",
        vat="MVA",
        amount="Beløp",
        carried="Overføres",
        brought="Overført",
        subtotal="Delsum",
        net="Netto",
        taxable="Grunnlag",
        total="Å betale",
        payment="Betaling",
        please_pay="Vennligst betal {amount} innen {date}.",
        holder="Kontohaver",
        bank="Bank",
        purpose="Betalingsreferanse",
        page="Side {page} av {pages}",
        reasons=_reasons(
            "Nullsats for merverdiavgift.",
            "Unntatt fra merverdiavgift.",
            "Omvendt avgiftsplikt: merverdiavgift beregnes av kjøper.",
            "Avgiftsfri levering innen EU (artikkel 138 i direktiv 2006/112/EF).",
            "Eksport, fri for merverdiavgift.",
            "Utenfor merverdiavgiftslovens område.",
        ),
    ),
    "da": Words(
        invoice="Faktura",
        draft="Kladde",
        number="Fakturanummer",
        issued="Fakturadato",
        due="Forfaldsdato",
        customer="Kundenummer",
        reference="Deres reference",
        vat_id="Momsnr.",
        shipping="Leveringsadresse",
        registered="Hjemsted",
        position="Nr.",
        description="Beskrivelse",
        quantity="Antal",
        price="Enhedspris",
        discount="Rabat",
        vat="Moms",
        amount="Beløb",
        carried="Overføres",
        brought="Overført",
        subtotal="Subtotal",
        net="Netto",
        taxable="Momsgrundlag",
        total="At betale",
        payment="Betaling",
        please_pay="Betal venligst {amount} senest {date}.",
        holder="Kontohaver",
        bank="Bank",
        purpose="Betalingsreference",
        page="Side {page} af {pages}",
        reasons=_reasons(
            "Nulsats for moms.",
            "Fritaget for moms.",
            "Omvendt betalingspligt: køber skal afregne momsen.",
            "Momsfri levering inden for EU (artikel 138 i direktiv 2006/112/EF).",
            "Eksport, fritaget for moms.",
            "Uden for momslovens anvendelsesområde.",
        ),
    ),
    "sv": Words(
        invoice="Faktura",
        draft="Utkast",
        number="Fakturanummer",
        issued="Fakturadatum",
        due="Förfallodatum",
        customer="Kundnummer",
        reference="Er referens",
        vat_id="Momsreg.nr",
        shipping="Leveransadress",
        registered="Säte",
        position="Nr",
        description="Beskrivning",
        quantity="Antal",
        price="À-pris",
        discount="Rabatt",
        vat="Moms",
        amount="Belopp",
        carried="Överföres",
        brought="Överfört",
        subtotal="Delsumma",
        net="Netto",
        taxable="Underlag",
        total="Att betala",
        payment="Betalning",
        please_pay="Vänligen betala {amount} senast {date}.",
        holder="Kontohavare",
        bank="Bank",
        purpose="Betalningsreferens",
        page="Sida {page} av {pages}",
        reasons=_reasons(
            "Nollskattesats för moms.",
            "Undantag från moms.",
            "Omvänd betalningsskyldighet: köparen redovisar momsen.",
            "Unionsintern leverans, undantag från moms (artikel 138 i direktiv 2006/112/EG).",
            "Export, undantag från moms.",
            "Utanför momslagens tillämpningsområde.",
        ),
    ),
    "nl": Words(
        invoice="Factuur",
        draft="Concept",
        number="Factuurnummer",
        issued="Factuurdatum",
        due="Vervaldatum",
        customer="Klantnummer",
        reference="Uw referentie",
        vat_id="Btw-nr.",
        shipping="Afleveradres",
        registered="Vestigingsadres",
        position="Nr.",
        description="Omschrijving",
        quantity="Aantal",
        price="Prijs",
        discount="Korting",
        vat="Btw",
        amount="Bedrag",
        carried="Over te brengen",
        brought="Overgebracht",
        subtotal="Subtotaal",
        net="Totaal excl. btw",
        taxable="Grondslag",
        total="Te betalen",
        payment="Betaling",
        please_pay="Gelieve {amount} uiterlijk op {date} te betalen.",
        holder="Rekeninghouder",
        bank="Bank",
        purpose="Betalingskenmerk",
        page="Pagina {page} van {pages}",
        reasons=_reasons(
            "Btw-nultarief.",
            "Vrijgesteld van btw.",
            "Btw verlegd: de afnemer is de btw verschuldigd.",
            "Intracommunautaire levering, vrijgesteld van btw"
            " (artikel 138 van Richtlijn 2006/112/EG).",
            "Uitvoer, vrijgesteld van btw.",
            "Buiten de werkingssfeer van de btw.",
        ),
    ),
}
# Other codes of the same written language.
ALIKE = {"no": "nb", "nn": "nb"}
