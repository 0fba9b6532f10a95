"""The journal above the checkpoint, ready to be added to an account that is met for the first time after a restart.

So a lane is open as soon as it has read its tail, however many accounts the tail touches.
"""

import numpy as np

from twincore.ledger.engine.state import CREDITS_PENDING, CREDITS_POSTED, DEBITS_PENDING, DEBITS_POSTED, ID, LAST_SEQ, Array

_PLACE_BITS = 32
"""A key is an account above the place of a row in the tail: up to 2^31 accounts, up to 2^32 rows."""


class Tail:
    """Sums of rows per account, by place. rows: an int64 matrix of five rows: seq, debit, credit, amount, pending, in order of seq."""

    def __init__(self, rows: Array) -> None:
        seq, debit, credit, amount, pending = rows
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
