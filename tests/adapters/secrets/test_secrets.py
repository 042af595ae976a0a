# SPDX-License-Identifier: MIT
"""Passwords go to the keyring if it is worth its name, else stay in memory."""

from collections.abc import Iterator

import keyring
import keyring.backend
import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import keyring.errors
import pytest

from lightar_desktop.adapters.secrets import KeyringSecrets


class Backend(keyring.backend.KeyringBackend):
    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]


class Plaintext(Backend):
    """Like the one in keyrings.alt that writes passwords into a file anyone can read."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        raise AssertionError("asked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("used")


Plaintext.__module__ = "keyrings.alt.file"


class Locked(Backend):
    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked("do not quote canary")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.KeyringLocked("do not quote canary")


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def new(backend: keyring.backend.KeyringBackend) -> KeyringSecrets:
    keyring.set_keyring(backend)
    return KeyringSecrets()


def test_kept_in_the_keyring() -> None:
    secrets = KeyringSecrets()
    assert secrets.lasting
    assert secrets.get("smtp") is None
    secrets.set("smtp", "canary")
    assert KeyringSecrets().get("smtp") == "canary"
    assert keyring.get_password("LightAR Desktop", "smtp") == "canary"
    secrets.delete("smtp")
    secrets.delete("smtp")
    assert secrets.get("smtp") is None


@pytest.mark.parametrize(
    "backend", [keyring.backends.fail.Keyring, keyring.backends.null.Keyring, Plaintext]
)
def test_kept_in_memory_where_no_keyring_is(
    backend: type[keyring.backend.KeyringBackend],
) -> None:
    secrets = new(backend())
    assert not secrets.lasting
    secrets.set("smtp", "canary")
    assert secrets.get("smtp") == "canary"
    assert KeyringSecrets().get("smtp") is None
    secrets.delete("smtp")
    assert secrets.get("smtp") is None


@pytest.mark.expected_log("The keyring cannot be used: KeyringLocked")
def test_a_locked_keyring_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    secrets = new(Locked())
    secrets.set("smtp", "canary")
    assert secrets.get("smtp") == "canary"
    assert not secrets.lasting
    assert "canary" not in caplog.text


@pytest.mark.expected_log("The keyring cannot be used: KeyringLocked")
def test_a_keyring_locked_when_asked() -> None:
    assert new(Locked()).get("smtp") is None


def test_a_chain_is_searched_for_a_good_one(
    monkeypatch: pytest.MonkeyPatch, memory_keyring: keyring.backend.KeyringBackend
) -> None:
    chain = keyring.backends.chainer.ChainerBackend()  # type: ignore[no-untyped-call]
    for backends, lasting in (([Plaintext(), memory_keyring], True), ([Plaintext()], False)):
        monkeypatch.setattr(type(chain), "backends", backends)
        secrets = new(chain)
        assert secrets.lasting is lasting
        secrets.set("smtp", "canary")
        assert secrets.get("smtp") == "canary"


def test_nothing_shows() -> None:
    secrets = KeyringSecrets()
    secrets.set("smtp", "canary")
    assert "canary" not in repr(secrets)
