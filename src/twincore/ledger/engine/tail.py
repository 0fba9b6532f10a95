"""The journal above the checkpoint, ready to be added to an account that is met for the first time after a restart.

So a lane is open as soon as it has read its tail, however many accounts the tail touches.
"""

import numpy as np
import numpy.typing as npt

from twincore.ledger.engine.state import CREDITS_PENDING, CREDITS_POSTED, DEBITS_PENDING, DEBITS_POSTED, ID, LAST_SEQ, Array

_SEQ_BITS = 40


class Tail:
    """Sums of rows per account, by seq. rows: rows.ROW in order of seq."""

    def __init__(self, rows: npt.NDArray[np.void]) -> None:
        count = len(rows)
        seq = rows["seq"].astype(np.int64)
        account = np.concatenate((rows["debit"], rows["credit"])).astype(np.int64)
        self.ids, index = np.unique(account, return_inverse=True)
        key = index.astype(np.int64) << _SEQ_BITS | np.concatenate((seq, seq))
        order = np.argsort(key)
        self.key = key[order]
        moved = np.zeros((2 * count + 1, 4), np.int64)
        amount, pending = rows["amount"].astype(np.int64), rows["pending"].astype(np.int64)
        change = np.zeros((2 * count, 4), np.int64)
        change[:count, DEBITS_POSTED], change[:count, DEBITS_PENDING] = amount, pending
        change[count:, CREDITS_POSTED], change[count:, CREDITS_PENDING] = amount, pending
        np.cumsum(change[order], axis=0, out=moved[1:])
        self.moved = moved

    def add_to(self, loaded: Array) -> None:
        """Add to matrix rows (see ``state``) what the tail has of them beyond their last seq."""
        if len(self.ids) == 0 or len(loaded) == 0:
            return
        place = np.searchsorted(self.ids, loaded[:, ID])
        here = np.flatnonzero(self.ids[np.minimum(place, len(self.ids) - 1)] == loaded[:, ID])
        place = place[here] << _SEQ_BITS
        low = np.searchsorted(self.key, place | loaded[here, LAST_SEQ], side="right")
        high = np.searchsorted(self.key, place + (1 << _SEQ_BITS))
        loaded[here, :4] += self.moved[high] - self.moved[low]
        newer = high > low
        loaded[here[newer], LAST_SEQ] = self.key[high[newer] - 1] & ((1 << _SEQ_BITS) - 1)
