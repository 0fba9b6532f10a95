"""A change log of many postings at once, written by columns; for measuring."""

import numpy as np

from tests.sync.paper_core import CHANGE, PAGE, PaperCore
from twincore.copybook import encode_columns


def postings(core: PaperCore, count: int, *, seed: int = 1) -> None:
    """That many postings of the core's own on random accounts: UNDO, REDO and COMMIT of each, appended to the log."""
    random = np.random.default_rng(seed)
    cores = np.array(sorted(core.balance), np.int64)
    which = random.integers(0, len(cores), count)
    amount = random.integers(1, 10_000, count) * random.choice([-1, 1], count)
    order = np.argsort(which, kind="stable")
    running = np.empty(count, np.int64)
    sums = np.cumsum(amount[order])
    starts = np.searchsorted(which[order], np.arange(len(cores)))
    base = np.where(starts > 0, sums[np.maximum(starts, 1) - 1], 0)
    running[order] = sums - base[which[order]]
    opening = np.array([core.balance[c] for c in cores.tolist()], np.int64)
    after = opening[which] + running
    lsn = core.lsn + 1 + np.arange(count * 3)
    each = np.repeat(np.arange(count), 3)
    kind = np.tile(np.array(["U", "R", "C"]), count)
    ids = np.frombuffer(random.bytes(16 * count), "V16")
    money = kind != "C"
    before = (after - amount)[each]
    columns = {
        "LOG-KIND": kind,
        "LOG-SOURCE": np.full(count * 3, "B"),
        "LOG-ORIGIN": np.full(count * 3, "CORE"),
        "LOG-BSB": cores[which][each] // 10**9,
        "LOG-NUMBER": cores[which][each] % 10**9,
        "LOG-DC": np.where(amount > 0, "C", "D")[each],
        "LOG-TYPE": np.where(amount > 0, "CRE", "DEB")[each],
        "LOG-FORCED": np.full(count * 3, "N"),
        "LOG-BUSINESS-DATE": np.full(count * 3, 20260701),
        "LOG-VALUE-DATE": np.full(count * 3, 20260701),
        "LOG-LSN": lsn,
        "LOG-UOW": np.repeat(lsn[::3], 3),
        "LOG-EPOCH": np.full(count * 3, core.epoch),
        "LOG-AT": np.full(count * 3, core.clock_us),
        "LOG-ID": ids[each],
        "LOG-AMOUNT": np.where(money, np.abs(amount)[each], 0),
        "LOG-ACTUAL-BEFORE": np.where(money, before, 0),
        "LOG-ACTUAL": np.where(kind == "U", before, np.where(kind == "R", after[each], 0)),
        "LOG-COUNT": np.ones(count * 3, np.int64),
    }
    core.append(encode_columns(CHANGE, columns, PAGE))
    core.lsn += count * 3
    for place, account in enumerate(cores.tolist()):
        mine = which == place
        core.balance[account] += int(amount[mine].sum())
        core.count[account] += int(mine.sum())
        if mine.any():
            core.last_lsn[account] = int(lsn[1::3][mine].max())
