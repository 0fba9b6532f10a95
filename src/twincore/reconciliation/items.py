"""Entries and movements that wait, and where they stand: read and written a page of an external account at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import LiteralString
from uuid import UUID

from twincore.kernel.db import Connection
from twincore.kernel.ids import id_of_key
from twincore.kernel.sql import load
from twincore.reconciliation.matching import Item, Pairing
from twincore.reconciliation.model import ItemStatus

_sql = load("twincore.reconciliation")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry or movement that is not matched. key: (statement, place) of an entry, (seq,) of a movement; line: of an entry, in its file."""

    key: tuple[int, ...]
    item: Item
    status: ItemStatus
    case: UUID | None
    booked_on: date
    line: int


def record_matches(
    conn: Connection,
    tenant: int,
    account: str,
    version: int,
    on: date,
    entries: Sequence[Waiting],
    movements: Sequence[Waiting],
    pairings: Sequence[Pairing],
) -> None:
    """Record pairings of these entries and movements: the matches, and both sides as matched."""
    if not pairings:
        return
    ids = [_match_id(tenant, account, entries, movements, p) for p in pairings]
    values = {
        "tenant": tenant,
        "account": account,
        "version": version,
        "date": on,
        "ids": ids,
        "rules": [p.rule for p in pairings],
        "entries": [len(p.entries) for p in pairings],
        "movements": [len(p.movements) for p in pairings],
        "differences": [p.difference for p in pairings],
    }
    conn.execute(_sql.add_matches, values)
    set_entries(
        conn,
        tenant,
        account,
        [(entries[at].key, ItemStatus.MATCHED, i, None) for i, p in zip(ids, pairings, strict=True) for at in p.entries],
    )
    set_movements(
        conn,
        tenant,
        account,
        [(movements[at].key, ItemStatus.MATCHED, i, None) for i, p in zip(ids, pairings, strict=True) for at in p.movements],
    )


Standing = tuple[tuple[int, ...], ItemStatus, UUID | None, UUID | None]
"""Key, status, match and case of an item; None leaves the last two as they are."""


def set_entries(conn: Connection, tenant: int, account: str, standings: Sequence[Standing]) -> None:
    """Say where entries stand."""
    values = {"statements": [key[0] for key, *_ in standings], "places": [key[1] for key, *_ in standings]}
    _set(conn, _sql.set_entries, tenant, account, values, standings)


def set_movements(conn: Connection, tenant: int, account: str, standings: Sequence[Standing]) -> None:
    """Say where movements stand."""
    _set(conn, _sql.set_movements, tenant, account, {"seqs": [key[0] for key, *_ in standings]}, standings)


def waiting_entries(conn: Connection, tenant: int, account: str) -> list[Waiting]:
    """Entries of an account that are not matched, by statement and place."""
    return [
        Waiting(
            (statement, place),
            Item(amount, value, {"reference": reference, "servicer_reference": servicer, "words": words}),
            ItemStatus(status),
            case,
            booked,
            line,
        )
        for statement, place, amount, booked, value, reference, servicer, words, status, case, line in conn.execute(
            _sql.waiting_entries, {"tenant": tenant, "account": account}
        ).fetchall()
    ]


def waiting_movements(conn: Connection, tenant: int, account: str) -> list[Waiting]:
    """Movements of an account that are not matched, in the journal's order."""
    return [
        Waiting((seq,), Item(amount, value, {"reference": reference, "id": str(transfer)}), ItemStatus(status), case, value, 0)
        for seq, amount, value, transfer, reference, status, case in conn.execute(
            _sql.waiting_movements, {"tenant": tenant, "account": account}
        ).fetchall()
    ]


def _match_id(tenant: int, account: str, entries: Sequence[Waiting], movements: Sequence[Waiting], found: Pairing) -> UUID:
    """The id follows from what is matched: from the first item of each side."""
    first = entries[found.entries[0]].key if found.entries else ()
    return id_of_key(
        "reconciliation", "match", tenant, account, *first, "/", movements[found.movements[0]].key[0] if found.movements else ""
    )


def _set(
    conn: Connection, statement: LiteralString, tenant: int, account: str, values: Mapping[str, object], standings: Sequence[Standing]
) -> None:
    if standings:
        given = {
            "tenant": tenant,
            "account": account,
            "statuses": [status.value for _, status, _, _ in standings],
            "matches": [found for _, _, found, _ in standings],
            "investigations": [case for *_, case in standings],
        }
        conn.execute(statement, given | dict(values))
