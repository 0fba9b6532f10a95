"""Stretches of the journal in their canonical bytes, for whoever hashes them: the sealer, receipts and ``verify``."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twincore.kernel.db import Connection, copy_out
from twincore.kernel.sql import load
from twincore.ledger.proof.merkle import TileReader
from twincore.ledger.rows import ROW, rows_of_copy

_sql = load("twincore.ledger.proof")

ROW_BYTES = ROW.itemsize
"""Bytes of one row's COPY tuple: every row has the same."""


@dataclass(frozen=True, slots=True)
class Extract:
    """The transfers after ``after_seq`` up to some last one, in order. details: seq -> the detail's bytes (UTF-8)."""

    after_seq: int
    rows: npt.NDArray[np.void]
    details: dict[int, bytes]


def extract(conn: Connection, tenant: int, after_seq: int, last_seq: int) -> Extract:
    """The transfers after_seq < seq <= last_seq. conn acts for the tenant; a gap in the journal shows as missing rows."""
    values = {"tenant": tenant, "after_seq": after_seq, "last_seq": last_seq}
    payload = copy_out(conn, _sql.copy_rows, values)
    details = {seq: body.encode() for seq, body in conn.execute(_sql.details, values)}
    return Extract(after_seq, rows_of_copy(payload), details)


def tile_reader(conn: Connection, tenant: int) -> TileReader:
    """Reads a tenant's tiles, each at most once; a missing one reads as empty."""
    seen: dict[tuple[int, int], bytes] = {}

    def read(level: int, index: int) -> bytes:
        if (level, index) not in seen:
            row = conn.execute(_sql.tile, {"tenant": tenant, "level": level, "index": index}).fetchone()
            seen[level, index] = b"" if row is None else bytes(row[0])
        return seen[level, index]

    return read
