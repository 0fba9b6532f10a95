"""Opens everything as it was: the valid checkpoint, rolled forward over the committed units of work in the log. Then a TIE-UP."""

from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from twincore.copybook import decode
from twincore.mainframe.records import CHANGE, CHECKPOINT, CODEPAGE, REJECT
from twincore.mainframe.standin.core import LOG_LENGTH, Core, CoreFailed
from twincore.mainframe.standin.fields import LOG, ebcdic, packed, place, unpacked
from twincore.mainframe.standin.heart import Heart

_CHUNK: Final = 200_000
_CHECKPOINT_AFTER: Final = 50_000
_REDO, _COMMIT, _TIE_UP, _UNDO, _BACKOUT = (ebcdic(kind, 1)[0] for kind in "RCTUB")
_QUEUE, _BRANCH, _BATCH = (ebcdic(source, 1)[0] for source in "QBN")
_EAR: Final = ebcdic("EAR", 3)
_KEY: Final = slice(6, 21)
_NOTHING: Final = packed(0) * 6
Rows = npt.NDArray[np.uint8]


def recover(core: Core, heart: Heart) -> None:
    """Open the files. What a crash left is finished first: a batch after its commit is completed, an unit of work without an end backed out."""
    core.read_state()
    core.open_files()
    heart.beat()
    _finish_the_batch(core, heart)
    state = core.read_state()
    core.read_files()
    end = core.lsn
    rolled, torn = _roll_forward(core, heart, state["CKP-LSN"])
    _read_rejects(core, state["CKP-REJECT-NUMBER"])
    reason, image_lsn, accounts, total = "OPEN", end, 0, 0
    if end > state["CKP-LSN"]:
        reason = "RECV"
    elif state["CKP-REASON"] == "REST":
        reason, image_lsn = "REST", state["CKP-IMAGE-LSN"]
    elif state["CKP-REASON"] == "LOAD":
        reason, accounts, total = "LOAD", state["CKP-ACCOUNTS"], state["CKP-TOTAL"]
    if torn:
        _back_out(core, torn)
        image_lsn = core.lsn
    if rolled > _CHECKPOINT_AFTER:
        core.checkpoint("RECV")
    core.tie_up(reason, image_lsn, accounts, total)


def _finish_the_batch(core: Core, heart: Heart) -> None:
    prepared = Path("private/STATE.next")
    image = prepared.read_bytes() if prepared.exists() else b""
    if len(image) == CHECKPOINT.length:
        state = decode(CHECKPOINT, image, CODEPAGE)
        last = core.log_records(min(core.lsn, state["CKP-LSN"]), 1)
        if core.lsn == state["CKP-LSN"] - 1 and last[0] == _COMMIT and last[LOG["SOURCE"]][0] == _BATCH:
            core.batch_logged, core.business_date = state["CKP-LOGGED"], state["CKP-LAST-BATCH"]
            core.tie_up("BTCH", core.lsn, state["CKP-ACCOUNTS"], state["CKP-TOTAL"])
            _complete_the_batch(core, state)
            heart.beat()
            return
        if core.lsn >= state["CKP-LSN"] and last[0] == _TIE_UP:
            _complete_the_batch(core, state)
            return
    prepared.unlink(missing_ok=True)
    for part in Path("extract").glob("*.part"):
        part.unlink()


def _complete_the_batch(core: Core, state: dict[str, Any]) -> None:
    for part in Path("extract").glob(f"*.{state['CKP-LAST-BATCH']:08d}.part"):
        part.replace(part.with_suffix(""))
    core.serial = state["CKP-SERIAL"]
    core.swap_checkpoint()


def _roll_forward(core: Core, heart: Heart, after: int) -> tuple[int, bytes]:
    """Apply what was committed after an LSN. Returns the number of changes, and the records of a unit without an end."""
    rolled, at, end = 0, after + 1, core.lsn
    while at <= end:
        data = core.log_records(at, min(_CHUNK, end - at + 1))
        rows = np.frombuffer(data, np.uint8).reshape(-1, LOG_LENGTH)
        ends = np.flatnonzero(np.isin(rows[:, 0], [_COMMIT, _BACKOUT, _TIE_UP]))
        whole = int(ends[-1]) + 1 if len(ends) else 0
        if whole:
            rolled += _apply(core, rows[:whole])
        heart.tick()
        at += whole
        if not whole or at > end:
            break
    return rolled, core.log_records(at, end - at + 1) if at <= end else b""


def _apply(core: Core, rows: Rows) -> int:
    """Apply the committed units of work of whole ones; returns how many changes they have."""
    kinds = rows[:, 0]
    commits = rows[kinds == _COMMIT]
    sources = commits[:, LOG["SOURCE"].start]
    if (sources == _BATCH).any():
        raise CoreFailed(12, "RECOVER: A BATCH CANNOT BE ROLLED FORWARD")
    numbers = _numbers(commits, "QUEUE-RECORD")
    for source, name in ((_QUEUE, "queue_record"), (_BRANCH, "branch_record")):
        if (sources == source).any():
            setattr(core, name, int(numbers[sources == source][-1]))
    core.posted += len(commits)
    redos = rows[kinds == _REDO]
    redos = redos[np.isin(_numbers(redos, "UOW"), _numbers(commits, "UOW"))]
    firsts = redos[_numbers(redos, "LSN") == _numbers(redos, "UOW") + 1]
    core.index.note_many(firsts[:, LOG["ID"]], _numbers(firsts, "UOW").astype(np.uint64))
    for earmark, chosen in ((False, redos), (True, redos[(redos[:, LOG["TYPE"]] == np.frombuffer(_EAR, np.uint8)).all(axis=1)])):
        keys = np.ascontiguousarray(chosen[::-1, _KEY]).view("S15")[:, 0]
        for index in np.unique(keys, return_index=True)[1]:
            _redo(core, chosen[len(chosen) - 1 - int(index)].tobytes(), earmark)
    return len(redos)


def _redo(core: Core, record: bytes, earmark: bool) -> None:
    account = core.books.find(record[_KEY])
    if account is None:
        raise CoreFailed(12, f"RECOVER: NO ACCOUNT {record[_KEY].decode('cp037')}")
    if earmark:
        account.earmark = unpacked(record[LOG["AMOUNT"]])
        return
    account.set_balances(*(unpacked(record[LOG[name]]) for name in ("ACTUAL", "AVAILABLE", "SUM")))
    account.count = int.from_bytes(record[LOG["COUNT"]], "big", signed=True)
    account.last_lsn = int.from_bytes(record[LOG["LSN"]], "big", signed=True)
    account.last_posted = record[LOG["BUSINESS-DATE"]]


def _numbers(rows: Rows, name: str) -> npt.NDArray[np.int64]:
    return np.ascontiguousarray(rows[:, LOG[name]]).view(">i8")[:, 0].astype(np.int64)


def _back_out(core: Core, torn: bytes) -> None:
    """Write the BACKOUT of a unit of work that a crash tore off."""
    record = bytearray(torn[:LOG_LENGTH])
    record[0] = _BACKOUT
    changes = sum(torn[at] == _REDO for at in range(0, len(torn), LOG_LENGTH))
    record[LOG["LSN"]] = (core.lsn + 1).to_bytes(8, "big")
    for name, number, length in (("EPOCH", core.epoch, 4), ("AT", core.clock, 8)):
        record[place(CHANGE, f"LOG-{name}")] = number.to_bytes(length, "big")
    record[LOG["BUSINESS-DATE"]] = core.business_digits
    start = LOG["AMOUNT"].start
    record[start : start + len(_NOTHING)] = _NOTHING
    record[LOG["COUNT"]] = changes.to_bytes(4, "big")
    core.add(bytes(record))
    core.put()


def _read_rejects(core: Core, after: int) -> None:
    """The queues go on behind the last record that was refused, if that is later than the last one posted."""
    source, record = place(REJECT, "REJ-SOURCE"), place(REJECT, "REJ-QUEUE-RECORD")
    data = core.rejects_from(after)
    for at in range(0, len(data), REJECT.length):
        reject = data[at : at + REJECT.length]
        number = int.from_bytes(reject[record], "big")
        if reject[source][0] == _QUEUE:
            core.queue_record = max(core.queue_record, number)
        elif reject[source][0] == _BRANCH:
            core.branch_record = max(core.branch_record, number)
