# SPDX-License-Identifier: MIT
"""Passwords in the system's keyring, or where there is none in memory, for this run only."""

import logging
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SERVICE: Final = "LightAR Desktop"
# These write passwords where anyone can read them, or nowhere.
_REFUSED: Final = ("keyrings.alt", "keyring.backends.fail", "keyring.backends.null")
_CHAIN: Final = "keyring.backends.chainer"

_log = logging.getLogger(__name__)


class KeyringSecrets:
    """Passwords by name. The keyring is looked for at first use: that takes a tenth of a second."""

    def __init__(self) -> None:
        self._memory: dict[str, str] = {}
        self._keyring: KeyringBackend | None = None
        self._sought = False

    def __repr__(self) -> str:
        return f"<KeyringSecrets lasting={self.lasting}>"

    @property
    def lasting(self) -> bool:
        """Whether secrets survive the end of the program; otherwise each start asks for them."""
        return self._backend() is not None

    def get(self, name: str) -> str | None:
        """The secret, or None when it was never given."""
        if name in self._memory:
            return self._memory[name]
        if backend := self._backend():
            try:
                return backend.get_password(_SERVICE, name)
            except Exception as error:  # noqa: BLE001 - each backend has errors of its own
                self._give_up(error)
        return None

    def set(self, name: str, value: str) -> None:
        """Keep the secret."""
        if backend := self._backend():
            try:
                backend.set_password(_SERVICE, name, value)
            except Exception as error:  # noqa: BLE001 - see get
                self._give_up(error)
            else:
                self._memory.pop(name, None)
                return
        self._memory[name] = value

    def delete(self, name: str) -> None:
        """Forget the secret, if it is known."""
        self._memory.pop(name, None)
        if backend := self._backend():
            try:
                if backend.get_password(_SERVICE, name) is not None:
                    backend.delete_password(_SERVICE, name)
            except Exception as error:  # noqa: BLE001 - see get
                self._give_up(error)

    def _backend(self) -> "KeyringBackend | None":
        if not self._sought:
            import keyring

            self._keyring = _acceptable(keyring.get_keyring())
            self._sought = True
        return self._keyring

    def _give_up(self, error: Exception) -> None:
        """The keyring is locked or broken: memory has to do. The error may quote a secret, so only
        its kind is logged.
        """
        _log.warning("The keyring cannot be used: %s", type(error).__name__)
        self._keyring = None


def _acceptable(backend: "KeyringBackend") -> "KeyringBackend | None":
    """`backend`, or the first of a chain, that keeps secrets and keeps them secret."""
    module = type(backend).__module__
    if module.startswith(_CHAIN):
        parts: list[KeyringBackend] = list(getattr(backend, "backends", ()))
        return next((part for part in parts if _acceptable(part)), None)
    return None if module.startswith(_REFUSED) else backend
