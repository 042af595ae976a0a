# SPDX-License-Identifier: MIT
"""The guards of conftest.py work, and so does the PostgreSQL of the tests."""

import logging
import os
import smtplib
import socket
from pathlib import Path

import keyring
import psycopg
import pytest

from tests.conftest import NetworkRefusedError
from tests.postgres import PostgresServer


def test_no_other_machine_is_reached() -> None:
    with pytest.raises(NetworkRefusedError), socket.socket() as outside:
        outside.connect(("192.0.2.1", 25))
    with pytest.raises(NetworkRefusedError):
        smtplib.SMTP("mail.example.com")
    with pytest.raises(socket.gaierror):
        smtplib.SMTP("mail.invalid")


def test_this_machine_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_passwords_and_home_belong_to_the_test(home: Path) -> None:
    assert keyring.get_password("lightar", "mail") is None
    keyring.set_password("lightar", "mail", "secret")
    assert keyring.get_password("lightar", "mail") == "secret"
    assert Path.home() == home
    assert os.environ["XDG_DATA_HOME"].startswith(str(home))


@pytest.mark.expected_log("the disk is full")
def test_an_expected_warning_is_no_failure() -> None:
    logging.getLogger("lightar").warning("the disk is full")


def test_each_database_is_fresh(postgres_server: PostgresServer) -> None:
    def prepare(url: str) -> None:
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            connection.execute("CREATE TABLE invoice (id int)")

    urls = [postgres_server.fresh_database(prepare, template="guards") for _ in range(2)]

    for url in urls:
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            connection.execute("INSERT INTO invoice VALUES (1)")
            assert connection.execute("SELECT count(*) FROM invoice").fetchone() == (1,)
        postgres_server.drop(url)
