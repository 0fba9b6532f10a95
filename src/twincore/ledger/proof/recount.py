"""The journal counted again, in order, from nothing: what ``verify`` compares with what the ledger says.

Each count takes the journal stretch by stretch (``take``), whole arrays at a time, and remembers the first thing that is wrong. It trusts
the raw rows alone: sums, holds and hashes are its own.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from twincore.ledger.model import AccountFlag, Flag, Kind
from twincore.ledger.proof.extract import ROW_BYTES
from twincore.ledger.rows import block_hash, details_payload

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

FIRST_HASH = hashlib.sha256(b"twincore lane").digest()
"""What the first block of every lane chains to."""

SHAPES = {
    # kind: signs of amount and pending, and whether it refers to another transfer
    Kind.POST: (1, 0, False),
    Kind.HOLD: (0, 1, False),
    Kind.CAPTURE: (1, -1, True),
    Kind.RELEASE: (0, -1, True),
    Kind.EXPIRE: (0, -1, True),
    Kind.REVERSE: (1, 0, True),
}


@dataclass(frozen=True, slots=True)
class AccountBook:
    """The accounts of a tenant by id (place 0 and ids never given out: currency 0). side: True where credits make the balance grow."""

    currency: Ints
    credit_side: Bools
    flags: Ints
    limit: Ints

    def slots(self, ids: Ints) -> Ints:
        """The place of each account, 0 for one that does not exist."""
        return np.where((ids > 0) & (ids < len(self.currency)), ids, 0)


class Rules:
    """Flags and limit of an account as they were for a transfer: those of today, unless later changes say what they were before."""

    def __init__(self, book: AccountBook, changes: Ints) -> None:
        """changes: rows of (account, seq, flags before, limit before), sorted by account, then in the order in which they were made."""
        self._book = book
        self._span = int(changes[:, 1].max()) + 2 if len(changes) else 1
        accounts, self._starts = np.unique(changes[:, 0], return_index=True)
        self._rank = np.full(len(book.currency), -1)
        self._rank[accounts] = np.arange(len(accounts))
        self._ends = np.r_[self._starts[1:], len(changes)]
        self._keys = self._rank[changes[:, 0]] * self._span + changes[:, 1]
        self._before = changes[:, 2:]

    def at(self, slots: Ints, seqs: Ints) -> tuple[Ints, Ints]:
        """Flags and limits that ruled the transfers ``seqs`` on the accounts ``slots``."""
        flags, limits = self._book.flags[slots], self._book.limit[slots]
        changed = np.flatnonzero(self._rank[slots] >= 0)
        if len(changed):
            rank = self._rank[slots[changed]]
            later = np.searchsorted(self._keys, rank * self._span + np.minimum(seqs[changed], self._span - 1))
            known = later < self._ends[rank]
            flags[changed[known]], limits[changed[known]] = self._before[later[known]].T
        return flags, limits


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the journal: the raw rows and, in columns, what is needed of them over and over."""

    rows: npt.NDArray[np.void]
    seq: Ints
    debit: Ints
    credit: Ints
    amount: Ints
    pending: Ints
    ref: Ints
    kind: Ints
    flags: Ints
    details: dict[int, bytes]

    @classmethod
    def of(cls, rows: npt.NDArray[np.void], details: dict[int, bytes]) -> "Part":
        """The part of raw rows."""
        columns = {name: rows[name].astype(np.int64) for name in ("seq", "debit", "credit", "amount", "pending", "ref", "kind", "flags")}
        return cls(rows=rows, details=details, **columns)


class Count:
    """One thing that is counted again. checked: how many; first_bad: what is wrong first, None as long as all is well."""

    def __init__(self) -> None:
        self.checked = 0
        self.first_bad: str | None = None
        self._bad_seq = 2**63

    def blame(self, what: str) -> None:
        """Remember what is wrong, unless something was wrong before."""
        if self.first_bad is None:
            self.first_bad, self._bad_seq = what, -1

    def blame_first(self, wrong: Bools, seq: Ints, what: str, *values: npt.NDArray[Any]) -> None:
        """Blame the lowest seq that is wrong; what: with a ``{}`` for the value there of each further array."""
        if wrong.any():
            places = np.flatnonzero(wrong)
            place = int(places[np.argmin(seq[places])])
            if seq[place] < self._bad_seq:
                self.first_bad = f"transfer {seq[place]}: {what.format(*(value[place] for value in values))}"
                self._bad_seq = int(seq[place])


class Balanced(Count):
    """Every transfer moves one amount between two accounts of one currency, and has the shape of its kind."""

    def __init__(self, book: AccountBook) -> None:
        super().__init__()
        self._book = book

    def take(self, part: Part) -> None:
        """Count a stretch."""
        self.checked += len(part.seq)
        debit, credit = self._book.currency[self._book.slots(part.debit)], self._book.currency[self._book.slots(part.credit)]
        self.blame_first(debit == 0, part.seq, "account {} does not exist", part.debit)
        self.blame_first(credit == 0, part.seq, "account {} does not exist", part.credit)
        self.blame_first(debit != credit, part.seq, "accounts {} and {} differ in currency", part.debit, part.credit)
        wrong = part.debit == part.credit
        for kind, (amount, pending, refers) in SHAPES.items():
            is_so = (np.sign(part.amount) == amount) & (np.sign(part.pending) == pending) & ((part.ref > 0) == refers)
            wrong |= (part.kind == kind) & ~is_so
        wrong |= ~np.isin(part.kind, list(SHAPES))
        self.blame_first(wrong, part.seq, "its amounts, accounts and reference do not go with its kind")


@dataclass(frozen=True, slots=True)
class Moves:
    """What the books say after each transfer of a part, counted again: rows of (debited account, credited account)."""

    posted: Ints
    held: Ints
    prev: Ints


class Running(Count):
    """Balances and pointers that the rows carry, against those counted from the first row on."""

    def __init__(self, book: AccountBook) -> None:
        super().__init__()
        self._book = book
        size = len(book.currency)
        self.posted, self.held, self.last = np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size, np.int64)

    def take(self, part: Part) -> Moves:
        """Count a stretch; returns what its rows should say."""
        self.checked += len(part.seq)
        count = len(part.seq)
        accounts = np.column_stack((self._book.slots(part.debit), self._book.slots(part.credit))).ravel()
        posted = np.column_stack((-part.amount, part.amount)).ravel()
        own_side = self._book.credit_side[accounts] == np.tile(
            [True, False], count
        )  # where a hold sets money aside: on the side of spending
        held = np.where(own_side, np.repeat(part.pending, 2), 0)
        seq = np.repeat(part.seq, 2)

        order = np.argsort(accounts, kind="stable")  # by account, and within one in the journal's order
        account = accounts[order]
        first = np.r_[True, account[1:] != account[:-1]] if count else np.zeros(0, bool)
        newest = np.r_[first[1:], True] if count else np.zeros(0, bool)
        group = np.cumsum(first) - 1
        result = np.empty((3, 2 * count), np.int64)
        for place, (deltas, state) in enumerate(((posted[order], self.posted), (held[order], self.held))):
            total = np.cumsum(deltas)  # may wrap, and unwraps in the difference
            start = np.flatnonzero(first)
            after = total - (total[start] - deltas[start])[group] + state[account]
            result[place, order] = after
            state[account[newest]] = after[newest]
        in_order = seq[order]
        result[2, order] = np.where(first, self.last[account], np.r_[0, in_order[:-1]] if count else 0)
        self.last[account[newest]] = in_order[newest]
        moves = Moves(*(column.reshape(-1, 2) for column in result))
        self._compare(part, moves)
        return moves

    def _compare(self, part: Part, moves: Moves) -> None:
        for side, name in enumerate(("debit", "credit")):
            for column, counted in (("prev", moves.prev), ("posted", moves.posted), ("held", moves.held)):
                stated = part.rows[f"{name}_{column}"].astype(np.int64)
                what = f"{name}_{column} of account {{}} says {{}}, counted again it is {{}}"
                self.blame_first(stated != counted[:, side], part.seq, what, part.rows[name], stated, counted[:, side])


class Limits(Count):
    """No transfer took an account beyond its limit, or touched one that was closed or frozen, unless it was forced."""

    def __init__(self, book: AccountBook, rules: Rules) -> None:
        super().__init__()
        self._book = book
        self._rules = rules

    def take(self, part: Part, moves: Moves) -> None:
        """Count a stretch with what the books say after each of its rows."""
        self.checked += len(part.seq)
        forced = part.flags & int(Flag.FORCED) != 0
        ends_hold = np.isin(part.kind, (Kind.RELEASE, Kind.EXPIRE))
        sides = (
            (part.debit, 0, True, AccountFlag.DEBITS_FROZEN, "debits"),
            (part.credit, 1, False, AccountFlag.CREDITS_FROZEN, "credits"),
        )
        for accounts, side, credit_side, frozen, verb in sides:
            slots = self._book.slots(accounts)
            flags, limit = self._rules.at(slots, part.seq)
            closed = (flags & int(AccountFlag.CLOSED) != 0) & ~ends_hold
            self.blame_first(closed, part.seq, f"it {verb} account {{}}, which was closed", accounts)
            stopped = (flags & int(frozen) != 0) & ~ends_hold & ~forced
            self.blame_first(stopped, part.seq, f"it {verb} account {{}}, which was frozen", accounts)
            spends = (part.amount + part.pending > 0) & (self._book.credit_side[slots] == credit_side) & (slots > 0)
            own = moves.posted[:, side] if credit_side else -moves.posted[:, side]
            beyond = (own - moves.held[:, side] < -limit) & spends & ~forced & (flags & int(AccountFlag.LIMITED) != 0)
            self.blame_first(beyond, part.seq, "it takes account {} beyond its limit", accounts)


class Holds(Count):
    """Every hold is captured, released or expired within what is left of it, and ends once; memory goes with the holds that are open."""

    def __init__(self, book: AccountBook) -> None:
        super().__init__()
        self._book = book
        self._open = np.zeros((5, 0), np.int64)  # seq, left, debit, credit, expires_at; by seq

    def take(self, part: Part) -> None:
        """Count a stretch."""
        expires, posted = part.rows["expires_at"].astype(np.int64), part.rows["posted_at"].astype(np.int64)
        placed = part.kind == Kind.HOLD
        new = np.stack([part.seq[placed], part.pending[placed], part.debit[placed], part.credit[placed], expires[placed]])
        holds = np.concatenate([self._open, new], axis=1)
        ends = np.flatnonzero(np.isin(part.kind, (Kind.CAPTURE, Kind.RELEASE, Kind.EXPIRE)))
        self.checked += int(placed.sum()) + len(ends)
        place = np.searchsorted(holds[0], part.ref[ends])
        found = (place < holds.shape[1]) & (part.ref[ends] < part.seq[ends])
        found[found] = holds[0, place[found]] == part.ref[ends[found]]
        self.blame_first(~found, part.seq[ends], "transfer {}, which it refers to, is no open hold", part.ref[ends])
        ends, place = ends[found], place[found]
        order = np.argsort(place, kind="stable")
        ends, place = ends[order], place[order]
        if len(ends):
            self._end(part, ends, place, holds, posted)
            np.add.at(holds[1], place, part.pending[ends])
        self._open = holds[:, holds[1] > 0]

    def _end(self, part: Part, ends: Ints, place: Ints, holds: Ints, posted: Ints) -> None:
        seq, ended, amount, kind = part.seq[ends], -part.pending[ends], part.amount[ends], part.kind[ends]
        first = np.r_[True, place[1:] != place[:-1]]
        total = np.cumsum(-ended)
        start = np.flatnonzero(first)
        left = total - (total[start] + ended[start])[np.cumsum(first) - 1] + holds[1, place]
        before = left + ended
        self.blame_first(left < 0, seq, "it takes {} of the hold {}, of which {} were left", ended, holds[0, place], before)
        other = (part.debit[ends] != holds[2, place]) | (part.credit[ends] != holds[3, place])
        self.blame_first(other, seq, "its accounts are not those of the hold {}", holds[0, place])
        captures = kind == Kind.CAPTURE
        final = part.flags[ends] & int(Flag.FINAL) != 0
        odd = captures & (ended != np.where(final, before, np.minimum(amount, before)))
        self.blame_first(odd, seq, "it ends {} of the hold {}, which is not what it captures", ended, holds[0, place])
        over_capture = self._book.flags[self._book.slots(holds[2, place])] & int(AccountFlag.OVER_CAPTURE) != 0
        over = captures & (amount > before) & ~over_capture
        self.blame_first(over, seq, "it captures {} of the hold {}, of which {} were left", amount, holds[0, place], before)
        early = (kind == Kind.EXPIRE) & ((left != 0) | (posted[ends] < holds[4, place]))
        self.blame_first(early, seq, "it expires the hold {} in part or before its time", holds[0, place])


class Chain(Count):
    """Every block's hash recomputes from its rows and links to the block before; nothing is missing; time never goes back."""

    def __init__(self) -> None:
        super().__init__()
        self.hash = FIRST_HASH
        self.seq = 0
        self._posted_at = -(2**63)

    def take(self, part: Part, blocks: list[tuple[int, int, bytes]]) -> None:
        """Count a stretch that ends where a block ends; blocks: (first_seq, transfers, hash) of those that cover it."""
        if self.first_bad is not None:
            return
        missing = part.seq != np.arange(self.seq + 1, self.seq + 1 + len(part.seq))
        if missing.any():
            self.blame(f"transfer {self.seq + 1 + int(np.argmax(missing))} is missing")
            return
        posted = part.rows["posted_at"].astype(np.int64)
        back = np.r_[self._posted_at, posted[:-1]] > posted if len(posted) else np.zeros(0, bool)
        self.blame_first(back, part.seq, "it is posted before the one before it")
        body, after = memoryview(part.rows.tobytes()), self.seq
        for first_seq, transfers, stated in blocks:
            last = first_seq + transfers - 1
            if first_seq != self.seq + 1 or last > after + len(part.seq):
                self.blame(f"block {first_seq} does not follow transfer {self.seq}, or its rows are missing")
                return
            rows = bytes(body[(first_seq - 1 - after) * ROW_BYTES : (last - after) * ROW_BYTES])
            details = (
                [(seq - first_seq, part.details[seq]) for seq in range(first_seq, last + 1) if seq in part.details] if part.details else []
            )
            self.hash = block_hash(self.hash, first_seq, transfers, rows, details_payload(first_seq, details))
            self.checked += 1
            if self.hash != stated:
                self.blame(f"block {first_seq} (transfers {first_seq} to {last}): its hash does not recompute from its rows")
                return
            self.seq = last
        if self.seq != after + len(part.seq):
            self.blame(f"no block covers transfer {self.seq + 1}")
        self._posted_at = int(posted[-1]) if len(posted) else self._posted_at
