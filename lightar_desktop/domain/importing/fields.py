# SPDX-License-Identifier: MIT
"""What can be imported: kinds, their fields, and the headings other programs give them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lightar_desktop.domain.imported import ImportKind


class Reads(StrEnum):
    """How the text of a field is read."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    DAY = "day"
    TERMS = "terms"
    CURRENCY = "currency"
    COUNTRY = "country"
    LANGUAGE = "language"
    CUSTOMER_KIND = "customer kind"
    TAX_CATEGORY = "tax category"
    YES_NO = "yes or no"
    EMAIL = "email"
    VAT_ID = "VAT id"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the program that a column of a file can fill."""

    name: str
    words: str
    reads: Reads = Reads.TEXT
    required: bool = False
    headings: tuple[str, ...] = ()


def _field(
    name: str, words: str, headings: str, reads: Reads = Reads.TEXT, required: bool = False
) -> Field:
    return Field(name, words, reads, required, tuple(headings.split("|")))


_CUSTOMER_NUMBER: Final = (
    "customer number|customer no|customer id|customer code|customer ref|client number|client id"
    "|client code|client no|kundennummer|kundennr|kunden nr|kd nr|debitor"
    "|debitornummer|debitorennummer|debitor nr|numero client|numero de client|no client|code client"
    "|ref client|numero cliente|numero de cliente|codigo cliente|no cliente|kundenummer|kunde nr"
)
_CUSTOMER_NAME: Final = (
    "customer|customer name|client|client name|company|company name|display name|contact name"
    "|organization|organisation|bill to|billed to|bill to name|buyer|account name|kunde|kundenname"
    "|firma|firmenname|empfanger|rechnungsempfanger|name firma|debitorname|client nom|nom client"
    "|nom du client|societe|raison sociale|entreprise|cliente|nombre cliente|nombre del cliente"
    "|empresa|razon social|klant|kundenavn|kund|navn"
)
_VAT_ID: Final = (
    "vat id|vat number|vat no|vat reg no|vat registration number|tax id|tax number|tax id number"
    "|tax registration number|customer vat|ust id|ust idnr|ust id nr|umsatzsteuer id|uid|uid nummer"
    "|vat nr|numero tva|no tva|tva intracommunautaire|numero de tva|nif|cif|nif cif|mva nummer|cvr"
    "|org nr|orgnr"
)
_CURRENCY: Final = (
    "currency|currency code|invoice currency|wahrung|waehrung|devise|monnaie|moneda|divisa|valuta"
)
_TERMS: Final = (
    "terms|payment terms|net days|days to pay|payment days|zahlungsziel|zahlungsbedingungen"
    "|zahlungsziel tage|conditions de paiement|delai de paiement|echeance jours"
    "|condiciones de pago|plazo de pago|dias de pago"
)
_TAX_RATE: Final = (
    "vat|vat rate|vat %|vat percent|tax|tax rate|tax %|tax percent|tax percentage|item tax %"
    "|item tax|tax 1|tax 1 rate|sales tax|sales tax rate|gst|gst %|ust|ust satz|ust %|mwst"
    "|mwst satz|mwst %|steuersatz|steuer %|umsatzsteuer|mehrwertsteuer|tva|taux tva|taux de tva"
    "|tva %|iva|% iva|iva %|tipo iva|tipo de iva|moms|mva|btw|tax type|tax code"
)
_UNIT: Final = (
    "unit|unit of measure|uom|units|usage unit|einheit|me|mengeneinheit|unite|unidad|enhet|enhed"
)
_PRICE: Final = (
    "unit price|price|item price|item rate|rate|unit amount|unit cost|net price|sales price"
    "|selling price|list price|einzelpreis|einzelpreis netto|preis|preis netto|stuckpreis"
    "|nettopreis|vk|vk preis|prix unitaire|prix unitaire ht|prix|pu|pu ht|prix ht|precio"
    "|precio unitario|precio neto|enhetspris|stykpris|pris"
)
_DESCRIPTION: Final = (
    "description|item description|item desc|line description|item|item name|product|product name"
    "|product service|item product service|service|details|line item|lineitem name|beschreibung"
    "|bezeichnung|artikel|artikelbezeichnung|leistung|position|positionstext|produkt|produktname"
    "|text|designation|libelle|article|produit|prestation|descripcion|concepto|articulo|producto"
    "|servicio|beskrivelse|beskrivning"
)

_FIELDS: Final = {
    ImportKind.CUSTOMERS: (
        _field(
            "number",
            "Customer number",
            f"{_CUSTOMER_NUMBER}|account number|account code|number|no|nr|id|code|nummer",
        ),
        _field("name", "Name", f"{_CUSTOMER_NAME}|name|nom|nombre|full name", required=True),
        _field("vat_id", "VAT id", _VAT_ID, Reads.VAT_ID),
        _field("kind", "Kind", "kind|customer type|type|kundentyp|art", Reads.CUSTOMER_KIND),
        _field(
            "street",
            "Street",
            "street|address|address 1|address line 1|street address|billing address|billing street"
            "|billing address 1|billing address line 1|po address line 1|strasse|adresse|anschrift"
            "|strasse hausnummer|strasse und hausnummer|rue|adresse 1|direccion|calle|domicilio",
        ),
        _field(
            "street_2",
            "Street, second line",
            "address 2|address line 2|street 2|billing address 2|billing street 2|billing address"
            " line 2|po address line 2|adresszusatz|zusatz|adresse 2|complement|direccion 2",
        ),
        _field(
            "postcode",
            "Postcode",
            "postcode|post code|zip|zip code|postal code|billing code|billing zip"
            "|billing postal code|po postal code|plz|postleitzahl|code postal|cp|codigo postal"
            "|postnummer|postnr",
        ),
        _field(
            "city",
            "City",
            "city|town|town city|billing city|po city|ort|stadt|wohnort|ville|commune|ciudad"
            "|poblacion|localidad|poststed|by|postort",
        ),
        _field(
            "country",
            "Country",
            "country|country code|billing country|po country|land|landercode|pays|code pays|pais",
            Reads.COUNTRY,
        ),
        _field(
            "contact",
            "Contact",
            "contact|contact person|attention|attn|primary contact|ansprechpartner|kontakt"
            "|kontaktperson|contact principal|interlocuteur|contacto|persona de contacto",
        ),
        _field(
            "email",
            "Email",
            "email|e mail|email address|e mail address|mail|billing email|invoice email|email id"
            "|e mail adresse|emailadresse|rechnungsmail|courriel|adresse email|adresse e mail"
            "|correo|correo electronico|epost|e post",
            Reads.EMAIL,
        ),
        _field("currency", "Currency", _CURRENCY, Reads.CURRENCY),
        _field("terms_days", "Payment terms, days", _TERMS, Reads.TERMS),
        _field(
            "language",
            "Language",
            "language|locale|sprache|langue|idioma|sprak|sprog",
            Reads.LANGUAGE,
        ),
        _field(
            "einvoice_address",
            "E-invoice address",
            "einvoice address|e invoice address|peppol id|peppol|endpoint id|leitweg id",
        ),
        _field("phone", "Phone", "phone|telephone|tel|phone number|telefon|mobile|telefono"),
        _field("note", "Note", "note|notes|comment|bemerkung|notiz|remarque|notas"),
        _field("archived", "Archived", "archived|inactive|archiviert|inaktiv", Reads.YES_NO),
    ),
    ImportKind.PRODUCTS: (
        _field(
            "code",
            "Code",
            "code|sku|product code|item code|product id|item id|article number|item number"
            "|artikelnummer|artikelnr|artikel nr|art nr|produktnummer|reference|ref|code article"
            "|codigo|referencia|varenummer|varenr|artikelkod",
            required=True,
        ),
        _field("description", "Description", f"{_DESCRIPTION}|name|nom|nombre|navn", required=True),
        _field("unit", "Unit", _UNIT),
        _field("unit_price", "Unit price", _PRICE, Reads.NUMBER),
        _field("currency", "Currency", _CURRENCY, Reads.CURRENCY),
        _field("tax_rate", "VAT rate", _TAX_RATE, Reads.PERCENT),
        _field(
            "tax_category",
            "VAT category",
            "vat category|tax category|steuerkategorie",
            Reads.TAX_CATEGORY,
        ),
    ),
    ImportKind.INVOICES: (
        _field(
            "reference",
            "Invoice",
            "invoice|invoice number|invoice no|invoice nr|invoice id|invoice ref|invoice reference"
            "|document number|document no|number|no|nr|rechnung|rechnungsnummer|rechnungsnr"
            "|rechnung nr|re nr|belegnummer|belegnr|beleg nr|facture|numero facture"
            "|numero de facture|no facture|facture no|factura|numero factura"
            "|numero de factura|no factura|fakturanummer|fakturanr|faktura",
        ),
        _field("customer_number", "Customer number", _CUSTOMER_NUMBER),
        _field("customer_name", "Customer", f"{_CUSTOMER_NAME}|name"),
        _field("customer_vat_id", "Customer's VAT id", _VAT_ID, Reads.VAT_ID),
        _field(
            "issued_on",
            "Issue date",
            "date|invoice date|issue date|date issued|issued|issued on|document date|created"
            "|rechnungsdatum|datum|belegdatum|ausstellungsdatum|date facture|date de facture"
            "|date de facturation|date d emission|date emission|fecha|fecha factura"
            "|fecha de factura|fecha de emision|fecha emision|fakturadato|dato|fakturadatum",
            Reads.DAY,
        ),
        _field(
            "due_on",
            "Due date",
            "due|due date|date due|due on|payment due|pay by|fallig|fallig am|falligkeit"
            "|falligkeitsdatum|zahlbar bis|echeance|date echeance|date d echeance|a payer avant"
            "|vencimiento|fecha vencimiento|fecha de vencimiento|forfall|forfallsdato|forfaldsdato"
            "|forfallodatum",
            Reads.DAY,
        ),
        _field("terms_days", "Payment terms, days", _TERMS, Reads.TERMS),
        _field("currency", "Currency", _CURRENCY, Reads.CURRENCY),
        _field(
            "buyer_reference",
            "Buyer's reference",
            "buyer reference|reference|your reference|po|po number|po no|purchase order"
            "|order number|bestellnummer|ihre referenz|ihr zeichen|referenz|kundenreferenz"
            "|bon de commande|votre reference|pedido|su referencia",
        ),
        _field(
            "note",
            "Note",
            "note|notes|memo|comment|comments|message|customer notes|bemerkung|bemerkungen|notiz"
            "|hinweis|remarque|remarques|commentaire|notas|observaciones",
        ),
        _field(
            "product_code",
            "Product code",
            "product code|item code|sku|article number|inventory item code|lineitem sku"
            "|artikelnummer|artikelnr|artikel nr|art nr|code article|ref article|codigo articulo"
            "|varenummer",
        ),
        _field("description", "Description", _DESCRIPTION),
        _field(
            "quantity",
            "Quantity",
            "quantity|qty|item quantity|lineitem quantity|amount of units|hours|menge|anzahl"
            "|stuckzahl|quantite|qte|cantidad|uds|antall|antal|aantal",
            Reads.NUMBER,
        ),
        _field("unit", "Unit", _UNIT),
        _field("unit_price", "Unit price", f"{_PRICE}|lineitem price", Reads.NUMBER),
        _field(
            "amount",
            "Amount without VAT",
            "amount|line total|item total|line amount|line subtotal|item amount|subtotal|net"
            "|net amount|amount net|betrag|netto|nettobetrag|betrag netto|gesamtpreis|gesamt netto"
            "|montant|montant ht|total ht|importe|base imponible|importe neto|belop|belob|belopp",
            Reads.NUMBER,
        ),
        _field(
            "discount_percent",
            "Discount, per cent",
            "discount|discount %|discount percent|discount percentage|item discount|rabatt"
            "|rabatt %|remise|remise %|descuento|% descuento|descuento %|% dto",
            Reads.PERCENT,
        ),
        _field("tax_rate", "VAT rate", _TAX_RATE, Reads.PERCENT),
        _field(
            "tax_category",
            "VAT category",
            "vat category|tax category|steuerkategorie",
            Reads.TAX_CATEGORY,
        ),
    ),
}

# At least one of each group must be mapped.
_ONE_OF: Final = {
    ImportKind.CUSTOMERS: (),
    ImportKind.PRODUCTS: (),
    ImportKind.INVOICES: (
        ("customer_number", "customer_name", "customer_vat_id"),
        ("description", "product_code"),
        ("unit_price", "amount", "product_code"),
    ),
}


def fields(kind: ImportKind) -> tuple[Field, ...]:
    """The fields of a kind, in the order they are shown."""
    return _FIELDS[kind]


def field_of(kind: ImportKind, name: str) -> Field | None:
    """The field of that name."""
    return next((one for one in _FIELDS[kind] if one.name == name), None)


def alternatives(kind: ImportKind) -> tuple[tuple[str, ...], ...]:
    """Groups of fields of which at least one must be mapped."""
    return _ONE_OF[kind]
