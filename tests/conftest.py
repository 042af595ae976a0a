# SPDX-License-Identifier: MIT
"""What holds for every test: no network, no user's own data, no warning that nobody expected."""

import ipaddress
import logging
import os
import re
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before anything imports Qt
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

import hypothesis
import keyring
import keyring.backend
import keyring.errors
import pytest

from tests import postgres

hypothesis.settings.register_profile("quick", deadline=None, max_examples=50, print_blob=True)
hypothesis.settings.register_profile("nightly", deadline=None, max_examples=1000, print_blob=True)
hypothesis.settings.load_profile("quick")

IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


class NetworkRefusedError(Exception):
    """A test reached for a machine other than this one.

    Not an OSError: the program must not take it for a server that is down.
    """


def _refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        if isinstance(address, tuple) and not _is_loopback(str(address[0])):
            raise NetworkRefusedError(f"{event} {address}")
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0]
        if isinstance(host, str) and not _is_loopback(host):
            if host.endswith(".invalid"):  # the name that, by RFC 2606, never resolves
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            raise NetworkRefusedError(f"{event} {host}")


def _is_loopback(host: str) -> bool:
    if host in {"", "localhost", socket.gethostname()}:
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


sys.addaudithook(_refuse_network)


class MemoryKeyring(keyring.backend.KeyringBackend):
    """The system's password safe, for as long as one test."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.passwords: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.passwords[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.passwords.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError(username)


@pytest.fixture(autouse=True)
def memory_keyring() -> Iterator[MemoryKeyring]:
    """The user's own passwords stay out of reach."""
    before = keyring.get_keyring()
    safe = MemoryKeyring()
    keyring.set_keyring(safe)
    yield safe
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder for one test; the user's own is not touched."""
    folder = tmp_path_factory.mktemp("home")
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(folder))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(folder / name.split("_")[1].lower()))
    for name in [n for n in os.environ if n.startswith("LIGHTAR_")]:
        monkeypatch.delenv(name)
    return folder


@pytest.fixture(autouse=True)
def no_unexpected_log(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """A warning in the log fails the test, unless `@pytest.mark.expected_log` names it."""
    yield
    expected = [str(mark.args[0]) for mark in request.node.iter_markers("expected_log")]
    messages = [
        f"{record.name}: {record.getMessage()}"
        for phase in ("setup", "call", "teardown")
        for record in caplog.get_records(phase)
        if record.levelno >= logging.WARNING
    ]
    unexpected = [m for m in messages if not any(re.search(e, m) for e in expected)]
    missing = [e for e in expected if not any(re.search(e, m) for m in messages)]
    assert not unexpected, f"logged, and not expected: {unexpected}"
    assert not missing, f"expected in the log, and not there: {missing}"


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """A thread that outlives its test would disturb the next one."""
    before = set(threading.enumerate())
    yield
    left = [t for t in threading.enumerate() if t not in before and not t.daemon]
    for thread in left:
        thread.join(timeout=5)
    assert not [t for t in left if t.is_alive()], f"threads left running: {left}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.PostgresServer]:
    """A PostgreSQL that runs for the whole session; `fresh_database()` gives each test its own."""
    with postgres.running_postgres() as server:
        if server is None:
            pytest.skip(postgres.MISSING)
        yield server


def _skipped_for_postgres(reporter: pytest.TerminalReporter) -> int:
    return sum(postgres.MISSING in str(r.longrepr) for r in reporter.stats.get("skipped", []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was not tested."""
    if skipped := _skipped_for_postgres(terminalreporter):
        words = f"{postgres.MISSING} (Debian: apt-get install postgresql): {skipped} skipped"
        verdict = ", which fails this run" if IN_CI else ""
        terminalreporter.write_sep("!", words + verdict, red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In the automatic build a test that could not run is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if IN_CI and reporter is not None and _skipped_for_postgres(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
