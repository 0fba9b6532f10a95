"""From what clients asked to a batch, and from a verdict back to what each of them is told."""

from uuid import UUID

import numpy as np

from twincore.kernel.ids import id_of_key
from twincore.ledger.engine.judge import EXPIRE, Batch, Verdict
from twincore.ledger.engine.outcomes import Outcomes
from twincore.ledger.engine.state import Hold
from twincore.ledger.engine.submission import Piece
from twincore.ledger.engine.write import Block
from twincore.ledger.model import Status, Transfer
from twincore.ledger.rows import INFINITY, NO_DATE, NO_TIME, REQUEST, ROW, transfer_of


def first_pieces(pieces: list[Piece], most: int) -> list[Piece]:
    """As many of the first pieces as make a batch of at most that size; one at the least."""
    sizes = np.cumsum([piece.end - piece.start for piece in pieces])
    return pieces[: max(1, int(np.searchsorted(sizes, most, side="right")))]


def batch_of(pieces: list[Piece]) -> Batch:
    """The requests of several pieces as one batch."""
    requests = pieces[0].requests if len(pieces) == 1 else np.concatenate([piece.requests for piece in pieces])
    sizes = np.array([piece.end - piece.start for piece in pieces])
    ends = np.cumsum(sizes)
    details = {at + int(end - size): body for piece, end, size in zip(pieces, ends, sizes, strict=True) for at, body in piece.details()}
    return Batch(
        requests,
        np.repeat(np.array([piece.submission.halves[0] for piece in pieces], np.uint64), sizes),
        np.repeat(np.array([piece.submission.halves[1] for piece in pieces], np.uint64), sizes),
        details,
        ends.tolist(),
    )


def outcomes_of(
    pieces: list[Piece], batch: Batch, verdict: Verdict, block: Block | None, transfers: dict[bytes, Transfer]
) -> list[Outcomes]:
    """The outcomes of each piece."""
    place = np.full(len(batch.requests), -1, np.int64)
    rows = np.empty(0, ROW) if block is None else block.rows
    if block is not None:
        place[block.accepted] = np.arange(len(rows))
    recorded: dict[int, Transfer] = {}
    for at in np.flatnonzero(verdict.status == Status.EXISTS).tolist():
        same = int(verdict.same_as[at])
        request = batch.requests[at]
        key = (int(request["id_hi"]) << 64 | int(request["id_lo"])).to_bytes(16, "big")
        recorded[at] = transfers[key] if key in transfers else transfer_of(rows[place[same]], batch.details.get(same))
    result = []
    start = 0
    for piece in pieces:
        end = start + piece.end - piece.start
        result.append(
            Outcomes(
                verdict.status[start:end],
                rows,
                place[start:end],
                {at - start: transfer for at, transfer in recorded.items() if start <= at < end},
                dict(piece.details()),
            )
        )
        start = end
    return result


def expiry_of(holds: list[Hold], now_us: int) -> tuple[Batch, Verdict]:
    """The batch that expires these holds, and its verdict: all accepted."""
    count = len(holds)
    requests = np.zeros(count, REQUEST)
    ids = np.frombuffer(b"".join(id_of_key("expire", UUID(bytes=hold.key)).bytes for hold in holds), ">u8").reshape(-1, 2)
    requests["id_hi"], requests["id_lo"] = ids[:, 0], ids[:, 1]
    requests["kind"], requests["posted_at"], requests["expires_at"], requests["value_date"] = EXPIRE, NO_TIME, INFINITY, NO_DATE
    columns = np.array([(hold.debit, hold.credit, hold.remaining, hold.seq) for hold in holds], np.int64).T
    zeros, none = np.zeros(count, np.int64), np.full(count, -1, np.int64)
    nobody = np.zeros(count, np.uint64)
    verdict = Verdict(np.zeros(count, np.int16), columns[0], columns[1], zeros, -columns[2], columns[3], none, np.full(count, now_us), none)
    return Batch(requests, nobody, nobody, {}, [count]), verdict
