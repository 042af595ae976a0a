# SPDX-License-Identifier: MIT
"""Mail accounts: what is wrong with one, and what is known of providers."""

from dataclasses import replace

import pytest

from lightar_desktop.domain.mail_account import PRESETS, MailAccount, Security, is_loopback

GOOD = MailAccount(
    1, "smtp.acme.example", 587, Security.STARTTLS, "ar", "ar@acme.example", "Acme AR"
)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, ()),
        ({"host": "127.0.0.1", "security": Security.NONE}, ()),
        ({"host": "localhost", "security": Security.NONE}, ()),
        ({"security": Security.NONE, "username": ""}, ()),
        ({"host": "::1"}, ()),
        ({"host": "bücher.example"}, ()),
        ({"security": Security.NONE}, ("security",)),
        ({"host": ""}, ("host",)),
        ({"host": "smtp acme"}, ("host",)),
        ({"host": "smtp.acme.example\r\nx"}, ("host",)),
        ({"host": "-x.example"}, ("host",)),
        ({"host": "a..b"}, ("host",)),
        ({"port": 0}, ("port",)),
        ({"port": 65536}, ("port",)),
        ({"username": "a\nb"}, ("username",)),
        ({"from_address": "nobody"}, ("from_address",)),
        ({"from_name": "Acme\r\nBcc: x"}, ("from_name",)),
        ({"connections": 0}, ("connections",)),
        ({"connections": 21}, ("connections",)),
        ({"per_minute": -1}, ("per_minute",)),
        ({"host": "", "port": -1}, ("host", "port")),
    ],
)
def test_problems_name_the_field(changes: dict[str, object], fields: tuple[str, ...]) -> None:
    account = replace(GOOD, **changes)  # type: ignore[arg-type]
    found = account.problems()
    assert tuple(problem.field for problem in found) == fields
    assert all(str(problem) for problem in found)


def test_a_missing_sender_is_said_to_be_missing() -> None:
    (problem,) = replace(GOOD, from_address="").problems()
    assert (problem.field, problem.code) == ("from_address", "no_from_address")


def test_loopback() -> None:
    assert is_loopback("127.0.0.9")
    assert is_loopback("::1")
    assert not is_loopback("localhost.evil.example")
    assert not is_loopback("10.0.0.1")


def test_a_preset_makes_a_good_account() -> None:
    for preset in PRESETS:
        account = replace(
            GOOD,
            host=preset.host or GOOD.host,
            port=preset.port,
            security=preset.security,
            connections=preset.connections,
            per_minute=preset.per_minute,
        )
        assert not account.problems()
        assert preset.security is not Security.NONE


def test_microsoft_allows_three_connections_and_thirty_a_minute() -> None:
    preset = next(one for one in PRESETS if one.name == "Microsoft 365")
    assert (preset.connections, preset.per_minute) == (3, 30)
