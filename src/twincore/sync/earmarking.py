"""Earmarks before a planned outage: any process asks, by a row, and the one that works for the core sends them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection, Database
from twincore.kernel.refusal import Refusal
from twincore.kernel.sql import load
from twincore.sync.model import Link, LinkState

_sql = load("twincore.sync")


@dataclass(frozen=True, slots=True)
class EarmarkAsked:
    """What was asked of the adaptor. status: ``asked``, ``sent`` (in the core's queue), ``refused``; words: why."""

    number: int
    status: str
    words: str | None
    asked_at_us: int
    done_at_us: int | None


@dataclass(frozen=True, slots=True)
class Earmarks:
    """How earmarks stand. accounts, minor: what is set aside on the core; waiting: orders that the adaptor has not seen to; last: the newest order."""

    accounts: int
    minor: int
    waiting: int
    last: EarmarkAsked | None


class Earmarker(Protocol):
    """What works for a core."""

    database: Database
    tenant: int
    link: Link

    def now_us(self) -> int:
        """The tenant's time."""

    def earmark(self, amounts: Mapping[int, int]) -> int:
        """Send earmarks to the core; returns how many accounts are bound."""


def ask_earmarks(conn: Connection, tenant: int, amounts: Mapping[int, int], *, command: UUID, now_us: int) -> EarmarkAsked:
    """Ask whoever works for the core to set amounts (account of the ledger -> minor units) aside on it; for the same command, once."""
    values = {
        "tenant": tenant,
        "command": command,
        "accounts": list(amounts),
        "amounts": list(amounts.values()),
        "now": to_datetime(now_us),
    }
    conn.execute(_sql.ask_earmarks, values)
    row = conn.execute(_sql.earmark_order, {"tenant": tenant, "command": command}).fetchone()
    assert row is not None, "it was asked"
    return _order(row)


def earmarks_stand(conn: Connection, tenant: int) -> Earmarks:
    """How the earmarks of a tenant stand."""
    row = conn.execute(_sql.earmarks_stand, {"tenant": tenant}).fetchone()
    assert row is not None, "it counts"
    return Earmarks(row[0], row[1], row[2], None if row[3] is None else _order(row[3:]))


def take_earmark_orders(adaptor: Earmarker) -> int:
    """See to what was asked; returns how many orders. While the core is down nothing can be set aside on it: such an order is refused.

    Broken off, an order is sent again: an earmark is the amount itself, so twice is once.
    """
    with adaptor.database.app(adaptor.tenant) as conn:
        rows = conn.execute(_sql.earmarks_asked, {"tenant": adaptor.tenant}).fetchall()
    for number, accounts, amounts in rows:
        status, words = "sent", None
        if adaptor.link.state is LinkState.DOWN:
            status, words = "refused", "The core is down: nothing can be set aside on it now."
        else:
            try:
                adaptor.earmark(dict(zip(accounts, amounts, strict=True)))
            except Refusal as refusal:
                status, words = "refused", refusal.message
        with adaptor.database.app(adaptor.tenant) as conn:
            values = {"tenant": adaptor.tenant, "number": number, "status": status, "words": words}
            conn.execute(_sql.earmarks_done, values | {"now": to_datetime(adaptor.now_us())})
    return len(rows)


def _order(row: tuple[Any, ...]) -> EarmarkAsked:
    number, status, words, asked_at, done_at = row[:5]
    return EarmarkAsked(number, status, words, to_us(asked_at), None if done_at is None else to_us(done_at))
