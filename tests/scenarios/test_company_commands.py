# SPDX-License-Identifier: MIT
"""`lightar company` and `lightar series`, as somebody outside meets them."""

from pathlib import Path

from lightar_desktop import paths
from tests.program import Program


def test_a_company_is_set_up_and_shown(tmp_path: Path) -> None:
    program = Program(f"sqlite:///{tmp_path / 'new.db'}", tmp_path)
    logo = paths.resource("demo/logo.png")
    program.json(
        *("company", "set", "name=Fjord AS", "iban=no93 8601 1117 947", "city=Oslo"),
        *("country=NO", "registered_city=Bergen", "terms_days=14", f"logo={logo}"),
    )
    shown = program.json("company", "show")
    assert (shown["name"], shown["iban"]) == ("Fjord AS", "NO9386011117947")
    assert (shown["registered_city"], shown["terms_days"]) == ("Bergen", 14)
    assert len(shown["logo"]) == 64
    refused = program.run("company", "set", "iban=NO9386011117948")
    assert refused.status == 2
    assert "mistyped" in refused.err
    assert program.run("company", "set", "colour").status == 2
    assert program.run("company", "set", "terms_days=soon").status == 2


def test_series_are_added_and_changed(tmp_path: Path) -> None:
    program = Program(f"sqlite:///{tmp_path / 'new.db'}", tmp_path)
    words = ("--name", "Invoices", "--pattern", "R{number:3}", "--yearly", "no", "--next", "7")
    added = program.json("series", "set", *words)
    assert added["example"] == "R007"
    changed = program.json("series", "set", added["id"], "--next", "12")
    assert (changed["example"], changed["name"]) == ("R012", "Invoices")
    assert program.json("series", "list") == [changed]
    assert program.run("series", "set", "99", "--next", "1").status == 2
    refused = program.run("series", "set", "--name", "More", "--pattern", "{month}")
    assert refused.status == 2
    assert "{month} is not known" in refused.err
