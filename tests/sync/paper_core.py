"""A core on paper: it keeps to the interface files in a few lines of its own, so that every byte of them can be made wrong at will."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from twincore.copybook import Record, decode, encode, parse
from twincore.kernel.sql import read

PAGE = "cp037"


def layout(name: str, *, redefines: dict[str, Any] | None = None, raw: Sequence[str] = ()) -> Record:
    return parse(read("twincore.mainframe", f"copybooks/{name}.cpy")).record(None, redefines=redefines or {}, raw=raw)


CHANGE = layout("CHANGE", redefines={"LOG-CHANGE": "LOG-CHANGE"}, raw=["LOG-ID"])
TIE_UP = layout("CHANGE", redefines={"LOG-CHANGE": "LOG-TIE-UP"}, raw=["LOG-ID"])
REQUEST = layout("TRANSACT", raw=["TRN-ID"])
REJECT = layout("REJECT", raw=["REJ-TRANSACTION"])
STATUS = layout("STATUS")
EXTRACT = layout("EXTRACT")
ACCOUNT = layout("ACCOUNT")


class PaperCore:
    """Accounts, a change log, a queue, rejects and a status. core keys are BSB * 10^9 + number; amounts are minor units, debits below 0."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "extract").mkdir(exist_ok=True)
        self.balance: dict[int, int] = {}
        self.count: dict[int, int] = {}
        self.opening: dict[int, int] = {}
        self.last_lsn: dict[int, int] = {}
        self.overdraft: dict[int, int] = {}
        self.earmark: dict[int, int] = {}
        self.ids: dict[bytes, int] = {}
        self.lsn = self.rejected = self.taken = 0
        self.epoch, self.beat, self.clock_us, self.extracts = 1, 0, 0, 0
        self.beat_at_us = 0
        for name in ("change.log", "reject.file", "request.queue"):
            (folder / name).touch()
        self.tie_up("LOAD")

    # --- what a test says

    def open_account(self, core: int, balance: int = 0, overdraft: int = 0) -> None:
        self.balance[core] = self.opening[core] = balance
        self.count[core] = self.last_lsn[core] = 0
        self.overdraft[core] = overdraft

    def post(self, core: int, amount: int, transaction: bytes, *, origin: str = "CORE", kind: str | None = None, log: bool = True) -> None:
        """One posting: UNDO, REDO, COMMIT."""
        before = self.balance[core]
        self.balance[core] += amount
        self.count[core] += 1
        self.ids[transaction] = self.lsn + 2
        if not log:
            return
        unit = self.lsn + 1
        for letter in "URC":
            self.write(letter, core, amount, transaction, origin, kind, before, unit)
        self.last_lsn[core] = unit + 1

    def night(self, day: int, posted: Sequence[tuple[int, int, bytes]], *, told: Sequence[int]) -> None:
        """A batch that posts (account, amount, transaction) outside the change log; told: which of them its transaction file has, and in which order."""
        records = []
        for core, amount, transaction in posted:
            self.post(core, amount, transaction, log=False)
            self.last_lsn[core] = self.lsn + 1
            values = {
                "TRN-EYE": "TRAN",
                "TRN-ORIGIN": "CORE",
                "TRN-BSB": core // 10**9,
                "TRN-NUMBER": core % 10**9,
                "TRN-DC": "C" if amount > 0 else "D",
                "TRN-TYPE": "FEE" if amount < 0 else "INT",
                "TRN-VALUE-DATE": day,
                "TRN-ID": transaction,
                "TRN-AMOUNT": abs(amount),
            }
            records.append(encode(REQUEST, values, PAGE))
        (self.folder / "extract" / f"TRANS.{day:08d}").write_bytes(b"".join(records[n] for n in told))
        self.tie_up("BTCH", logged=False, day=day)

    def back_out(self, core: int, amount: int, transaction: bytes) -> None:
        """A unit of work that never was."""
        unit = self.lsn + 1
        for letter in "URB":
            self.write(letter, core, amount, transaction, "CORE", None, self.balance[core], unit)

    def record(
        self, letter: str, core: int, amount: int, transaction: bytes, origin: str, kind: str | None, before: int, unit: int, **changes: Any
    ) -> bytes:
        after = before if letter == "U" else before + amount
        money = letter in "UR"
        values: dict[str, Any] = {
            "LOG-KIND": letter,
            "LOG-SOURCE": "B" if origin == "CORE" else "Q",
            "LOG-ORIGIN": origin,
            "LOG-BSB": core // 10**9,
            "LOG-NUMBER": core % 10**9,
            "LOG-DC": "C" if amount > 0 else "D",
            "LOG-TYPE": kind or ("CRE" if amount > 0 else "DEB"),
            "LOG-FORCED": "N",
            "LOG-BUSINESS-DATE": 20260701,
            "LOG-VALUE-DATE": 20260701,
            "LOG-LSN": self.lsn,
            "LOG-UOW": unit,
            "LOG-EPOCH": self.epoch,
            "LOG-AT": self.clock_us,
            "LOG-ID": transaction,
            "LOG-CHANGE": {
                "LOG-AMOUNT": abs(amount) if money else 0,
                "LOG-ACTUAL-BEFORE": before if money else 0,
                "LOG-ACTUAL": after if money else 0,
                "LOG-COUNT": 1,
            },
        }
        return encode(CHANGE, values | changes, PAGE)

    def write(self, letter: str, core: int, amount: int, transaction: bytes, origin: str, kind: str | None, before: int, unit: int) -> None:
        self.lsn += 1
        self.append(self.record(letter, core, amount, transaction, origin, kind, before, unit))

    def append(self, raw: bytes) -> None:
        with (self.folder / "change.log").open("ab") as file:
            file.write(raw)

    def tie_up(self, reason: str, image_lsn: int | None = None, *, logged: bool = True, day: int = 20260701) -> None:
        self.lsn += 1
        values = {
            "LOG-KIND": "T",
            "LOG-SOURCE": "O",
            "LOG-ORIGIN": "CORE",
            "LOG-BUSINESS-DATE": day,
            "LOG-LSN": self.lsn,
            "LOG-UOW": self.lsn,
            "LOG-EPOCH": self.epoch,
            "LOG-ID": bytes(16),
            "LOG-TIE-UP": {
                "LOG-REASON": reason,
                "LOG-LOGGED": "Y" if logged else "N",
                "LOG-IMAGE-LSN": self.lsn - 1 if image_lsn is None else image_lsn,
            },
        }
        self.append(encode(TIE_UP, values, PAGE))

    def restore(self, balance: dict[int, int], count: dict[int, int], last_lsn: dict[int, int], image_lsn: int) -> None:
        """An image copy of these figures is put in place: what came after it is gone, and its ids are free again."""
        self.balance, self.count, self.last_lsn = dict(balance), dict(count), dict(last_lsn)
        self.ids = {key: lsn for key, lsn in self.ids.items() if lsn <= image_lsn}
        self.epoch += 1
        self.tie_up("REST", image_lsn)

    # --- what it does by itself

    def work(self, most: int = 10**9) -> int:
        """Take requests from the queue, post or refuse them."""
        length = REQUEST.length
        data = (self.folder / "request.queue").read_bytes()
        count = min(len(data) // length - self.taken, most)
        for at in range(self.taken, self.taken + count):
            raw = data[at * length : (at + 1) * length]
            self.taken += 1
            self._request(raw)
        return count

    def _request(self, raw: bytes) -> None:
        asked = decode(REQUEST, raw, PAGE)
        core = asked["TRN-BSB"] * 10**9 + asked["TRN-NUMBER"]
        amount = asked["TRN-AMOUNT"] if asked["TRN-DC"] == "C" else -asked["TRN-AMOUNT"]
        forced = asked["TRN-FORCED"] == "Y"
        if asked["TRN-ID"] in self.ids:
            self.reject(raw, "0401", "ALREADY POSTED", self.ids[asked["TRN-ID"]])
        elif core not in self.balance:
            self.reject(raw, "0101", "ACCOUNT NOT FOUND")
        elif asked["TRN-TYPE"] == "EAR":
            self.earmark[core] = -amount
            unit, before = self.lsn + 1, self.balance[core]
            for letter in "URC":
                self.lsn += 1
                change = {"LOG-AMOUNT": -amount, "LOG-ACTUAL-BEFORE": before, "LOG-ACTUAL": before} if letter != "C" else {}
                self.append(self.record(letter, core, amount, asked["TRN-ID"], "TWIN", "EAR", before, unit, **{"LOG-CHANGE": change}))
        elif amount < 0 and not forced and self.balance[core] + self.overdraft[core] - self.earmark.get(core, 0) + amount < 0:
            self.reject(raw, "0201", "INSUFFICIENT FUNDS")
        else:
            self.post(core, amount, asked["TRN-ID"], origin="TWIN", kind=asked["TRN-TYPE"])

    def reject(self, raw: bytes, code: str, text: str, lsn: int = 0) -> None:
        self.rejected += 1
        values = {
            "REJ-TRANSACTION": raw,
            "REJ-CODE": code,
            "REJ-TEXT": text,
            "REJ-SOURCE": "Q",
            "REJ-NUMBER": self.rejected,
            "REJ-QUEUE-RECORD": self.taken,
            "REJ-LSN": lsn,
            "REJ-EPOCH": self.epoch,
        }
        with (self.folder / "reject.file").open("ab") as file:
            file.write(encode(REJECT, values, PAGE))

    def show(self, state: str = "OPEN", beat_at_us: int = 0) -> None:
        """A sign of life."""
        self.beat += 1
        self.beat_at_us = beat_at_us or self.beat_at_us
        values = {
            "STA-EYE": "STAT",
            "STA-STATE": state,
            "STA-BEAT": self.beat,
            "STA-BEAT-CHECK": self.beat,
            "STA-BEAT-AT": self.beat_at_us,
            "STA-LSN": self.lsn,
            "STA-EPOCH": self.epoch,
            "STA-QUEUE-RECORD": self.taken,
        }
        (self.folder / "status.beat").write_bytes(encode(STATUS, values, PAGE))

    def extract(self, first: int, last: int) -> Path:
        """A master extract as of now."""
        self.extracts += 1
        chosen = [core for core in sorted(self.balance) if first <= core <= last]
        ends = {"EXT-BUSINESS-DATE": 20260701, "EXT-FROM": first, "EXT-TO": last, "EXT-LSN": self.lsn, "EXT-EPOCH": self.epoch}
        parts = [encode(EXTRACT, ends | {"EXT-EYE": "HEAD"}, PAGE)]
        for core in chosen:
            values = {
                "ACC-EYE": "ACCT",
                "ACC-KEY": {"ACC-BSB": core // 10**9, "ACC-NUMBER": core % 10**9},
                "ACC-OVERDRAFT": self.overdraft[core],
                "ACC-ACTUAL": self.balance[core],
                "ACC-SUM": self.balance[core] - self.opening[core],
                "ACC-COUNT": self.count[core],
                "ACC-LAST-LSN": self.last_lsn[core],
            }
            parts.append(encode(ACCOUNT, values, PAGE))
        totals = {"EXT-COUNT": len(chosen), "EXT-TOTAL-ACTUAL": sum(self.balance[core] for core in chosen)}
        parts.append(encode(EXTRACT, ends | totals | {"EXT-EYE": "TAIL"}, PAGE))
        path = self.folder / "extract" / f"MASTER.X{self.extracts:08d}"
        path.write_bytes(b"".join(parts))
        return path
