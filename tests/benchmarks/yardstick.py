# SPDX-License-Identifier: MIT
"""The straightforward way to open, print and send a batch: what most programs would do.

Twenty threads, each with an ORM session that begins and commits for itself, platypus with a
registered font behind a lock (ReportLab's fonts are not safe with threads), the standard library's
`EmailMessage`, and a new connection to the mail server for every message. It does the product's
job as durably: number, lock, journal, outgoing email, PDF stored, sent, recorded.
"""

import hashlib
import smtplib
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Any

from sqlalchemy import ForeignKey, Numeric, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

from lightar_desktop.adapters.db.engine import journal_mode
from lightar_desktop.domain.issued import from_json
from lightar_desktop.domain.tax import totals
from lightar_desktop.services.ports import PdfRequest
from tests.benchmarks.pdf import request, straightforward

THREADS = 20


class Base(DeclarativeBase):
    """The yardstick's tables."""


class Counter(Base):
    __tablename__ = "counter"
    id: Mapped[int] = mapped_column(primary_key=True)
    following: Mapped[int]


class Line(Base):
    __tablename__ = "line"
    id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), index=True)
    description: Mapped[str]
    quantity: Mapped[Decimal] = mapped_column(Numeric(asdecimal=True))
    unit_price: Mapped[Decimal] = mapped_column(Numeric(asdecimal=True))
    tax_rate: Mapped[Decimal] = mapped_column(Numeric(asdecimal=True))


class Invoice(Base):
    __tablename__ = "invoice"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(default="draft", index=True)
    number: Mapped[str | None] = mapped_column(unique=True)
    customer: Mapped[str]
    email: Mapped[str]
    total: Mapped[Decimal] = mapped_column(Numeric(asdecimal=True))
    lines: Mapped[list[Line]] = relationship(lazy="select")


class Audit(Base):
    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    invoice_id: Mapped[int] = mapped_column(index=True)
    said: Mapped[str]


class Outgoing(Base):
    __tablename__ = "outgoing"
    id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[int] = mapped_column(index=True)
    state: Mapped[str]
    message_id: Mapped[str] = mapped_column(unique=True)
    reply: Mapped[str] = mapped_column(default="")


class Document(Base):
    __tablename__ = "document"
    id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[int] = mapped_column(unique=True)
    sha256: Mapped[str]
    content: Mapped[bytes]


class Yardstick:
    """The straightforward program on a database of its own."""

    def __init__(self, path: Path, port: int) -> None:
        self._port = port
        self._engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 60})
        event.listen(self._engine, "connect", _set_up)
        event.listen(self._engine, "begin", _begin)
        self._fonts = threading.Lock()
        self._order = request(10)
        Base.metadata.create_all(self._engine)
        with Session(self._engine) as session, session.begin():
            session.add(Counter(id=1, following=1))

    def close(self) -> None:
        self._engine.dispose()

    def add(self, count: int) -> list[int]:
        """Add drafts of ten lines; returns their ids."""
        lines = from_json(self._order.issued_json, "").lines
        total = totals(lines, "EUR").total
        with Session(self._engine) as session, session.begin():
            drafts = [
                Invoice(
                    customer="Weber & Söhne GmbH",
                    email=f"accounts@customer{position}.example",
                    total=total,
                    lines=[
                        Line(
                            description=line.description,
                            quantity=line.quantity,
                            unit_price=line.unit_price,
                            tax_rate=line.tax_rate,
                        )
                        for line in lines
                    ],
                )
                for position in range(count)
            ]
            session.add_all(drafts)
            session.flush()
            return [draft.id for draft in drafts]

    def send_all(self, ids: Iterable[int]) -> None:
        """Open, print and email every draft, twenty at a time."""
        with ThreadPoolExecutor(THREADS) as threads:
            for done in [threads.submit(self._one, invoice_id) for invoice_id in ids]:
                done.result()

    def _one(self, invoice_id: int) -> None:
        order, to = self._open(invoice_id)
        with self._fonts:
            pdf = straightforward(order)
        number = order.number or ""
        message = _message(number, to, pdf)
        self._store(invoice_id, pdf)
        with smtplib.SMTP("127.0.0.1", self._port, local_hostname="[127.0.0.1]") as server:
            refused = server.send_message(message)
        self._settle(invoice_id, str(refused or "taken"))

    def _open(self, invoice_id: int) -> tuple[PdfRequest, str]:
        with Session(self._engine) as session, session.begin():
            invoice = session.get_one(Invoice, invoice_id)
            if invoice.status != "draft" or not invoice.lines or invoice.total <= 0:
                raise ValueError("not to be opened")
            counter = session.get_one(Counter, 1)
            invoice.number = f"INV-2026-{counter.following:04}"
            counter.following += 1
            invoice.status = "open"
            message_id = make_msgid(domain="nordlys.example")
            session.add(Audit(kind="invoice.opened", invoice_id=invoice_id, said=invoice.number))
            session.add(Audit(kind="email.queued", invoice_id=invoice_id, said=invoice.email))
            session.add(Outgoing(invoice_id=invoice_id, state="queued", message_id=message_id))
            return replace(self._order, number=invoice.number), invoice.email

    def _store(self, invoice_id: int, pdf: bytes) -> None:
        with Session(self._engine) as session, session.begin():
            digest = hashlib.sha256(pdf).hexdigest()
            session.add(Document(invoice_id=invoice_id, sha256=digest, content=pdf))
            _outgoing(session, invoice_id).state = "sending"

    def _settle(self, invoice_id: int, reply: str) -> None:
        with Session(self._engine) as session, session.begin():
            outgoing = _outgoing(session, invoice_id)
            outgoing.state, outgoing.reply = "sent", reply
            session.add(Audit(kind="email.sent", invoice_id=invoice_id, said=reply))


def _outgoing(session: Session, invoice_id: int) -> Outgoing:
    return session.query(Outgoing).filter_by(invoice_id=invoice_id).one()


def _message(number: str, to: str, pdf: bytes) -> EmailMessage:
    text = f"Dear customer,\n\nplease find attached invoice {number}.\n"
    message = EmailMessage()
    message["From"] = "Nordlys Design AS <ar@nordlys.example>"
    message["To"] = to
    message["Reply-To"] = "ar@nordlys.example"
    message["Subject"] = f"Invoice {number}"
    message.set_content(text)
    message.add_alternative(f"<html><body><p>{text}</p></body></html>", subtype="html")
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename=f"{number}.pdf")
    return message


def _set_up(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    connection.execute(f"PRAGMA journal_mode = {journal_mode()}")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
