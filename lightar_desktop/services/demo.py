# SPDX-License-Identifier: MIT
"""The demo company: invented customers and drafts to try everything on."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from lightar_desktop import paths
from lightar_desktop.domain.company import Company
from lightar_desktop.domain.customer import (
    Contact,
    ContactRole,
    Customer,
    CustomerKind,
    PostalAddress,
)
from lightar_desktop.domain.drafting import with_vat
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.events import Event, Subject
from lightar_desktop.domain.invoice import Invoice, InvoiceStatus
from lightar_desktop.domain.numbering import NumberSeries
from lightar_desktop.domain.product import Product
from lightar_desktop.domain.tax import InvoiceLine, TaxCategory
from lightar_desktop.domain.template import InvoiceTemplate, TextVariant
from lightar_desktop.domain.vat import Vat
from lightar_desktop.services.ports import Clock, Database, UnitOfWork, today

_AT_ONCE = 1000
_EURO = {"NO": "S", "NL": "AE", "DE": "AE", "FR": "AE", "MU": "G", "CH": "G"}


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in."""

    customers: int
    invoices: int
    broken: int


class Demo:
    """Fills an empty database; the same seed gives the same company."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def fill(self, *, customers: int, invoices: int, broken: int, seed: int) -> Filled:
        """Add the demo company with `invoices` drafts; `broken` of them each lack something that
        opening with email needs, a different thing each time.
        """
        if broken > invoices:
            facts = {
                "field": "The broken ones",
                "value": str(broken),
                "why": f"there are only {invoices} drafts.",
            }
            raise DomainError(Problem("bad_setting", "broken", facts))
        data = json.loads(paths.resource("demo/company.json").read_text("utf-8"))
        logo = paths.resource("demo/logo.png").read_bytes()
        chance = random.Random(seed)  # noqa: S311 - invented data, no secret
        templates = [
            InvoiceTemplate(
                0,
                t["name"],
                t["subject"],
                t["message"],
                t["reply_to"],
                tuple(t["cc"]),
                t.get("language", ""),
                tuple(TextVariant(*texts) for texts in t.get("variants", ())),
            )
            for t in data["templates"]
        ]

        def base(uow: UnitOfWork) -> tuple[Company, list[InvoiceTemplate], int, list[Customer]]:
            if not uow.setup.is_empty():
                raise DomainError.of("not_empty")
            company = _company(data["company"], uow.setup.add_asset(logo))
            uow.setup.save_company(company)
            stored = [replace(one, id=uow.setup.add_template(one)) for one in templates]
            series_id = uow.numbers.add_series(NumberSeries(0, "Invoices"))
            uow.setup.save_company(replace(company, template_id=stored[0].id, series_id=series_id))
            people = [_customer(data["customers"], n) for n in range(customers)]
            people += [_unusable(kind) for kind in _UNUSABLE]
            ids = uow.customers.add_many(people)
            uow.products.add_many(_catalogue(data["products"], company.currency))
            people = [replace(one, id=i) for one, i in zip(people, ids, strict=True)]
            uow.record(Event("company.demo_filled", Subject.COMPANY, 0))
            return company, stored, series_id, people

        company, stored, series_id, people = self._database.transactions.write(base)
        good, unusable = people[:customers], dict(zip(_UNUSABLE, people[customers:], strict=True))
        on = today(self._clock, company.time_zone)
        drafts = _drafts(chance, data["products"], good, stored, series_id)
        flaws = _flaws(unusable, on)
        spoiled = set(chance.sample(range(invoices), broken))
        written = 0
        chunk: list[Invoice] = []
        for position in range(invoices):
            draft = next(drafts)
            if position in spoiled:
                draft = next(flaws)(draft)
            chunk.append(draft)
            if len(chunk) == _AT_ONCE or position == invoices - 1:
                written += len(self._add(chunk))
                chunk = []
        return Filled(customers + len(_UNUSABLE), written, broken)

    def add_history(self, count: int, seed: int) -> list[int]:
        """Drafts dated over the last weeks, oldest first, to be opened so that the demo company
        has something to show; returns their ids.
        """
        data = json.loads(paths.resource("demo/company.json").read_text("utf-8"))
        chance = random.Random(seed)  # noqa: S311 - invented data, no secret
        reads = self._database.reads
        company = reads.setup.company()
        if company is None:
            raise DomainError.of("no_company")
        on = today(self._clock, company.time_zone)
        rows = [row for row in reads.customers.page("", 10_000) if row.number.startswith("C")]
        people = [one for row in rows if (one := reads.customers.get(row.id))]
        templates = [row.template for row in reads.setup.templates()]
        series_id = reads.setup.series()[0].id
        drafts = _drafts(chance, data["products"], people, templates, series_id)
        days = sorted((chance.randint(1, 75) for _ in range(count)), reverse=True)
        return self._add([replace(next(drafts), issued_on=on - timedelta(days=d)) for d in days])

    def _add(self, drafts: Sequence[Invoice]) -> list[int]:
        return self._database.transactions.write(lambda uow: uow.drafts.add_many(drafts))


def _company(texts: dict[str, str], logo_id: str) -> Company:
    data: dict[str, Any] = dict(texts)
    address = PostalAddress(*(data.pop(name) for name in ("lines", "postcode", "city", "country")))
    return Company(**data, address=address, logo_id=logo_id)


def _customer(known: list[list[str]], position: int) -> Customer:
    name, lines, postcode, city, country, vat_id, language, currency, contact = known[
        position % len(known)
    ]
    again = position // len(known)
    kind = CustomerKind.GOVERNMENT if name.startswith("Ayuntamiento") else CustomerKind.BUSINESS
    host = f"customer{position + 1:05}.example"
    contacts = [
        Contact(contact, f"accounts@{host}", frozenset({ContactRole.PRIMARY, ContactRole.FINANCE}))
    ]
    if position % 4 == 1:
        contacts.append(Contact("Bookkeeping", f"books@{host}", frozenset({ContactRole.CC})))
    return Customer(
        id=0,
        number=f"C{10001 + position}",
        name=f"{name} {again + 1}" if again else name,
        kind=kind,
        address=PostalAddress(lines, postcode, city, country),
        vat_id=vat_id,
        language=language,
        currency=currency,
        terms_days=(14, 30, 30, 45)[position % 4],
        contacts=tuple(contacts),
    )


def _catalogue(products: list[list[str]], currency: str) -> list[Product]:
    return [
        Product(0, f"P{number:02}", name, unit, Decimal(price), currency, tax_rate=Decimal(25))
        for number, (name, unit, price) in enumerate(products, 1)
    ]


_UNUSABLE = ("no_email", "bad_email", "no_address", "no_vat_id", "archived")


def _unusable(kind: str) -> Customer:
    """A customer whose invoices cannot be opened and emailed, for one reason."""
    contact = Contact("Kim Berg", f"kim@{kind.replace('_', '-')}.example", _FINANCE)
    names = {
        "no_email": "Silent Harbour Ltd",
        "bad_email": "Typo & Partners",
        "no_address": "Nomad Films",
        "no_vat_id": "Brandneu GmbH",
        "archived": "Yesterday Stores",
    }
    customer = Customer(
        id=0,
        number=f"X{1 + _UNUSABLE.index(kind)}",
        name=names[kind],
        address=PostalAddress("Market Square 1", "20095", "Hamburg", "DE"),
        vat_id="DE136695976",
        contacts=(contact,),
    )
    match kind:
        case "no_email":
            return replace(customer, contacts=(replace(contact, email=""),))
        case "bad_email":
            return replace(customer, contacts=(replace(contact, email="kim@typo..example"),))
        case "no_address":
            return replace(customer, address=PostalAddress())
        case "no_vat_id":
            return replace(customer, vat_id="")
        case _:
            return replace(customer, archived=True)


_FINANCE = frozenset({ContactRole.FINANCE})


def _flaws(unusable: dict[str, Customer], on: date) -> Iterator[Callable[[Invoice], Invoice]]:
    """Ways to spoil a draft, each different, over and over."""
    line = InvoiceLine("Concept and design", Decimal(1), Decimal(100), "h", tax_rate=Decimal(25))
    reverse = with_vat(line, Vat(TaxCategory.REVERSE_CHARGE), None)
    while True:
        yield lambda draft: replace(draft, customer=None)
        yield lambda draft: replace(draft, lines=())
        yield lambda draft: replace(draft, customer=unusable["no_email"])
        yield lambda draft: replace(draft, template=None)
        yield lambda draft: replace(draft, lines=(replace(line, unit_price=Decimal(0)),))
        yield lambda draft: replace(draft, customer=unusable["no_vat_id"], lines=(reverse,))
        yield lambda draft: replace(draft, lines=(replace(line, description=""),))
        yield lambda draft: replace(draft, customer=unusable["bad_email"])
        yield lambda draft: replace(draft, lines=(replace(line, unit_price=Decimal(-250)),))
        yield lambda draft: replace(draft, customer=unusable["no_address"])
        yield lambda draft: replace(draft, lines=(replace(line, quantity=Decimal(0)), line))
        yield lambda draft: replace(draft, customer=unusable["archived"])
        yield lambda draft: replace(draft, issued_on=on, due_on=on - timedelta(days=3))


def _drafts(
    chance: random.Random,
    products: list[list[str]],
    customers: Sequence[Customer],
    templates: Sequence[InvoiceTemplate],
    series_id: int,
) -> Iterator[Invoice]:
    """Drafts without end, for customers in turn."""
    by_language = {"de": templates[1], "fr": templates[2], "es": templates[3]}
    position = 0
    while True:
        customer = customers[position % len(customers)]
        position += 1
        code = _EURO.get(customer.address.country, "S")
        category = TaxCategory(code if customer.vat_id or code != "AE" else "S")
        rate = Decimal(25) if category is TaxCategory.STANDARD else Decimal(0)
        lines = tuple(
            _line(chance, chance.choice(products), Vat(category, rate), customer)
            for _ in range(chance.choice((1, 2, 3, 3, 5, 8, 10)))
        )
        yield Invoice(
            id=0,
            version=0,
            status=InvoiceStatus.DRAFT,
            customer=customer,
            template=by_language.get(customer.language, templates[0]),
            series_id=series_id,
            currency=customer.currency,
            lines=lines,
            discount_percent=Decimal(chance.choice((0, 0, 0, 0, 2, 5))),
            buyer_reference=chance.choice(("", "", f"PO {chance.randint(1000, 9999)}")),
        )


def _line(chance: random.Random, product: list[str], vat: Vat, customer: Customer) -> InvoiceLine:
    description, unit, price = product
    quantity = Decimal(chance.randint(1, 40)) / (2 if unit == "h" else 1)
    if unit == "word":
        quantity = Decimal(chance.randint(400, 9000))
    discount = Decimal(chance.choice((0, 0, 0, 0, 0, 10)))
    if vat.rate and chance.random() < 0.15:
        vat = replace(vat, rate=Decimal(15))
    line = InvoiceLine(description, quantity, Decimal(price), unit, discount_percent=discount)
    return with_vat(line, vat, customer)
