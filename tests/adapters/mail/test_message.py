# SPDX-License-Identifier: MIT
"""Messages: read back by the standard library's parser, they say what was put in."""

import email
import pickle
from dataclasses import replace
from datetime import datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightar_desktop.adapters.mail.message import Attachment, Mailbox, MailParts, build_message
from lightar_desktop.adapters.mail.safety import check
from lightar_desktop.domain.address import header_safe
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.writing import undisguised

ONCE = {"from", "to", "subject", "date", "message-id", "content-type", "mime-version"}


def read(message: bytes) -> EmailMessage:
    """The message as the standard library understands it, which finds no fault with it."""
    parsed = email.message_from_bytes(message, policy=default)
    assert isinstance(parsed, EmailMessage)
    for part in parsed.walk():
        assert not part.defects
        for value in part.values():
            assert not value.defects, value.defects
    names = [name.lower() for name in parsed]
    assert len(names) == len(set(names))
    assert set(names) >= ONCE
    return parsed


def shown_names(parsed: EmailMessage, field: str) -> list[str]:
    """Names as RFC 2047 has them shown: `parsed[field]` leaves blanks between encoded words in
    (python/cpython#92081).
    """
    raw = email.message_from_bytes(parsed.as_bytes())[field]
    return [str(make_header(decode_header(name))) for name, _ in getaddresses([raw])]


def body(parsed: EmailMessage, kind: str) -> str:
    part = parsed.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n").rstrip("\n")


def test_what_goes_in_comes_out(parts: MailParts) -> None:
    parsed = read(build_message(parts))
    assert str(parsed["From"]) == "Acme <ar@acme.example>"
    assert str(parsed["To"]) == "Ada <ada@kunde.example>"
    assert str(parsed["Cc"]) == "chef@kunde.example"
    assert str(parsed["Reply-To"]) == "billing@acme.example"
    assert parsed["Subject"] == parts.subject
    assert parsed["Date"].datetime == parts.date
    assert parsed["Message-ID"] == parts.message_id
    assert parsed["X-LightAR-Ref"] == parts.ref
    assert parsed["Content-Language"] == "en"
    assert parsed["Auto-Submitted"] is None
    assert body(parsed, "plain") == parts.text
    assert body(parsed, "html") == parts.html
    (attached,) = parsed.iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_filename() == "Invoice.pdf"
    assert attached.get_content() == parts.attachments[0].content


def test_the_same_parts_give_the_same_bytes(parts: MailParts) -> None:
    message = build_message(parts)
    assert build_message(pickle.loads(pickle.dumps(parts))) == message
    assert build_message(replace(parts, ref="another-reference")) != message


def test_lines_end_and_fit(parts: MailParts) -> None:
    long = "word " * 400 + "x" * 3000 + "é" * 2000
    message = build_message(replace(parts, text=long, html=long, subject=long))
    lines = message.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert b"\n" not in b"".join(lines)
    parsed = read(message)
    assert parsed["Subject"] == long.strip()
    assert body(parsed, "plain") == long


@pytest.mark.parametrize(
    "text",
    [
        "Rechnung für Jürgen",
        "Счёт № 12",
        "請求書",
        "فاتورة",
        "Invoice 🧾 paid?",
        "=?utf-8?q?not?=",
        "a  b   c",
        'quote " and \\ backslash, comma; (comment) <angle>',
        "many words of an ordinary sentence " * 6,
        "x" * 300,
        "é",
        "",
    ],
)
def test_any_language_in_headers(parts: MailParts, text: str) -> None:
    named = replace(
        parts,
        subject=text,
        from_=Mailbox("ar@acme.example", text),
        to=(Mailbox("ada@kunde.example", text), Mailbox("bob@kunde.example", text)),
    )
    parsed = read(build_message(named))
    wanted = "not" if text.startswith("=?") else text.strip()
    assert parsed["Subject"] == wanted
    assert shown_names(parsed, "To") == [wanted] * 2
    assert [one.addr_spec for one in parsed["To"].addresses] == [
        "ada@kunde.example",
        "bob@kunde.example",
    ]
    assert shown_names(parsed, "From") == [wanted]


@pytest.mark.parametrize(
    "name",
    [
        "شركة النور للتجارة والمقاولات المحدودة ش.م.م (Dubai)",
        "חברת השלום בע״מ",
        "臺灣電腦股份有限公司 Taiwan Computer 台北市信義區市府路四十五號",
        "株式会社さくら商事 𠮷田 髙志",
        "주식회사 한국무역",
        "บริษัท น้ำใสการค้า จำกัด (มหาชน)",
        "ООО «Северное сияние», Ελλάδα",
    ],
)
def test_names_of_every_script_are_encoded_and_folded(parts: MailParts, name: str) -> None:
    named = replace(
        parts,
        subject=f"Invoice 2026-0001 {name}",
        from_=Mailbox("ar@acme.example", name),
        to=(Mailbox("ada@kunde.example", name),),
        text=f"Dear {name}",
        html=f"<p>{name}</p>",
        attachments=(Attachment(f"{name}.pdf", "application/pdf", b"%PDF"),),
    )
    message = build_message(named)
    assert message.isascii()
    assert max(map(len, message.split(b"\r\n"))) <= 78
    parsed = read(message)
    assert parsed["Subject"] == named.subject
    assert shown_names(parsed, "From") == shown_names(parsed, "To") == [name]
    for kind, wanted in (("plain", named.text), ("html", named.html)):
        part = parsed.get_body((kind,))
        assert part is not None
        assert part.get_content_charset() == "utf-8"
        assert body(parsed, kind) == wanted
    (attached,) = parsed.iter_attachments()
    assert attached.get_filename() == f"{name}.pdf"


def test_nothing_disguises_a_subject_a_name_or_a_file(parts: MailParts) -> None:
    disguised = "Pay \u202e001\u202c to \u2066me\u2069"
    parsed = read(
        build_message(
            replace(
                parts,
                subject=disguised,
                from_=Mailbox("ar@acme.example", disguised),
                attachments=(Attachment("in\u202efdp.exe", "application/pdf", b"%PDF"),),
            )
        )
    )
    assert parsed["Subject"] == "Pay 001 to me"
    assert shown_names(parsed, "From") == ["Pay 001 to me"]
    (attached,) = parsed.iter_attachments()
    assert attached.get_filename() == "infdp.exe"


@pytest.mark.parametrize(
    ("name", "read_back"),
    [
        ("Invoice 2026-0001.pdf", "Invoice 2026-0001.pdf"),
        ("Rechnung für Müller & Söhne.pdf", "Rechnung für Müller & Söhne.pdf"),
        ("2026/0001.pdf", "2026-0001.pdf"),
        ("..\\..\\evil.pdf", "..-..-evil.pdf"),
        ('a"b\\c; filename=evil.exe.pdf', 'a"b-c; filename=evil.exe.pdf'),
        ("請求書" * 40 + ".pdf", "請求書" * 40 + ".pdf"),
        ("long " * 30 + ".pdf", "long " * 30 + ".pdf"),
        ("100%25.pdf", "100%25.pdf"),
    ],
)
def test_file_names(parts: MailParts, name: str, read_back: str) -> None:
    attachment = Attachment(name, "application/pdf", b"%PDF")
    (attached,) = read(build_message(replace(parts, attachments=(attachment,)))).iter_attachments()
    assert attached.get_filename() == read_back


def test_a_domain_travels_in_ascii(parts: MailParts) -> None:
    parsed = read(build_message(replace(parts, to=(Mailbox("ada@bücher.example"),))))
    assert str(parsed["To"]) == "ada@xn--bcher-kva.example"


def test_a_local_part_that_needs_unicode_stays(parts: MailParts) -> None:
    message = build_message(replace(parts, to=(Mailbox("jürgen@kunde.example"),)))
    assert "To: jürgen@kunde.example\r\n".encode() in message


def test_reminders_hang_under_their_invoice_and_ask_for_no_answer(parts: MailParts) -> None:
    parsed = read(
        build_message(
            replace(parts, references=("<a@acme.example>", "b@acme.example"), auto_submitted=True)
        )
    )
    assert parsed["In-Reply-To"] == "<b@acme.example>"
    assert parsed["References"].split() == ["<a@acme.example>", "<b@acme.example>"]
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["X-Auto-Response-Suppress"] == "OOF, AutoReply"


def test_text_is_freed_of_what_no_mail_may_hold(parts: MailParts) -> None:
    parsed = read(build_message(replace(parts, text="a\rb\r\nc\x00d\u2028e\tf\x1b")))
    assert body(parsed, "plain") == "a\nb\ncd\ne\tf"


VECTORS = [
    "Hi\r\nBcc: e@x.test",
    "Hi\nBcc: e@x.test",
    "Hi\rBcc: e@x.test",
    "Hi\r\n\r\nbody",
    "Hi\r\n Bcc: e@x.test",
    "Hi\x00Bcc: e@x.test",
    "Hi\x0bBcc: e@x.test",
    "Hi\x0cBcc: e@x.test",
    "Hi\x85Bcc: e@x.test",
    "Hi\u2028Bcc: e@x.test",
    "Hi\u2029Bcc: e@x.test",
    "=?utf-8?q?Hi=0ABcc:_e@x.test?=",
    "=?utf-8?b?SGkNCkJjYzogZUB4LnRlc3Q=?=",
    "=?utf-8?q?Hi=0D=0A=20?= =?iso-8859-1?q?=85Bcc:_e@x.test?=",
    "a@x.test, e@x.test",
    "<e@x.test>",
]
FIELDS = [
    "subject", "from name", "to name", "cc name", "from", "to", "cc", "reply-to", "file name",
    "text", "html", "message-id", "ref", "language", "references", "media type",
]  # fmt: skip


def with_vector(parts: MailParts, field: str, text: str) -> MailParts:
    made = {
        "subject": lambda: replace(parts, subject=text),
        "from name": lambda: replace(parts, from_=replace(parts.from_, name=text)),
        "to name": lambda: replace(parts, to=(Mailbox("ada@kunde.example", text),)),
        "cc name": lambda: replace(parts, cc=(Mailbox("chef@kunde.example", text),)),
        "from": lambda: replace(parts, from_=Mailbox(text, "Acme")),
        "to": lambda: replace(parts, to=(Mailbox(text),)),
        "cc": lambda: replace(parts, cc=(Mailbox(text),)),
        "reply-to": lambda: replace(parts, reply_to=text),
        "file name": lambda: replace(
            parts, attachments=(Attachment(text, "application/pdf", b"%PDF"),)
        ),
        "text": lambda: replace(parts, text=text),
        "html": lambda: replace(parts, html=text),
        "message-id": lambda: replace(parts, message_id=text),
        "ref": lambda: replace(parts, ref=text),
        "language": lambda: replace(parts, language=text),
        "references": lambda: replace(parts, references=(text,)),
        "media type": lambda: replace(parts, attachments=(Attachment("a.pdf", text, b"%PDF"),)),
    }
    return made[field]()


def outcome(parts: MailParts) -> bytes | DomainError:
    try:
        return build_message(parts)
    except DomainError as error:
        return error


def assert_harmless(parts: MailParts, harmed: MailParts) -> None:
    """Refused, or built without a header or a recipient more than the untouched message has."""
    built = outcome(harmed)
    if isinstance(built, DomainError):
        assert built.codes == ("unsafe_message",)
        assert "\n" not in str(built)
        return
    parsed, usual = read(built), read(build_message(parts))
    assert sorted(parsed.keys()) == sorted(usual.keys())
    for name in ("From", "To", "Cc", "Reply-To"):
        assert [one.addr_spec for one in parsed[name].addresses] == [
            one.addr_spec for one in usual[name].addresses
        ]
    assert [part.get_content_type() for part in parsed.walk()] == [
        part.get_content_type() for part in usual.walk()
    ]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("vector", VECTORS, ids=range(len(VECTORS)))
def test_nothing_breaks_out_of_its_field(parts: MailParts, field: str, vector: str) -> None:
    reminder = replace(parts, references=("<first@acme.example>",))
    assert_harmless(reminder, with_vector(reminder, field, vector))


def test_a_long_file_name_is_cut_between_characters(parts: MailParts) -> None:
    """Some readers decode each piece of a name by itself."""
    long = with_vector(parts, "file name", "0\xa0\xa0\xa0" + 3 * "\U00010000")
    assert not any(
        value.defects for part in read(build_message(long)).walk() for value in part.values()
    )


@pytest.mark.parametrize("vector", VECTORS[:14], ids=range(14))
def test_line_breaks_in_headers_are_refused(parts: MailParts, vector: str) -> None:
    with pytest.raises(DomainError, match="line break"):
        build_message(replace(parts, subject=vector))


@given(
    text=st.text(
        st.one_of(st.characters(), st.sampled_from('\r\n\t ,;:<>@"\\()[]=?_\u2028\x85\x00é'))
    ),
    field=st.sampled_from(FIELDS[:4] + FIELDS[8:11]),
)
def test_no_text_breaks_out(text: str, field: str) -> None:
    from tests.adapters.mail.conftest import PARTS

    assert_harmless(PARTS, with_vector(PARTS, field, text))


@given(text=st.text(min_size=1).filter(header_safe))
def test_every_subject_is_read_back(text: str) -> None:
    from tests.adapters.mail.conftest import PARTS

    if "=?" in text or any("\ud800" <= one <= "\udfff" for one in text):
        return
    parsed = read(build_message(replace(PARTS, subject=text)))
    assert parsed["Subject"] == undisguised(text).strip()


@given(text=st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])))
def test_every_text_is_read_back(text: str) -> None:
    from tests.adapters.mail.conftest import PARTS

    assert body(read(build_message(replace(PARTS, text=text))), "plain") == text


@given(content=st.binary(max_size=300))
def test_every_attachment_is_read_back(content: bytes) -> None:
    from tests.adapters.mail.conftest import PARTS

    mail = replace(PARTS, attachments=(Attachment("a.pdf", "application/pdf", content),))
    (attached,) = read(build_message(mail)).iter_attachments()
    assert attached.get_content() == content


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Subject: ", b"Bcc: e@x.test\r\nSubject: "),
        (b"Subject: ", b"Subject: a\r\nSubject: "),
        (b"To: Ada", b"To: e@x.test, Ada"),
        (b"<ada@", b"<eve@"),
        (b"Subject: ", b"Subject: \n"),
        (b"Subject: ", b"Subject: \r"),
        (b"Subject: ", b"Subject: " + b"x" * 999),
        (b"Subject: ", b" \r\nSubject: "),
        (b"Cc: chef@kunde.example\r\n", b""),
        (b"--\r\n", b"--"),
    ],
)
def test_the_last_look_trusts_nobody(message: bytes, old: bytes, new: bytes) -> None:
    meant = {
        "From": ["ar@acme.example"],
        "To": ["ada@kunde.example"],
        "Cc": ["chef@kunde.example"],
        "Reply-To": ["billing@acme.example"],
    }
    check(message, meant)
    head, found, tail = message.rpartition(old) if old == b"--\r\n" else message.partition(old)
    assert found
    with pytest.raises(DomainError) as caught:
        check(head + new + tail, meant)
    assert caught.value.codes == ("unsafe_message",)


def test_no_recipient_no_message(parts: MailParts) -> None:
    with pytest.raises(DomainError, match="no recipient"):
        build_message(replace(parts, to=()))


def test_a_date_without_zone_is_a_mistake_of_ours(parts: MailParts) -> None:
    with pytest.raises(ValueError, match="zone"):
        build_message(replace(parts, date=datetime(2026, 1, 1)))  # noqa: DTZ001 - that is the point
