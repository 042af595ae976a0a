# SPDX-License-Identifier: MIT
"""The same invoice gives the same bytes: again, in threads, in another process."""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lightar_desktop.adapters.documents.invoice import preload, render_invoice
from lightar_desktop.adapters.system.renderers import Renderers
from lightar_desktop.paths import resource
from lightar_desktop.services.ports import PdfRequest
from tests.adapters.documents.printed import issued, line, request

LANGUAGES = ("en", "de", "fr", "es", "nb")


def requests() -> list[PdfRequest]:
    logo = resource("demo/logo.png").read_bytes()
    found = []
    for place in range(20):
        lines = [line(f"Часть {number} of {place}, Łódź") for number in range(place + 1)]
        invoice = issued(*lines, language=LANGUAGES[place % 5])
        found.append(request(invoice, logo if place % 2 else b""))
    return found


def test_again() -> None:
    for one in requests():
        assert render_invoice(one) == render_invoice(one)


def test_in_twenty_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # as unkind as threads can be
    try:
        wanted = [render_invoice(one) for one in requests()]
        with ThreadPoolExecutor(20) as threads:
            assert list(threads.map(render_invoice, requests() * 5)) == wanted * 5
    finally:
        sys.setswitchinterval(before)


def test_in_other_processes() -> None:
    renderers = Renderers(preload, size=2)
    try:
        answers = [renderers.submit(render_invoice, one) for one in requests()]
        assert [each.result() for each in answers] == [render_invoice(one) for one in requests()]
    finally:
        renderers.close()


def test_whatever_the_environment() -> None:
    script = (
        "import hashlib\n"
        "from tests.adapters.documents.test_sameness import requests, render_invoice\n"
        "print(hashlib.sha256(b''.join(map(render_invoice, requests()))).hexdigest())"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "SOURCE_DATE_EPOCH": "1",
        "TZ": "Pacific/Auckland",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "7",
    }
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, env=environment, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    here = hashlib.sha256(b"".join(map(render_invoice, requests()))).hexdigest()
    assert done.stdout.strip() == here


def test_every_difference_shows_in_the_identity() -> None:
    one = render_invoice(request(issued()))
    other = render_invoice(request(issued(note="Other")))
    assert one[-200:] != other[-200:]
