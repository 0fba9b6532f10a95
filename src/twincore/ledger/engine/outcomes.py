"""What became of the requests of one submission: columns, and records where somebody looks."""

from collections.abc import Sequence
from typing import overload

import numpy as np
import numpy.typing as npt

from twincore.ledger.model import Outcome, Status, Transfer
from twincore.ledger.rows import transfer_of


class Outcomes(Sequence[Outcome]):
    """One outcome per request, in order. ``status`` is a column of Status; ``outcomes[i]`` makes the record of one.

    rows: journal rows (rows.ROW); place: per request the index of its row in ``rows`` or -1; recorded: request -> the transfer recorded earlier.
    """

    __slots__ = ("details", "place", "recorded", "rows", "status")

    def __init__(
        self,
        status: npt.NDArray[np.int16],
        rows: npt.NDArray[np.void],
        place: npt.NDArray[np.int64],
        recorded: dict[int, Transfer],
        details: dict[int, bytes],
    ) -> None:
        self.status, self.rows, self.place, self.recorded, self.details = status, rows, place, recorded, details

    def __len__(self) -> int:
        return len(self.status)

    @overload
    def __getitem__(self, index: int) -> Outcome: ...
    @overload
    def __getitem__(self, index: slice) -> list[Outcome]: ...
    def __getitem__(self, index: int | slice) -> Outcome | list[Outcome]:
        """The outcome of one request, or of several."""
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        at = range(len(self))[index]
        status = Status(int(self.status[at]))
        if not status.ok:
            return Outcome(status)
        if (recorded := self.recorded.get(at)) is not None:
            return Outcome(status, recorded)
        return Outcome(status, transfer_of(self.rows[self.place[at]], self.details.get(at)))

    @property
    def seq(self) -> npt.NDArray[np.int64]:
        """Seq of each transfer; 0 where it was refused."""
        result = np.zeros(len(self), np.int64)
        here = self.place >= 0
        result[here] = self.rows["seq"][self.place[here]]
        for at, transfer in self.recorded.items():
            result[at] = transfer.seq
        return result

    @property
    def created(self) -> int:
        """How many transfers are new in the journal."""
        return int((self.status == 0).sum())


def joined(parts: Sequence[Outcomes]) -> Outcomes:
    """The outcomes of a submission that was decided in several blocks."""
    if len(parts) == 1:
        return parts[0]
    start = row_start = 0
    places, recorded, details = [], {}, {}
    for part in parts:
        places.append(np.where(part.place >= 0, part.place + row_start, -1))
        recorded.update({at + start: transfer for at, transfer in part.recorded.items()})
        details.update({at + start: body for at, body in part.details.items()})
        start += len(part)
        row_start += len(part.rows)
    return Outcomes(
        np.concatenate([part.status for part in parts]),
        np.concatenate([part.rows for part in parts]),
        np.concatenate(places),
        recorded,
        details,
    )
