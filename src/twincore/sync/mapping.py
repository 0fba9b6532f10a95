"""Which account of the ledger is which on the core."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from twincore.kernel.clock import to_datetime
from twincore.kernel.db import Connection
from twincore.kernel.sql import load
from twincore.sync.model import Ints

_sql = load("twincore.sync")


@dataclass(frozen=True, slots=True)
class Mapping:
    """Both directions as columns, in order of the core's keys. ``core_of`` is indexed by the ledger's account id, 0: not on the core."""

    core: Ints
    account: Ints
    base_lsn: Ints
    base_seq: Ints
    base_count: Ints
    core_of: Ints
    version: tuple[int, int]

    def places(self, cores: Ints) -> Ints:
        """Where each of the core's accounts stands here; -1: unknown."""
        if len(self.core) == 0:
            return np.full(len(cores), -1, np.int64)
        at = np.minimum(np.searchsorted(self.core, cores), len(self.core) - 1)
        return np.where(self.core[at] == cores, at, -1)

    def cores(self, accounts: Ints) -> Ints:
        """The core's key of each account of the ledger; 0: it is not on the core."""
        inside = accounts < len(self.core_of)
        return np.where(inside, self.core_of[np.where(inside, accounts, 0)], 0)

    def between(self, low: int, high: int) -> "Mapping":
        """Only the accounts with low <= core <= high."""
        start, end = int(np.searchsorted(self.core, low)), int(np.searchsorted(self.core, high, side="right"))
        cut = slice(start, end)
        return Mapping(
            self.core[cut], self.account[cut], self.base_lsn[cut], self.base_seq[cut], self.base_count[cut], self.core_of, self.version
        )


def load_mapping(conn: Connection, tenant: int) -> Mapping:
    """All accounts that are bound."""
    version = mapping_version(conn, tenant)
    rows = conn.execute(_sql.bindings, {"tenant": tenant}).fetchall()
    columns = np.array(rows, np.int64).reshape(len(rows), 5).T
    core_of = np.zeros(int(columns[1].max(initial=0)) + 1, np.int64)
    core_of[columns[1]] = columns[0]
    parts = [np.ascontiguousarray(column) for column in columns]
    return Mapping(parts[0], parts[1], parts[2], parts[3], parts[4], core_of, version)


def mapping_version(conn: Connection, tenant: int) -> tuple[int, int]:
    """Two figures that move when an account is bound or counted anew."""
    row = conn.execute(_sql.bindings_version, {"tenant": tenant}).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def bind_accounts(
    conn: Connection,
    tenant: int,
    cores: Sequence[int],
    accounts: Sequence[int],
    *,
    now_us: int,
    seq: int = 0,
    lsns: Sequence[int] | None = None,
    counts: Sequence[int] | None = None,
    openings: Sequence[int] | None = None,
    seqs: Sequence[int] | None = None,
) -> None:
    """Say that accounts of the core are accounts of the ledger. cores: ``core_key``; what is bound already stays as it is.

    lsns: up to where of the core's log the ledger's balance has it all already; counts: how many postings the core had counted then; openings: the balance
    that the twin begins with; seq: the lane's last transfer then, or seqs: for each account its own last one.
    """
    values = {
        "tenant": tenant,
        "cores": list(cores),
        "accounts": list(accounts),
        "lsns": [0] * len(cores) if lsns is None else list(lsns),
        "counts": [0] * len(cores) if counts is None else list(counts),
        "openings": [0] * len(cores) if openings is None else list(openings),
        "seqs": [seq] * len(cores) if seqs is None else list(seqs),
        "now": to_datetime(now_us),
    }
    conn.execute(_sql.bind, values)
