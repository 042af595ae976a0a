# SPDX-License-Identifier: MIT
"""The demo's mail server writes what it is sent, whole and under harmless names."""

import smtplib
from pathlib import Path

from lightar_desktop.adapters.mail.account import SmtpServers
from lightar_desktop.adapters.mail.catcher import MailCatcher
from lightar_desktop.domain.mail_account import MailAccount, Security
from lightar_desktop.domain.outgoing import Verdict, verdict


def test_messages_become_files(tmp_path: Path, message: bytes) -> None:
    with MailCatcher(tmp_path / "mails") as catcher:
        account = MailAccount(
            1, catcher.host, catcher.port, Security.NONE, "", "ar@acme.example", "Acme"
        )
        session = SmtpServers().session(account, None)
        for _ in range(2):
            attempt = session.send("ar@acme.example", ["ada@kunde.example"], message, lambda: True)
            assert verdict(attempt) is Verdict.SENT
        session.close()
    assert catcher.count == 2
    first, second = sorted((tmp_path / "mails").iterdir())
    assert first.name == "00001 ada@kunde.example.eml"
    assert second.read_bytes() == message


def test_it_goes_on_counting(tmp_path: Path) -> None:
    (tmp_path / "00001 a.eml").write_bytes(b"")
    with MailCatcher(tmp_path) as catcher, smtplib.SMTP(catcher.host, catcher.port) as client:
        client.sendmail("a@b.example", ["..%2f..!$/evil@b.example"], b"x\r\n")
    assert [path.name for path in sorted(tmp_path.iterdir())][1] == "00002 _2f.._evil@b.example.eml"


def test_stopping_twice_does_no_harm(tmp_path: Path) -> None:
    catcher = MailCatcher(tmp_path)
    catcher.start()
    catcher.stop()
    catcher.stop()
