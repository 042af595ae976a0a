# SPDX-License-Identifier: MIT
"""Encryption that is always checked, and what to tell a person when the check fails."""

import ssl
from functools import lru_cache
from pathlib import Path
from typing import Final


def context(ca_file: str = "") -> ssl.SSLContext:
    """TLS 1.2 or newer, certificate and name checked against the system's authorities and those
    in `ca_file`.
    """
    return _context(ca_file, Path(ca_file).stat().st_mtime_ns if ca_file else 0)


@lru_cache(maxsize=8)  # reading the system's authorities takes 20 ms
def _context(ca_file: str, _changed_at: int) -> ssl.SSLContext:
    made = ssl.create_default_context()
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        made.load_verify_locations(ca_file)
    return made


def words_for(error: ssl.SSLError, host: str) -> str:
    """What is wrong with the encryption and what to do about it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _CERTIFICATE.get(
            error.verify_code, f"The certificate of {{host}} is not valid ({error.verify_message})."
        ).format(host=host)
    if error.reason in _OLD:
        return (
            f"{host} only offers encryption that is too old (below TLS 1.2); whoever runs it must "
            "update it."
        )
    # Some patch releases of Python do not pass on why OpenSSL gave up.
    if not error.reason or "EOF" in error.reason or isinstance(error, ssl.SSLEOFError):
        return (
            f"{host} broke off while encryption was agreed on; check port and security, or perhaps "
            "it only knows encryption that is too old (below TLS 1.2)."
        )
    if error.reason in _NOT_TLS:
        return f"{host} does not speak TLS on this port; check port and security of the account."
    return f"{host} and LightAR could not agree on encryption ({error.reason})."


_SELF_SIGNED: Final = (
    "{host} identifies itself with a certificate of its own making; nobody vouches for it. If "
    "it is yours, give the account the file of your certificate authority."
)
_WRONG_NAME: Final = (
    "The certificate belongs to another server than {host}; correct the server's name."
)
# By OpenSSL's X509_V_ERR numbers.
_CERTIFICATE: Final = {
    9: "The certificate of {host} is not valid yet; check this computer's clock.",
    10: "The certificate of {host} has expired; whoever runs it must renew it.",
    18: _SELF_SIGNED,
    19: _SELF_SIGNED,
    20: "The certificate of {host} comes from an authority this computer does not know; give the "
    "account the file of that authority.",
    62: _WRONG_NAME,
    64: _WRONG_NAME,
}
_OLD: Final = {
    "UNSUPPORTED_PROTOCOL",
    "TLSV1_ALERT_PROTOCOL_VERSION",
    "TLSV1_ALERT_INSUFFICIENT_SECURITY",
    "NO_PROTOCOLS_AVAILABLE",
}
_NOT_TLS: Final = {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL"}
