# SPDX-License-Identifier: MIT
"""The company, its first run and its products, through the services."""

from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest

from lightar_desktop.adapters.system.renderers import InlineRenderers
from lightar_desktop.domain.company import BankAccount, Company
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.product import Product
from lightar_desktop.services.documents import LARGEST_LOGO, DocumentService
from lightar_desktop.services.first_run import FirstRun
from lightar_desktop.services.products import Products
from tests.builders import COMPANY, OSLO
from tests.fakes import InlineRunner, PlainDocuments
from tests.services.conftest import ACCOUNT, World, make_world

A = TypeVar("A")
T = TypeVar("T")
NEW = Company("Fjord AS", OSLO, iban="NO93 8601 1117 947", language="de", time_zone="Europe/Oslo")
DESIGN = Product(0, "D-1", "Design", "h", Decimal("95.5"), tax_rate=Decimal(25))


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[World]:
    made = make_world(f"sqlite:///{tmp_path / 'empty.db'}", InlineRunner())
    yield made
    made.database.close()


def words_of(world: World, subject: str) -> list[str]:
    rows = world.database.reads.journal.since(0)
    return [row.words for row in rows if row.subject == subject]


def test_a_company_is_saved_with_its_accounts_and_logo(world: World) -> None:
    account = BankAccount("DE89370400440532013000", "COBADEFFXXX", "Bank", "EUR")
    typed = replace(COMPANY, iban="no93 8601 1117 947", accounts=(account,))
    saved = world.setup.save_company(typed, logo=b"a picture")
    assert saved.iban == "NO9386011117947"
    assert world.database.reads.setup.company() == saved
    assert world.database.reads.setup.asset(saved.logo_id) == b"a picture"
    (words,) = words_of(world, "company")
    assert "iban: nothing → NO9386011117947" in words
    assert "logo: another" in words
    world.setup.save_company(replace(saved, logo_id=""))
    assert words_of(world, "company")[-1] == "Company changed: logo: none"


def test_a_company_that_cannot_be_printed_changes_nothing(world: World) -> None:
    bad = replace(COMPANY, iban="NO1", time_zone="Nowhere/Town", template_id=9, series_id=9)
    with pytest.raises(DomainError) as refused:
        world.setup.save_company(bad)
    fields = {problem.field for problem in refused.value.problems}
    assert fields == {"iban", "time_zone", "template_id", "series_id"}
    assert world.database.reads.setup.company() == COMPANY
    assert not words_of(world, "company")


@pytest.mark.parametrize(
    ("language", "example", "subject"),
    [
        ("de", "RE-{year}-{number:4}", "Rechnung {{ number }} von {{ company }}"),
        ("fr_CA", "FA-{year}-{number:4}", "Facture {{ number }} de {{ company }}"),
        ("nb", "INV-{year}-{number:4}", "Invoice {{ number }} from {{ company }}"),
    ],
)
def test_the_first_run_makes_a_template_and_a_series_in_the_language(
    empty: World, language: str, example: str, subject: str
) -> None:
    first_run = FirstRun(empty.database, empty.setup)
    assert first_run.is_needed()
    saved = first_run.found(replace(NEW, language=language))
    assert not first_run.is_needed()
    reads = empty.database.reads.setup
    (template,), (series,) = reads.templates(), reads.series()
    assert (saved.template_id, saved.series_id) == (template.template.id, series.id)
    assert series.pattern == example
    assert template.template.subject == subject
    assert saved.iban == "NO9386011117947"


def test_the_first_run_makes_nothing_twice(empty: World) -> None:
    first_run = FirstRun(empty.database, empty.setup)
    again = first_run.found(first_run.found(NEW))
    assert len(empty.database.reads.setup.templates()) == 1
    assert len(empty.database.reads.setup.series()) == 1
    first_run.mail(ACCOUNT, None)
    company = empty.database.reads.setup.company()
    assert company == replace(again, email="ar@nordlys.example")


def test_the_first_run_asks_for_what_an_invoice_needs(empty: World) -> None:
    first_run = FirstRun(empty.database, empty.setup)
    with pytest.raises(DomainError) as refused:
        first_run.found(Company("", iban="NO1"))
    fields = [problem.field for problem in refused.value.problems]
    assert fields == ["name", "iban", "city", "country"]
    assert first_run.is_needed()


def test_products_are_added_changed_and_archived(world: World) -> None:
    products, reads = Products(world.database), world.database.reads.products
    added = products.save(DESIGN)
    changed = products.save(replace(added, unit_price=Decimal(99)))
    assert products.save(changed) == changed  # nothing to do
    gone = products.archive(changed)
    assert reads.page("", 9) == []
    products.reactivate(gone)
    assert [one.unit_price for one in reads.page("des", 9)] == [Decimal(99)]
    assert words_of(world, "product") == [
        "Product Design added",
        "Product Design changed: unit price: 95.5 → 99",
        "Product Design archived",
        "Product Design reactivated",
    ]


def test_a_code_names_one_product_and_is_free_again(world: World) -> None:
    products = Products(world.database)
    first = products.save(DESIGN)
    with pytest.raises(DomainError) as refused:
        products.save(replace(DESIGN, description="Another"))
    assert refused.value.problems[0].field == "code"
    gone = products.archive(first)
    products.save(replace(DESIGN, description="Another"))
    with pytest.raises(DomainError):
        products.reactivate(gone)
    with pytest.raises(DomainError):
        products.save(replace(DESIGN, description="A third"))


def test_a_product_changed_by_another_is_not_overwritten(world: World) -> None:
    products = Products(world.database)
    first = products.save(DESIGN)
    products.save(replace(first, unit="day"))
    with pytest.raises(DomainError) as refused:
        products.save(replace(first, unit="week"))
    assert refused.value.codes == ("product_changed",)


class DyingRenderers(InlineRenderers):
    """A process that a file has killed."""

    def submit(self, function: Callable[[A], T], argument: A) -> "Future[T]":
        answer: Future[T] = Future()
        answer.set_exception(BrokenExecutor("a process ended"))
        return answer


def test_a_picture_too_big_or_deadly_for_its_reader_is_refused(world: World) -> None:
    documents = DocumentService(world.database, PlainDocuments(), InlineRenderers(), world.clock)
    assert documents.logo(b"a picture") == b"a picture"
    dying = DocumentService(world.database, PlainDocuments(), DyingRenderers(), world.clock)
    for service, content in (
        (documents, b""),
        (documents, bytes(LARGEST_LOGO + 1)),
        (dying, b"a picture"),
    ):
        with pytest.raises(DomainError) as refused:
            service.logo(content)
        assert refused.value.codes == ("bad_picture",)
