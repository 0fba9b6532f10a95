"""Receipts: proof, for whoever holds one, that a transfer stands in the journal and that the journal only ever grew.

A receipt needs nothing of ours to be checked: ``scripts/verify_receipt.py`` does it with the standard library, and ``tlog_proof`` writes the
form that public tools for transparency logs read.
"""

import base64
from typing import Any
from uuid import UUID

from twincore.kernel.clock import to_datetime
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal, Retry, not_found
from twincore.ledger.model import NEVER_US, Flag, Transfer
from twincore.ledger.proof.extract import extract, tile_reader
from twincore.ledger.proof.merkle import consistency_path, inclusion_path
from twincore.ledger.proof.sealer import TreeHead, tree_head
from twincore.ledger.reading import get_transfer

FORMAT = "twincore-receipt/1"
CONSISTENCY_FORMAT = "twincore-consistency/1"


def receipt(conn: Connection, tenant: int, transfer_id: UUID) -> dict[str, Any]:
    """The receipt of a transfer under the newest tree head, ready for JSON.

    Keys: ``format``; ``transfer`` (what the leaf says, for people); ``leaf`` (its bytes in hexadecimal: the row's binary COPY tuple, then
    the detail in UTF-8); ``index`` and ``size`` (its place among how many leaves); ``path`` (audit path of RFC 9162, from the leaf up,
    hexadecimal); ``checkpoint`` (C2SP signed note) and ``verifier`` (the key that has signed it).
    Refuses ``transfer_not_found`` and, while the sealer has not come to it, ``receipt_not_ready``.
    """
    transfer = get_transfer(conn, tenant, transfer_id)
    if transfer is None:
        raise not_found("transfer", transfer_id)
    head = tree_head(conn, tenant)
    if head is None or head.size < transfer.seq:
        raise Refusal(
            "receipt_not_ready",
            "The transfer is recorded, but the journal is not sealed up to it yet: ask again in a few seconds.",
            category=Category.UNAVAILABLE,
            retry=Retry.SAME_KEY,
        )
    part = extract(conn, tenant, transfer.seq - 1, transfer.seq)
    path = inclusion_path(transfer.seq - 1, head.size, tile_reader(conn, tenant))
    return {
        "format": FORMAT,
        "transfer": transfer_facts(tenant, transfer),
        "leaf": (part.rows.tobytes() + part.details.get(transfer.seq, b"")).hex(),
        "index": transfer.seq - 1,
        "size": head.size,
        "path": [step.hex() for step in path],
        "checkpoint": head.note,
        "verifier": head.verifier,
    }


def consistency(conn: Connection, tenant: int, from_size: int, to_size: int | None = None) -> dict[str, Any]:
    """Proof that the journal of ``to_size`` transfers (default: the newest head's) begins with that of ``from_size``, ready for JSON.

    Keys: ``format``, ``from_size``, ``to_size``, ``path`` (RFC 9162, hexadecimal), ``from_checkpoint``, ``to_checkpoint``, ``verifier``.
    Refuses ``tree_head_not_found`` for sizes that were never signed, and ``sizes_invalid`` unless 0 < from_size <= to_size.
    """
    old, new = _head(conn, tenant, from_size), _head(conn, tenant, to_size)
    if not 0 < old.size <= new.size:
        raise Refusal("sizes_invalid", f"A journal of {new.size} transfers cannot begin with one of {old.size}.", field="from_size")
    path = consistency_path(old.size, new.size, tile_reader(conn, tenant))
    return {
        "format": CONSISTENCY_FORMAT,
        "from_size": old.size,
        "to_size": new.size,
        "path": [step.hex() for step in path],
        "from_checkpoint": old.note,
        "to_checkpoint": new.note,
        "verifier": new.verifier,
    }


def tlog_proof(given: dict[str, Any]) -> str:
    """A receipt's proof in the text form of C2SP tlog-proof; the leaf travels beside it."""
    path = "".join(f"{base64.b64encode(bytes.fromhex(step)).decode()}\n" for step in given["path"])
    return f"c2sp.org/tlog-proof@v1\nindex {given['index']}\n{path}\n{given['checkpoint']}"


def transfer_facts(tenant: int, transfer: Transfer) -> dict[str, Any]:
    """A transfer as a receipt states it: every column of its row, times in UTC, amounts in minor units."""
    return {
        "seq": transfer.seq,
        "debit": transfer.debit,
        "credit": transfer.credit,
        "amount": transfer.amount,
        "pending": transfer.pending,
        "ref": transfer.ref,
        "debit_prev": transfer.debit_prev,
        "credit_prev": transfer.credit_prev,
        "debit_posted": transfer.debit_posted,
        "debit_held": transfer.debit_held,
        "credit_posted": transfer.credit_posted,
        "credit_held": transfer.credit_held,
        "posted_at": _utc(transfer.posted_at_us),
        "expires_at": None if transfer.expires_at_us == NEVER_US else _utc(transfer.expires_at_us),
        "id": str(transfer.id),
        "command": str(transfer.command),
        "tenant": tenant,
        "code": transfer.code,
        "value_date": transfer.value_date.isoformat(),
        "kind": transfer.kind.name.lower(),
        "flags": [str(flag.name).lower() for flag in Flag if flag in transfer.flags],
        "detail": transfer.detail,
    }


def _utc(us: int) -> str:
    return to_datetime(us).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _head(conn: Connection, tenant: int, size: int | None) -> TreeHead:
    found = tree_head(conn, tenant, size)
    if found is None:
        raise not_found("tree_head", size if size is not None else "at all")
    return found
