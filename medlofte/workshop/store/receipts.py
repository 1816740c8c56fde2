"""What a form or a row of a file has become, by a mark of its own: what is sent twice is saved once."""

from __future__ import annotations

import sqlalchemy as sa

from medlofte.workshop.store import values
from medlofte.workshop.store.schema import RECEIPTS


def number(connection: sa.Connection, receipt: str) -> int | None:
    """Return the number of what a receipt was kept for; None for a new one, and for ''."""
    if not receipt:
        return None
    return connection.execute(sa.select(RECEIPTS.c.activity).where(RECEIPTS.c.receipt == receipt)).scalar()


def keep(connection: sa.Connection, receipt: str, *, number: int) -> None:
    """Keep a receipt, if there is one, with the number of what it has become."""
    if receipt:
        connection.execute(RECEIPTS.insert().values(receipt=values.identifier(receipt, "kvitto"), activity=number))
