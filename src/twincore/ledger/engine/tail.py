"""The journal above the checkpoint, ready to be added to an account that is met for the first time after a restart, or after others posted to it.

So a lane is open as soon as it has read its tail, and has caught up with other writers as soon as it has read what they wrote, however many
accounts they touch.
"""

import numpy as np

from twincore.ledger.engine.state import CREDITS_PENDING, CREDITS_POSTED, DEBITS_PENDING, DEBITS_POSTED, ID, LAST_SEQ, Array

_PLACE_BITS = 32
"""A key is an account above the place of a row in the tail: up to 2^31 accounts, up to 2^32 rows."""
JOINED_MAX = 1 << 16
"""Rows of tails that are joined to one; longer ones stay as they are, or the joining would be felt."""


class Tail:
    """Sums of rows per account, by place. rows: an int64 matrix of five rows: seq, debit, credit, amount, pending, in order of seq."""

    def __init__(self, rows: Array) -> None:
        seq, debit, credit, amount, pending = self.rows = rows
        count = len(seq)
        self.before = int(seq[0]) - 1 if count else 0
        place = seq - self.before
        key = np.concatenate((debit << _PLACE_BITS | place, credit << _PLACE_BITS | place))
        order = np.argsort(key)
        self.key = key[order]
        is_credit = order >= count
        row = np.where(is_credit, order - count, order)
        self.moved = np.zeros((4, 2 * count + 1), np.int64)
        for posted, column, side in (
            (DEBITS_POSTED, amount, ~is_credit),
            (CREDITS_POSTED, amount, is_credit),
            (DEBITS_PENDING, pending, ~is_credit),
            (CREDITS_PENDING, pending, is_credit),
        ):
            if column.any():
                np.cumsum(column[row] * side, out=self.moved[posted, 1:])

    def add_to(self, loaded: Array) -> None:
        """Add to matrix rows (see ``state``) what the tail has of them beyond their last seq."""
        if len(self.key) == 0 or len(loaded) == 0:
            return
        account = loaded[:, ID] << _PLACE_BITS
        low = np.searchsorted(self.key, account | np.maximum(loaded[:, LAST_SEQ] - self.before, 0), side="right")
        high = np.searchsorted(self.key, account + (1 << _PLACE_BITS))
        here = np.flatnonzero(high > low)
        loaded[here, :4] += (self.moved[:, high[here]] - self.moved[:, low[here]]).T
        loaded[here, LAST_SEQ] = (self.key[high[here] - 1] & ((1 << _PLACE_BITS) - 1)) + self.before


class Tails:
    """Tails one after the other, the later ones of other writers' rows; a few of them, whatever the number of blocks they came in."""

    def __init__(self, rows: Array) -> None:
        self._tails = [Tail(rows)]

    def add(self, rows: Array) -> None:
        """Rows after all those that are here (they need not follow at once); shape as of ``Tail``."""
        while self._tails and len(self._tails[-1].key) <= 4 * rows.shape[1] and len(self._tails[-1].rows[0]) + rows.shape[1] <= JOINED_MAX:
            rows = np.concatenate((self._tails.pop().rows, rows), axis=1)
        self._tails.append(Tail(rows))

    def add_to(self, loaded: Array) -> None:
        """Add to matrix rows (see ``state``) what the tails have of them beyond their last seq."""
        for tail in self._tails:
            tail.add_to(loaded)

    def forget(self, upto: int) -> None:
        """Drop what a checkpoint covers up to a seq: accounts are read as of that checkpoint or a later one from now on."""
        self._tails = [tail for tail in self._tails if len(tail.key) and tail.rows[0, -1] > upto]
