# SPDX-License-Identifier: MIT
"""Brings a database to the schema of this program."""

from pathlib import Path

from sqlalchemy import Engine

from lightar_desktop.adapters.db import tables_work, triggers
from lightar_desktop.adapters.db.tables import metadata
from lightar_desktop.adapters.db.version import SCHEMA
from lightar_desktop.services.ports import SchemaState

_ = tables_work


def prepare(engine: Engine, path: Path | None) -> SchemaState:
    with engine.begin() as connection:
        sqlite = engine.dialect.name == "sqlite"
        if connection.dialect.has_table(connection, "alembic_version"):
            return SchemaState(SCHEMA, created=False)
        if sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY)")
        connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{SCHEMA}')")
        metadata.create_all(connection)
        if sqlite:
            connection.exec_driver_sql("CREATE VIRTUAL TABLE customer_search USING fts5(search, content='customer', content_rowid='id', tokenize='trigram')")
        triggers.create(connection)
    return SchemaState(SCHEMA, created=True)
