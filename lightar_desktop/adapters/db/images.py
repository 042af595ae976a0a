# SPDX-License-Identifier: MIT
"""What a row and those that belong to it looked like before an import changed them."""

import json
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, Table, text

from lightar_desktop.adapters.db.tables import contact, customer, invoice, invoice_line
from lightar_desktop.adapters.db.tables_data import product
from lightar_desktop.domain.imported import ImportKind

Image = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parts:
    """A table, and the one whose rows belong to its rows."""

    whole: Table
    part: Table | None = None
    owner: str = ""
    only: str = ""  # a condition for what may be changed at all


PARTS: Final = {
    ImportKind.CUSTOMERS: Parts(customer, contact, "customer_id"),
    ImportKind.PRODUCTS: Parts(product),
    ImportKind.INVOICES: Parts(invoice, invoice_line, "invoice_id", " AND status = 'draft'"),
}


# Values go in and out as the driver has them: they come back exactly as they were.


def taken(connection: Connection, parts: Parts, subject_id: int) -> Image:
    """The image of a row."""
    whole = text(f"SELECT * FROM {parts.whole.name} WHERE id = :id")  # noqa: S608 - our own names
    (row,) = connection.execute(whole, {"id": subject_id})
    image: Image = {"whole": _plain(row)}
    if parts.part is not None:
        rows = text(f"SELECT * FROM {parts.part.name} WHERE {parts.owner} = :id")  # noqa: S608
        found = connection.execute(rows, {"id": subject_id})
        image["parts"] = [_plain(one) for one in found]
    return image


def put_back(
    connection: Connection, parts: Parts, subject_id: int, version: int, image: Image
) -> bool:
    """Make a row what it was, if it is still the version that is known; its version grows."""
    values = image["whole"] | {"version": version + 1}
    names = ", ".join(f"{name} = :{name}" for name in values if name != "id")
    whole = f"UPDATE {parts.whole.name} SET {names}"  # noqa: S608 - our own names
    changing = text(f"{whole} WHERE id = :id AND version = :known{parts.only}")
    if not connection.execute(changing, values | {"id": subject_id, "known": version}).rowcount:
        return False
    if parts.part is not None:
        emptied = text(f"DELETE FROM {parts.part.name} WHERE {parts.owner} = :id")  # noqa: S608
        connection.execute(emptied, {"id": subject_id})
        for row in image["parts"]:
            names, places = ", ".join(row), ", ".join(f":{name}" for name in row)
            adding = f"INSERT INTO {parts.part.name} ({names}) VALUES ({places})"  # noqa: S608
            connection.execute(text(adding), row)
    return True


def _plain(row: Row[Any]) -> dict[str, Any]:
    """Numbers and texts as they are; days of PostgreSQL as text, which it also takes."""
    loaded: dict[str, Any] = json.loads(json.dumps(row._asdict(), default=str))
    return loaded
