"""Turns a verdict into a block of journal rows and applies it to the lane's memory, in a way that can be taken back until it is committed."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twincore.ledger.engine.judge import CAPTURE, EXPIRE, HOLD, IMPORTED, RELEASE, Batch, Verdict
from twincore.ledger.engine.state import (
    CREDITS_PENDING,
    CREDITS_POSTED,
    DEBITS_PENDING,
    DEBITS_POSTED,
    LAST_SEQ,
    META,
    SIDE_D,
    Accounts,
    Hold,
    Holds,
    Placed,
)
from twincore.ledger.rows import (
    COPY_HEADER,
    COPY_TRAILER,
    EPOCH_DAYS,
    EPOCH_US,
    INFINITY,
    NO_DATE,
    blank_rows,
    block_hash,
    details_payload,
    id_keys,
)

Array = npt.NDArray[np.int64]

_POSITION_BITS = 20
_POSITION = (1 << _POSITION_BITS) - 1


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a lane: last seq, hash of the last block, time of the last transfer (microseconds since 1970), version of its accounts."""

    seq: int
    hash: bytes
    posted_at_us: int
    account_version: int


@dataclass(slots=True)
class Block:
    """A block ready to commit, and what memory looked like before it.

    rows: the journal rows (rows.ROW); payload: their COPY bytes; accepted: index in the batch of each row; details: (place, body) in order.
    """

    before: Head
    after: Head
    rows: npt.NDArray[np.void]
    payload: bytes
    accepted: Array
    details: list[tuple[int, bytes]]
    undo_slots: Array
    undo_rows: Array
    undo_holds: list[Placed]

    @property
    def first_seq(self) -> int:
        """Seq of the block's first transfer."""
        return self.before.seq + 1


def write(
    batch: Batch,
    verdict: Verdict,
    head: Head,
    tenant: int,
    accounts: Accounts,
    holds: Holds,
    business_day: Callable[[int], int],
) -> Block | None:
    """The block of what a verdict accepts, applied to memory; None if it accepts nothing.

    business_day: microseconds since 1970 -> days since 1970 of the tenant's business date then.
    """
    accepted = np.flatnonzero(verdict.status == 0)
    count = len(accepted)
    if count == 0:
        return None
    request = batch.requests[accepted]
    amount, pending = verdict.amount[accepted], verdict.pending[accepted]
    first_seq = head.seq + 1
    seq = np.arange(first_seq, first_seq + count)
    slots = np.empty(2 * count, np.int64)
    slots[0::2], slots[1::2] = accounts.slots(verdict.debit[accepted]), accounts.slots(verdict.credit[accepted])
    running = _run(accounts, slots, amount, pending, first_seq)

    rows = blank_rows(count)
    posted_at = verdict.posted_at[accepted]
    rows["seq"] = seq
    rows["debit"], rows["credit"] = verdict.debit[accepted], verdict.credit[accepted]
    rows["amount"], rows["pending"] = amount, pending
    rows["ref"] = _refs(verdict, accepted, first_seq)
    rows["debit_prev"], rows["credit_prev"] = running.previous[0::2], running.previous[1::2]
    rows["debit_posted"], rows["credit_posted"] = running.posted[0::2], running.posted[1::2]
    rows["debit_held"], rows["credit_held"] = running.held[0::2], running.held[1::2]
    rows["posted_at"] = posted_at - EPOCH_US
    expires_at = request["expires_at"]
    rows["expires_at"] = np.where(expires_at == INFINITY, INFINITY, expires_at - EPOCH_US)
    rows["id_hi"], rows["id_lo"] = request["id_hi"], request["id_lo"]
    rows["command_hi"], rows["command_lo"] = batch.command_hi[accepted], batch.command_lo[accepted]
    rows["tenant"], rows["code"] = tenant, request["code"]
    rows["value_date"] = _value_dates(request, posted_at, business_day)
    rows["kind"], rows["flags"] = request["kind"], request["flags"]

    body = rows.tobytes()
    details = _details(batch, accepted)
    digest = block_hash(head.hash, first_seq, count, body, details_payload(first_seq, details))
    return Block(
        before=head,
        after=Head(head.seq + count, digest, int(posted_at[-1]), head.account_version),
        rows=rows,
        payload=COPY_HEADER + body + COPY_TRAILER,
        accepted=accepted,
        details=details,
        undo_slots=running.undo_slots,
        undo_rows=running.undo_rows,
        undo_holds=apply_holds(holds, rows),
    )


def take_back(block: Block, accounts: Accounts, holds: Holds) -> None:
    """Memory as it was before the block; blocks are taken back last first."""
    accounts.rows[block.undo_slots] = block.undo_rows
    for placed in reversed(block.undo_holds):
        holds.take_back(placed)


@dataclass(slots=True)
class _Running:
    """Per entry (debit of row 0, credit of row 0, debit of row 1, ...): balances after it and the account's previous seq."""

    posted: Array
    held: Array
    previous: Array
    undo_slots: Array
    undo_rows: Array


def _run(accounts: Accounts, slots: Array, amount: Array, pending: Array, first_seq: int) -> _Running:
    """Running balances of every account through the block; moves the accounts to its end."""
    table = accounts.rows
    key = (slots << _POSITION_BITS) | np.arange(len(slots))
    key.sort()
    position, ordered = key & _POSITION, key >> _POSITION_BITS
    is_first = np.empty(len(key), bool)
    is_first[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    starts = np.flatnonzero(is_first)
    ends = np.concatenate((starts[1:], [len(key)])) - 1
    segment = np.cumsum(is_first) - 1
    touched = ordered[starts]
    before = table[touched]

    row, is_credit = position >> 1, (position & 1) == 1
    moved = amount[row]
    credited = np.where(is_credit, moved, 0)
    debited = moved - credited
    posted = _running_sum(credited - debited, starts, segment, before[:, CREDITS_POSTED] - before[:, DEBITS_POSTED])
    after = before.copy()
    after[:, DEBITS_POSTED] += np.add.reduceat(debited, starts)
    after[:, CREDITS_POSTED] += np.add.reduceat(credited, starts)

    side_d = (before[:, META] & SIDE_D) != 0
    held_before = np.where(side_d, before[:, CREDITS_PENDING], before[:, DEBITS_PENDING])
    if pending.any():
        changed = pending[row]
        credit_change = np.where(is_credit, changed, 0)
        debit_change = changed - credit_change
        held = _running_sum(np.where(side_d[segment], credit_change, debit_change), starts, segment, held_before)
        after[:, DEBITS_PENDING] += np.add.reduceat(debit_change, starts)
        after[:, CREDITS_PENDING] += np.add.reduceat(credit_change, starts)
    else:
        held = held_before[segment]

    at = row + first_seq
    previous = np.empty(len(key), np.int64)
    previous[1:] = at[:-1]
    previous[starts] = before[:, LAST_SEQ]
    after[:, LAST_SEQ] = at[ends]
    table[touched] = after

    result = np.empty((3, len(key)), np.int64)
    result[0, position], result[1, position], result[2, position] = posted, held, previous
    return _Running(result[0], result[1], result[2], touched, before)


def _running_sum(change: Array, starts: Array, segment: Array, initial: Array) -> Array:
    total = np.cumsum(change)
    offset = initial - (total[starts] - change[starts])
    result: Array = total + offset[segment]
    return result


def _refs(verdict: Verdict, accepted: Array, first_seq: int) -> Array:
    ref, inside = verdict.ref_seq[accepted], verdict.ref_at[accepted]
    if (inside >= 0).any():
        place = np.zeros(len(verdict.status), np.int64)
        place[accepted] = np.arange(first_seq, first_seq + len(accepted))
        ref = np.where(inside >= 0, place[inside], ref)
    return ref


def _value_dates(request: npt.NDArray[np.void], posted_at: Array, business_day: Callable[[int], int]) -> Array:
    """Days since 2000: as asked, or the business date of the posting."""
    days = request["value_date"].astype(np.int64)
    unset = days == NO_DATE
    if unset.any():
        days[unset] = business_day(int(posted_at[-1]))
        for at in np.flatnonzero(unset & (request["flags"] & IMPORTED != 0)).tolist():
            days[at] = business_day(int(posted_at[at]))
    return days - EPOCH_DAYS


def _details(batch: Batch, accepted: Array) -> list[tuple[int, bytes]]:
    if not batch.details:
        return []
    if len(accepted) == len(batch.requests):
        return sorted(batch.details.items())
    return [(place, batch.details[at]) for place, at in enumerate(accepted.tolist()) if at in batch.details]


def apply_holds(holds: Holds, rows: npt.NDArray[np.void]) -> list[Placed]:
    """Place and change the holds of journal rows, in order; returns what to take back, in the same order."""
    kinds = rows["kind"]
    moving = np.flatnonzero((kinds == HOLD) | (kinds == CAPTURE) | (kinds == RELEASE) | (kinds == EXPIRE))
    if len(moving) == 0:
        return []
    part = rows[moving]
    columns = [part[name].tolist() for name in ("kind", "seq", "debit", "credit", "pending", "ref", "expires_at")]
    placed = []
    for key, kind, seq, debit, credit, pending, ref, expires_at in zip(id_keys(part["id_hi"], part["id_lo"]), *columns, strict=True):
        if kind == HOLD:
            placed.append(holds.put(Hold(key, seq, debit, credit, pending, expires_at)))
        else:
            hold = holds.by_key[holds.key_of_seq[ref]]
            placed.append(holds.put(hold._replace(remaining=hold.remaining + pending)))
    return placed
