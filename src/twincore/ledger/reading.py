"""Reading the books: balances now and at any time, histories, transfers and holds.

Every function reads what is committed, in one snapshot, and needs nothing of the engine: the answers come from the checkpoint and the raw
rows after it. ``conn`` is any connection that acts for the tenant (``database.app(tenant)`` or ``database.readonly(tenant)``).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from twincore.kernel.db import Connection
from twincore.kernel.refusal import Refusal, not_found
from twincore.kernel.sql import load
from twincore.ledger.model import Balances, Flag, Kind, Transfer

_sql = load("twincore.ledger")

PAGE_MAX = 1_000
"""Transfers or holds of one page at the most."""


@dataclass(frozen=True, slots=True)
class BalanceAt:
    """An account at a past moment (minor units, on its own side). seq: its last transfer by then; 0: it had none."""

    account: int
    side: str
    at_us: int
    seq: int
    current: int
    held: int


@dataclass(frozen=True, slots=True)
class OpenHold:
    """A hold that is open: the transfer that placed it, and how much of it is left."""

    transfer: Transfer
    remaining: int


def balances(conn: Connection, tenant: int, ids: Collection[int]) -> dict[int, Balances]:
    """The four sums of accounts, exact at this moment: what the last checkpoint folded and the raw rows since. Unknown ids are left out."""
    rows = conn.execute(_sql.balances, {"tenant": tenant, "accounts": list(ids)}).fetchall()
    return {row[0]: Balances(*row) for row in rows}


def balance_at(conn: Connection, tenant: int, account: int, at_us: int) -> BalanceAt:
    """The account as its last transfer posted at or before ``at_us`` left it.

    Posting times never go back along a lane, imported ones included, so the answer is one row: found by a binary search for the time and
    then from there, or from the account's newest transfer, whichever is nearer; about the square root of the journal's length in look-ups
    at worst. Refuses ``account_not_found``.
    """
    row = conn.execute(_sql.balance_at, {"tenant": tenant, "account": account, "at_us": at_us}).fetchone()
    if row is None:
        raise not_found("account", account, field="account")
    side, seq, posted, held = row
    return BalanceAt(account, side, at_us, seq, posted if side == "C" else -posted, held)


def history(conn: Connection, tenant: int, account: int, before_seq: int | None = None, limit: int = 50) -> list[Transfer]:
    """The account's transfers, newest first, by its own chain: one look-up by key for each.

    before_seq: only those before this place of the journal; hand in the last one's seq for the next page. limit: 1 to ``PAGE_MAX``.
    Refuses ``page_invalid``, ``account_not_found``.
    """
    _check_page(limit)
    values = {"tenant": tenant, "account": account, "before_seq": before_seq, "limit": limit}
    found = [transfer_from_tuple(row) for row in conn.execute(_sql.history, values).fetchall()]
    if not found:
        _check_account(conn, tenant, account)
    return found


def get_transfer(conn: Connection, tenant: int, transfer_id: UUID) -> Transfer | None:
    """The transfer of this id with its detail, or None."""
    row = conn.execute(_sql.transfer_by_id, {"tenant": tenant, "id": transfer_id}).fetchone()
    return None if row is None else transfer_from_tuple(row)


def get_transfers(conn: Connection, tenant: int, ids: Collection[UUID]) -> dict[UUID, Transfer]:
    """Transfers by id, in the journal's order; those that do not exist are left out."""
    rows = conn.execute(_sql.transfers_by_id, {"tenant": tenant, "ids": list(ids)}).fetchall()
    return {transfer.id: transfer for transfer in map(transfer_from_tuple, rows)}


def transfers_of_command(conn: Connection, tenant: int, command: UUID) -> list[Transfer]:
    """What one command has posted, in order. What the lane itself writes (expiries) has no command."""
    return [transfer_from_tuple(row) for row in conn.execute(_sql.transfers_of_command, {"tenant": tenant, "command": command})]


def transfers_by_ref(conn: Connection, tenant: int, seq: int) -> list[Transfer]:
    """What refers to the transfer at a place: captures, releases, expiry of a hold, or the reversal of a posting; in order."""
    return [transfer_from_tuple(row) for row in conn.execute(_sql.transfers_by_ref, {"tenant": tenant, "seq": seq})]


def open_holds(conn: Connection, tenant: int, account: int, limit: int = 200) -> list[OpenHold]:
    """The holds open on an account at this moment, as payer or as payee, newest first. limit: 1 to ``PAGE_MAX``.

    Refuses ``page_invalid``, ``account_not_found``.
    """
    _check_page(limit)
    rows = conn.execute(_sql.open_holds, {"tenant": tenant, "account": account, "limit": limit}).fetchall()
    if not rows:
        _check_account(conn, tenant, account)
    return [OpenHold(transfer_from_tuple(row[1:]), row[0]) for row in rows]


def transfer_from_tuple(row: Sequence[Any]) -> Transfer:
    """The record of one row of the view ``ledger.entry`` (its columns in order; what follows them is ignored)."""
    detail = row[20]
    values = (*row[:18], Kind(row[18]), Flag(row[19]), None if detail is None else orjson.loads(detail))
    return Transfer(*values)


def _check_page(limit: int) -> None:
    if not 1 <= limit <= PAGE_MAX:
        raise Refusal("page_invalid", f"A page has from 1 to {PAGE_MAX} items, not {limit}.", field="limit")


def _check_account(conn: Connection, tenant: int, account: int) -> None:
    if not conn.execute(_sql.accounts, {"tenant": tenant, "accounts": [account]}).fetchall():
        raise not_found("account", account, field="account")
