# SPDX-License-Identifier: MIT
"""Certificates for test servers: good ones, and each kind that must be refused."""

import ipaddress
import ssl
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_NOW = datetime.now(UTC)
_DAY = timedelta(days=1)
OWN_NAMES = ("localhost", "127.0.0.1")


@dataclass(frozen=True)
class Authority:
    """A certificate authority; `file` is what a client must trust."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    file: Path
    folder: Path

    def server(
        self,
        names: tuple[str, ...] = OWN_NAMES,
        *,
        expired: bool = False,
        self_signed: bool = False,
        old: bool = False,
    ) -> ssl.SSLContext:
        """A server's side of TLS: `old` speaks at most 1.1."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name(names[0])
        until = _NOW - _DAY if expired else _NOW + 10 * _DAY
        builder = _builder(name, name if self_signed else self.certificate.subject, key, until)
        builder = builder.add_extension(
            x509.SubjectAlternativeName([_alternative(one) for one in names]), critical=False
        )
        signed = builder.sign(key if self_signed else self.key, hashes.SHA256())
        path = self.folder / f"server-{signed.serial_number}.pem"
        path.write_bytes(_pem(signed) + _key_pem(key))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        if old:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # old is what is wanted
                context.minimum_version = ssl.TLSVersion.TLSv1
                context.maximum_version = ssl.TLSVersion.TLSv1_1
            context.set_ciphers("ALL:@SECLEVEL=0")
        return context


def authority(folder: Path) -> Authority:
    """A new authority that nobody knows yet."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Test Authority {x509.random_serial_number()}")
    builder = _builder(name, name, key, _NOW + 10 * _DAY)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    certificate = builder.sign(key, hashes.SHA256())
    file = folder / f"authority-{certificate.serial_number}.pem"
    file.write_bytes(_pem(certificate))
    return Authority(key, certificate, file, folder)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_NOW - 20 * _DAY)
        .not_valid_after(until)
    )


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
