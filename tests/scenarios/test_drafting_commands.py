# SPDX-License-Identifier: MIT
"""Drafts written, and opened invoices corrected, from the command line."""

from tests.scenarios.conftest import Filled

LINES = ("--line", "Design;2;95.00;25", "--line", "Hosting, one year;1;1,200;25 %")


def test_an_invoice_is_written_opened_credited_and_another_voided(filled: Filled) -> None:
    program = filled()
    written = program.json("invoices", "new", "--customer", "C10001", *LINES)
    assert (written["status"], written["kind"], written["number"]) == ("draft", "invoice", None)
    assert written["total"] == "1737.50"
    copies = [program.json("invoices", "duplicate", written["id"])["id"] for _ in range(2)]
    first, second = written["id"], copies[0]
    program.json("open", first, second)
    note = program.json("invoices", "credit", first, "--line", "1=1")
    assert (note["kind"], note["total"]) == ("credit_note", "-118.75")
    program.json("open", note["id"])
    shown = program.json("invoices", "show", first)
    assert (shown["balance"], shown["status"]) == ("1618.75", "partially_paid")
    (linked,) = shown["credit_notes"]
    assert linked["id"] == note["id"]
    assert program.json("invoices", "show", note["id"])["corrects"] == shown["number"]
    assert "cannot be voided" in program.refused("invoices", "void", first, "--reason", "x")
    void = program.json("invoices", "void", second, "--reason", "Sent to the wrong customer")
    assert (void["status"], void["balance"]) == ("void", "0.00")
    assert program.json("invoices", "show", second)["void_reason"] == "Sent to the wrong customer"
    gone = program.json("invoices", "delete", copies[1], first, status=1)
    assert gone == {"deleted": [copies[1]], "kept": [first]}
    assert "never deleted" in program.refused("invoices", "delete", first)
    assert program.json("audit", "verify")["ok"]
    assert "Corrects INV-" in program.run("invoices", "show", note["id"]).out


def test_what_makes_no_sense_is_refused_in_a_sentence(filled: Filled) -> None:
    program = filled()
    before = len(program.json("invoices", "list"))
    for line, words in (
        ("Design", "is no line"),
        ("Design;two;95", "is not a number"),
        ("Design;2;95;much", "is no VAT"),
        ("Design;999999999;999999999", "more than an invoice can hold"),
    ):
        assert words in program.refused("invoices", "new", "--line", line)
    draft = program.json("invoices", "list")[0]["id"]
    assert "not corrected but edited" in program.refused("invoices", "credit", draft)
    assert "Say why" in program.refused("invoices", "void", draft, "--reason", " ")
    assert len(program.json("invoices", "list")) == before
