# SPDX-License-Identifier: MIT
"""PDFs that were not made, by a crash or because they cannot be."""

import pytest

from lightar_desktop.domain.outgoing import OutgoingState
from lightar_desktop.services.ports import PdfRequest
from tests.fakes import PlainDocuments
from tests.services.conftest import World


@pytest.mark.expected_log("could not be made|cannot be made")
def test_a_pdf_that_cannot_be_made_holds_up_no_other_email(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = PlainDocuments.render_pdf

    def spoiled(request: PdfRequest) -> bytes:
        if (request.number or "").endswith("2"):
            raise ValueError("a glyph nobody has")
        return draw(request)

    monkeypatch.setattr(PlainDocuments, "render_pdf", staticmethod(spoiled))
    ids = world.drafts(count=3)
    world.open(ids)
    world.deliver()
    states = [world.email(invoice_id).state for invoice_id in ids]
    assert states == [OutgoingState.SENT, OutgoingState.QUEUED, OutgoingState.SENT]
    monkeypatch.setattr(PlainDocuments, "render_pdf", staticmethod(draw))
    world.deliver()
    assert world.email(ids[1]).state is OutgoingState.SENT
