# SPDX-License-Identifier: MIT
"""The account emails are sent through: its server, its security, its limits."""

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lightar_desktop.domain.address import header_safe, problem_with
from lightar_desktop.domain.errors import Problem

_HOST = re.compile(r"(?!-)[\w-]{1,63}(\.(?!-)[\w-]{1,63})*\.?")


class Security(StrEnum):
    """How the connection is protected. Certificates are always checked; no switch turns it off."""

    NONE = "none"  # only for a server on this machine, or one that asks no password
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True, slots=True)
class MailAccount:
    """Where and as whom emails are sent. The password lives in the keyring, never here."""

    id: int
    host: str
    port: int
    security: Security
    username: str
    from_address: str
    from_name: str
    connections: int = 4
    per_minute: int = 0  # 0: no limit
    ca_file: str = ""  # certificates of a private authority, trusted besides the system's

    @property
    def secret_name(self) -> str:
        """What the keyring calls the password."""
        return f"smtp {self.username} at {self.host}"

    def problems(self) -> tuple[Problem, ...]:
        """Everything that keeps this account from being used, by field."""
        found = []
        if not is_host(self.host):
            found.append(_problem("host", "The server", self.host, "that is no server's name."))
        if not 0 < self.port < 65536:
            found.append(_problem("port", "The port", self.port, "it lies between 1 and 65535."))
        if not header_safe(self.username):
            found.append(Problem("control_character", "username", {"field": "user name"}))
        if not self.from_address:
            found.append(Problem("no_from_address", "from_address"))
        elif why := problem_with(self.from_address):
            found.append(
                Problem("bad_address", "from_address", {"address": self.from_address, "why": why})
            )
        if not header_safe(self.from_name):
            found.append(Problem("control_character", "from_name", {"field": "sender's name"}))
        if not 1 <= self.connections <= 20:
            found.append(_problem("connections", "Connections", self.connections, "1 to 20 go."))
        if self.per_minute < 0:
            found.append(_problem("per_minute", "The limit", self.per_minute, "0 means none."))
        if self.security is Security.NONE and self.username and not is_loopback(self.host):
            found.append(
                _problem("security", "Security", "none", "a password is never sent unencrypted.")
            )
        return tuple(found)


def _problem(field: str, words: str, value: object, why: str) -> Problem:
    return Problem("bad_setting", field, {"field": words, "value": str(value), "why": why})


def is_host(name: str) -> bool:
    """Whether `name` can be a server's name or address."""
    return len(name) <= 253 and (_is_ip(name) or _HOST.fullmatch(name) is not None)


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine, as far as its name tells."""
    return host == "localhost" or (_is_ip(host) and ipaddress.ip_address(host).is_loopback)


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Preset:
    """What is known about a provider, so that nobody has to look it up."""

    name: str
    host: str
    port: int
    security: Security
    connections: int
    per_minute: int
    hint: str = ""


PRESETS: Final = (
    Preset(
        "Microsoft 365",
        "smtp.office365.com",
        587,
        Security.STARTTLS,
        connections=3,
        per_minute=30,
        hint="The administrator must allow authenticated SMTP for this mailbox.",
    ),
    Preset(
        "Gmail",
        "smtp.gmail.com",
        587,
        Security.STARTTLS,
        connections=4,
        per_minute=0,
        hint="Google wants an app password, which needs two-step verification.",
    ),
    Preset("Gmail (TLS)", "smtp.gmail.com", 465, Security.TLS, connections=4, per_minute=0),
    Preset("Other", "", 587, Security.STARTTLS, connections=4, per_minute=0),
)


def _known(name: str, host: str, port: int, security: Security) -> Preset:
    return Preset(name, host, port, security, connections=4, per_minute=0)


_OFFICE, _GMAIL = PRESETS[0], PRESETS[1]
_GMX: Final = _known("GMX", "mail.gmx.net", 587, Security.STARTTLS)
_BY_DOMAIN: Final = {
    "gmail.com": _GMAIL,
    "googlemail.com": _GMAIL,
    "gmx.de": _GMX,
    "gmx.net": _GMX,
    "web.de": _known("WEB.DE", "smtp.web.de", 587, Security.STARTTLS),
    "t-online.de": _known("T-Online", "securesmtp.t-online.de", 465, Security.TLS),
    "posteo.de": _known("Posteo", "posteo.de", 465, Security.TLS),
    "mailbox.org": _known("mailbox.org", "smtp.mailbox.org", 465, Security.TLS),
    "icloud.com": _known("iCloud", "smtp.mail.me.com", 587, Security.STARTTLS),
    "yahoo.com": _known("Yahoo", "smtp.mail.yahoo.com", 465, Security.TLS),
    "fastmail.com": _known("Fastmail", "smtp.fastmail.com", 465, Security.TLS),
    "orange.fr": _known("Orange", "smtp.orange.fr", 465, Security.TLS),
    "free.fr": _known("Free", "smtp.free.fr", 465, Security.TLS),
}


def preset_for(address: str) -> Preset | None:
    """The provider of an address that tells it by its domain; None where one has to ask."""
    domain = address.rpartition("@")[2].strip().lower()
    if domain.endswith(".onmicrosoft.com"):
        return _OFFICE
    return _BY_DOMAIN.get(domain)
