# SPDX-License-Identifier: MIT
"""What is typed reaches the database, whichever thread saves and whatever fails in between."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.invoice import Invoice
from lightar_desktop.services.autosave import Autosave
from lightar_desktop.services.ports import StorageError
from tests.services.conftest import World


def load(world: World, invoice_id: int) -> Invoice:
    (found,) = world.database.reads.invoices.load([invoice_id])
    return found


def test_the_last_thing_kept_is_stored_whoever_saves(world: World) -> None:
    draft = load(world, world.drafting.new(1))
    autosave = Autosave(world.drafting, draft)

    def type_on(number: int) -> None:
        autosave.keep(replace(draft, note="x" * number))
        autosave.save()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(type_on, range(1, 40)))
    autosave.keep(replace(draft, note="the end"))
    autosave.finish()
    assert load(world, draft.id).note == "the end"
    assert autosave.version == load(world, draft.id).version
    assert not autosave.pending


def test_what_is_typed_and_taken_back_writes_nothing(world: World) -> None:
    draft = load(world, world.drafting.new(1))
    autosave = Autosave(world.drafting, draft)
    autosave.keep(replace(draft, note="x"))
    autosave.keep(draft)
    assert autosave.save() == draft
    assert load(world, draft.id).version == draft.version


def test_what_could_not_be_stored_is_stored_the_next_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = load(world, world.drafting.new(1))
    autosave = Autosave(world.drafting, draft)
    autosave.keep(replace(draft, note="kept"))

    def full(_draft: Invoice) -> int:
        raise StorageError("The disk is full; free some space and try again.")

    with monkeypatch.context() as disk:
        disk.setattr(world.drafting, "save", full)
        with pytest.raises(StorageError):
            autosave.save()
    assert autosave.pending
    autosave.save()
    assert load(world, draft.id).note == "kept"


def test_after_a_conflict_nothing_is_saved_before_a_version_is_chosen(world: World) -> None:
    draft = load(world, world.drafting.new(1))
    autosave = Autosave(world.drafting, draft)
    world.drafting.save(replace(draft, note="theirs"))
    autosave.keep(replace(draft, note="mine"))
    with pytest.raises(DomainError):
        autosave.save()
    theirs = load(world, draft.id)
    autosave.follow(theirs)
    assert autosave.save() == theirs
    autosave.keep(replace(theirs, note="mine"))
    assert autosave.save().note == load(world, draft.id).note == "mine"


def test_a_duplicated_credit_note_is_numbered_as_an_invoice(world: World) -> None:
    (first,) = world.drafts({})
    world.open([first], None)
    note = world.drafting.credit_note(first)
    copy = load(world, world.drafting.duplicate(note))
    assert (copy.kind.value, copy.corrects_id, copy.series_id) == ("invoice", None, 1)
