"""What a lane knows: its head, the accounts it has met and its open holds, kept true to what PostgreSQL has committed."""

import numpy as np
import numpy.typing as npt

from twincore.ledger.engine.judge import Facts, Referred
from twincore.ledger.engine.state import Accounts, Array, no_holds
from twincore.ledger.engine.store import LaneStore
from twincore.ledger.engine.tail import Tail, Tails
from twincore.ledger.engine.write import Block, Head, apply_holds, take_back
from twincore.ledger.rows import id_keys


class Memory:
    """A cache and nothing else: ``open`` builds it anew at any time, ``catch_up`` brings it to the committed head."""

    def __init__(self, store: LaneStore) -> None:
        self.store = store
        self.open()

    def open(self) -> None:
        """Forget everything and read head, holds and tail in one snapshot; accounts follow when they are first met."""
        opening = self.store.opening()
        self.head = opening.head
        self.accounts = Accounts()
        self.holds = no_holds()
        for hold in opening.holds:
            self.holds.put(hold)
        apply_holds(self.holds, opening.tail_holds)
        self.tails = Tails(opening.tail)
        self.covered = opening.checkpoint_seq

    def load(self, ids: Array) -> None:
        """Meet accounts: those not in memory are read, as the checkpoint has them, and the tail is added."""
        missing = self.accounts.missing(ids)
        if len(missing):
            self._take_in(self.store.accounts(missing.tolist()))

    def warm(self, chunk: int = 100_000) -> int:
        """Meet every account of the tenant; returns how many there are. For a lane that expects all of them soon."""
        for low in range(1, self.store.account_next(), chunk):
            loaded = self.store.accounts_between(low, low + chunk)
            self._take_in(loaded[self.accounts.slots(loaded[:, 7]) == 0])
        return self.accounts.count - 1

    def _take_in(self, loaded: Array) -> None:
        self.tails.add_to(loaded)
        self.accounts.add(loaded)

    def catch_up(self, head: Head | None = None) -> bool:
        """Take over what other writers have committed since; returns whether there was anything. No block may be applied and uncommitted.

        head: the committed head, if the caller has just read it.
        """
        head = head or self.store.head()
        if head == self.head:
            return False
        if head.seq < self.head.seq:  # the database went back: restored from a copy, or lost what it had acknowledged
            self.open()
            return True
        if head.seq > self.head.seq:
            self._apply(self.store.rows_after(self.head.seq, head.seq))
        if head.account_version != self.head.account_version:
            for account, credit_limit, meta in self.store.changed_accounts(self.head.account_version):
                self.accounts.change(account, credit_limit, meta)
        self.head = head
        return True

    def _apply(self, rows: npt.NDArray[np.void]) -> None:
        """Rows of other writers: the accounts in memory move on; the others find them in the tails when they are met."""
        columns = np.array([rows[name] for name in ("seq", "debit", "credit", "amount", "pending")], np.int64)
        self.tails.add(columns)
        accounts = np.unique(self.accounts.slots(columns[1:3].ravel()))
        accounts = accounts[accounts > 0]
        moved = self.accounts.rows[accounts]
        Tail(columns).add_to(moved)  # an account read lately may have been checkpointed beyond our head already
        self.accounts.rows[accounts] = moved
        apply_holds(self.holds, rows)

    def cover(self, seq: int) -> None:
        """A checkpoint covers the lane up to a seq: its rows need not be kept for accounts yet to be met."""
        self.covered = max(self.covered, seq)
        self.tails.forget(self.covered)

    def take_back(self, block: Block) -> None:
        """As it was before a block that was not committed."""
        take_back(block, self.accounts, self.holds)
        self.head = block.before

    def references(self, requests: npt.NDArray[np.void], by_ref: npt.NDArray[np.bool_], reverse: int) -> tuple[Array, list[bytes]]:
        """Accounts of the open holds that requests refer to, and the ids referred to that memory knows nothing of."""
        chosen = requests[by_ref]
        accounts: list[int] = []
        unknown: list[bytes] = []
        for key, kind in zip(id_keys(chosen["ref_hi"], chosen["ref_lo"]), chosen["kind"].tolist(), strict=True):
            hold = self.holds.by_key.get(key)
            if hold is None or kind == reverse:
                unknown.append(key)
            else:
                accounts += (hold.debit, hold.credit)
        return np.array(accounts, np.int64), unknown

    def behind(self, facts: dict[bytes, Referred], hold_kind: int) -> bool:
        """Whether the journal has an open hold that memory lacks: another writer placed it."""
        return any(fact.kind == hold_kind and not fact.closed_by and key not in self.holds.by_key for key, fact in facts.items())


__all__ = ["Facts", "Head", "Memory"]
