# SPDX-License-Identifier: MIT
"""Nothing secret leaves before the server has proved who it is; and what is said when it cannot."""

import base64
import socket
import traceback
from collections.abc import Callable

import pytest

from lightar_desktop.adapters.mail.connection import MailServerError, Timeouts
from lightar_desktop.adapters.mail.smtp import SmtpSession
from lightar_desktop.domain.mail_account import MailAccount, Security
from lightar_desktop.domain.outgoing import Stage, Verdict, verdict
from tests.adapters.mail.conftest import account_at
from tests.certificates import Authority, authority
from tests.smtp_servers import FEATURES, Fault, FaultyServer

CANARY = "canary-S3cret!"
USERS = {"ar": CANARY}
ADA = "ada@kunde.example"
Connect = Callable[..., SmtpSession]


def on_the_wire(server: FaultyServer) -> bool:
    """Whether the password reached the server in any form."""
    wire = bytes(server.seen.wire)
    return any(
        secret in wire
        for secret in (
            CANARY.encode(),
            base64.b64encode(CANARY.encode()),
            base64.b64encode(f"\0ar\0{CANARY}".encode()),
        )
    )


@pytest.fixture(params=[Security.STARTTLS, Security.TLS])
def security(request: pytest.FixtureRequest) -> Security:
    chosen: Security = request.param
    return chosen


def secured(security: Security, ca: Authority, **how: object) -> FaultyServer:
    return FaultyServer(
        tls=ca.server(**how),  # type: ignore[arg-type]
        implicit_tls=security is Security.TLS,
        users=USERS,
    )


@pytest.mark.parametrize("mechanisms", ["PLAIN LOGIN", "LOGIN", "XOAUTH2 PLAIN"])
def test_a_good_certificate_lets_us_in(
    mechanisms: str, security: Security, ca: Authority, connect: Connect, message: bytes
) -> None:
    with secured(security, ca) as server:
        server.mechanisms = mechanisms
        session = connect(server, CANARY, security=security, username="ar", ca_file=str(ca.file))
        first = session.send("ar@acme.example", [ADA], message, lambda: True)
        second = session.send("ar@acme.example", [ADA], message, lambda: True)
        session.close()
    assert verdict(first) is verdict(second) is Verdict.SENT
    assert server.seen.connections == 1
    assert on_the_wire(server)


REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "self-signed": ({"self_signed": True}, "certificate of its own making"),
    "expired": ({"expired": True}, "has expired"),
    "wrong name": ({"names": ("mail.other.example",)}, "belongs to another server"),
    "too old": ({"old": True}, "too old"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_certificate_ends_it(
    name: str, security: Security, ca: Authority, connect: Connect, message: bytes
) -> None:
    how, words = REFUSED[name]
    with secured(security, ca, **how) as server:
        session = connect(server, CANARY, security=security, username="ar", ca_file=str(ca.file))
        attempt = session.send("ar@acme.example", [ADA], message, lambda: True)
        session.close()
    assert attempt.stage is Stage.CONNECT
    assert words in attempt.reply.text
    assert not on_the_wire(server)
    assert not any(command.startswith("AUTH") for command in server.seen.commands)


def test_an_unknown_authority_ends_it(
    security: Security, ca: Authority, connect: Connect, message: bytes
) -> None:
    stranger = authority(ca.folder)
    with secured(security, ca) as server:
        for file in ("", str(stranger.file)):
            session = connect(server, CANARY, security=security, username="ar", ca_file=file)
            attempt = session.send("ar@acme.example", [ADA], message, lambda: True)
            session.close()
            assert "an authority this computer does not know" in attempt.reply.text
    assert not on_the_wire(server)


def test_starttls_stripped_ends_it(connect: Connect, message: bytes) -> None:
    with FaultyServer(users=USERS) as server:
        session = connect(server, CANARY, security=Security.STARTTLS, username="ar")
        attempt = session.send("ar@acme.example", [ADA], message, lambda: True)
        session.close()
    assert "offers no encryption" in attempt.reply.text
    assert not on_the_wire(server)
    assert not any(command.startswith(("AUTH", "MAIL")) for command in server.seen.commands)


def test_starttls_refused_ends_it(ca: Authority, connect: Connect) -> None:
    with FaultyServer(Fault("STARTTLS", "454 4.7.0 no"), tls=ca.server(), users=USERS) as server:
        session = connect(server, CANARY, security=Security.STARTTLS, username="ar")
        with pytest.raises(MailServerError, match="offers encryption but refuses it"):
            session.connect()
    assert not on_the_wire(server)


def test_words_slipped_in_before_encryption_end_it(ca: Authority, connect: Connect) -> None:
    fault = Fault("STARTTLS", "220 go ahead\r\n250 AUTH PLAIN")
    with FaultyServer(fault, tls=ca.server(), users=USERS) as server:
        session = connect(server, CANARY, security=Security.STARTTLS, username="ar")
        with pytest.raises(MailServerError, match="tampers"):
            session.connect()
    assert not on_the_wire(server)


def test_tls_on_a_port_without_it(connect: Connect) -> None:
    with FaultyServer() as server:
        session = connect(server, CANARY, security=Security.TLS, username="ar")
        with pytest.raises(MailServerError, match="does not speak TLS on this port"):
            session.connect()


def test_no_password_in_the_clear_to_another_machine(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lightar_desktop.adapters.mail.connection import Connection

    monkeypatch.setattr(Connection, "_is_local", lambda _: False)
    with FaultyServer(users=USERS) as server:
        session = connect(server, CANARY, security=Security.NONE, username="ar")
        with pytest.raises(MailServerError, match="never sent unencrypted"):
            session.connect()
    assert not on_the_wire(server)


def test_in_the_clear_to_this_machine(connect: Connect) -> None:
    with FaultyServer(users=USERS) as server:
        session = connect(server, CANARY, security=Security.NONE, username="ar")
        session.connect()
        assert session.connected
        session.close()


def test_an_unreadable_authority_file(ca: Authority, connect: Connect) -> None:
    broken = ca.folder / "broken.pem"
    broken.write_text("nothing")
    with FaultyServer(tls=ca.server(), implicit_tls=True) as server:
        for file in (broken, ca.folder / "missing.pem"):
            session = connect(server, security=Security.TLS, ca_file=str(file))
            with pytest.raises(MailServerError, match="holds no certificate"):
                session.connect()


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ("535 5.7.8 authentication failed", "user name or password is wrong"),
        ("535 5.7.139 Authentication unsuccessful", "administrator must allow"),
        ("534 5.7.9 Application-specific password required", "app password"),
        ("550 5.7.30 Basic authentication is not supported", "no longer takes passwords"),
        ("454 4.7.0 Temporary authentication failure", "tries again later"),
        ("554 5.7.0 no", "refuses the login"),
    ],
)
def test_a_refused_login_is_explained(reply: str, words: str, connect: Connect) -> None:
    with FaultyServer(Fault("AUTH", reply), users=USERS) as server:
        session = connect(server, CANARY, username="ar")
        with pytest.raises(MailServerError, match=words) as caught:
            session.connect()
    assert caught.value.step == "Log in"
    assert str(caught.value.as_reply()).startswith(reply[:3])


def test_a_wrong_password(connect: Connect, message: bytes) -> None:
    with FaultyServer(users=USERS) as server:
        session = connect(server, "wrong", username="ar")
        attempt = session.send("ar@acme.example", [ADA], message, lambda: True)
        session.close()
    assert verdict(attempt) is Verdict.ACCOUNT
    assert attempt.reply.code == 535


@pytest.mark.parametrize(("password", "words"), [(None, "missing"), ("", "missing")])
def test_a_missing_password(password: str | None, words: str, connect: Connect) -> None:
    with FaultyServer(users=USERS) as server, pytest.raises(MailServerError, match=words):
        connect(server, password, username="ar").connect()


def test_a_server_that_takes_no_password(connect: Connect) -> None:
    with FaultyServer() as server, pytest.raises(MailServerError, match="takes no password"):
        connect(server, CANARY, username="ar").connect()


@pytest.mark.parametrize("password", [CANARY, "pässwörd", "half\ud800"])
def test_a_password_never_shows(
    password: str, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even when the server repeats it, the connection breaks, or it cannot be encoded."""
    encoded = base64.b64encode(password.encode("utf-8", "replace")).decode()
    faults = (
        Fault("AUTH", f"535 wrong: {password.encode('utf-8', 'replace').decode()} {encoded}"),
        Fault("AUTH", close=True),
    )
    for fault in faults:
        with FaultyServer(fault, users={"ar": password.encode("utf-8", "replace").decode()}) as s:
            session = connect(s, password, username="ar")
            with pytest.raises(MailServerError) as caught:
                session.connect()
        told = "".join(traceback.format_exception(caught.value))
        for text in (told, str(caught.value.as_reply()), repr(session), caplog.text):
            assert password not in text
            assert encoded not in text


def test_nobody_there(message: bytes) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    account = MailAccount(1, "127.0.0.1", port, Security.TLS, "", "ar@acme.example", "")
    attempt = SmtpSession(account, None).send("ar@acme.example", [ADA], message, lambda: True)
    assert attempt.stage is Stage.CONNECT
    assert f"takes no connections on port {port}" in attempt.reply.text


def test_no_such_server(message: bytes) -> None:
    account = MailAccount(1, "mail.acme.invalid", 587, Security.TLS, "", "ar@acme.example", "")
    attempt = SmtpSession(account, None).send("ar@acme.example", [ADA], message, lambda: True)
    assert "There is no server called mail.acme.invalid" in attempt.reply.text


def test_a_server_that_does_not_speak() -> None:
    with FaultyServer(Fault("CONNECT", hang=True)) as server:
        session = SmtpSession(account_at(server), None, Timeouts(reply=0.2))
        with pytest.raises(MailServerError, match="does not answer"):
            session.connect()


def test_plain_and_pipelined_agree_on_encryption(ca: Authority, connect: Connect) -> None:
    """What was offered before encryption is forgotten: it may have been forged."""
    with FaultyServer(tls=ca.server(), features=FEATURES) as server:
        session = connect(server, security=Security.STARTTLS, ca_file=str(ca.file))
        session.connect()
        session.close()
    assert [command.split()[0] for command in server.seen.commands][:3] == [
        "ehlo",
        "STARTTLS",
        "ehlo",
    ]
