"""The core's files as columns and back: change log, requests, rejects, extracts, status. Which field is what stands in ``interface.toml``."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from twincore.copybook import Record, codepage, decode, decode_columns, encode_columns, parse
from twincore.kernel.refusal import Refusal
from twincore.kernel.sql import read
from twincore.sync.model import CHANGE, Ints, Kind, Origin, ParkReason, Rows, core_key
from twincore.sync.positions import Unfit

_UNIX_ORDINAL = 719_163
_KINDS = {"redo": Kind.REDO, "undo": Kind.UNDO, "commit": Kind.COMMIT, "backout": Kind.BACKOUT, "tie_up": Kind.TIE_UP}


@dataclass(frozen=True, slots=True)
class TieUp:
    """The log was opened anew. place: record number; reason: LOAD, OPEN, RECV, BTCH, REST, STOP; logged: whether the batch's postings are in the log."""

    place: int
    lsn: int
    epoch: int
    reason: str
    logged: bool
    image_lsn: int
    business_date: int


@dataclass(frozen=True, slots=True)
class Status:
    """What the core says of itself. beat_at_us: when it last showed a sign of life (wall clock)."""

    state: str
    beat_at_us: int
    clock_us: int
    lsn: int
    epoch: int
    queue_record: int
    business_date: int
    extract: int


@dataclass(frozen=True, slots=True)
class Reject:
    """A request that the core refused. code: its reason code; lsn: of the first posting, where it was posted already."""

    place: int
    code: str
    text: str
    proof: int
    low: int
    lsn: int
    epoch: int
    core: int
    from_queue: bool


class Layout:
    """One kind of record: its copybook, and our names for its fields."""

    def __init__(self, name: str, document: Mapping[str, Any], page: str) -> None:
        self.name, self.page = name, page
        choices = {key.upper(): value.upper() for key, value in document.get("redefines", {}).items()}
        copybook = parse(read(document["package"], document["copybook"]))
        self.record: Record = copybook.record(document.get("record"), redefines=choices, raw=document.get("raw", ()))
        self.fields: dict[str, str] = dict(document["fields"])
        self.values: dict[str, Any] = dict(document.get("values", {}))

    @property
    def length(self) -> int:
        """Bytes of a record."""
        return self.record.length

    def text(self, data: npt.NDArray[np.uint8], name: str) -> npt.NDArray[np.bytes_]:
        """The bytes of a field in each record. data: one row of bytes per record."""
        place = self.record.column(self.fields[name])
        cut = np.ascontiguousarray(data[:, place.offset : place.offset + place.field.length])
        result: npt.NDArray[np.bytes_] = cut.view(f"S{place.field.length}").ravel()
        return result

    def halves(self, data: npt.NDArray[np.uint8], name: str) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
        """A field of 16 raw bytes in each record, as two numbers."""
        place = self.record.column(self.fields[name])
        cut = np.ascontiguousarray(data[:, place.offset : place.offset + 16]).view(">u8")
        return cut[:, 0].astype(np.uint64), cut[:, 1].astype(np.uint64)

    def numbers(self, data: npt.NDArray[np.uint8], names: list[str], refusals: dict[int, Refusal] | None = None) -> dict[str, Ints]:
        """Fields that are numbers, unscaled. Refuses as ``decode_columns`` does, or tells the refusals of single records."""
        found = decode_columns(
            self.record, np.ascontiguousarray(data).data, self.page, [self.fields[name] for name in names], refusals=refusals
        )
        return {name: found[self.fields[name]].astype(np.int64) for name in names}

    def one(self, raw: bytes) -> dict[str, Any]:
        """One record by our names; what is not in it is left out."""
        flat: dict[str, Any] = {}
        _flatten(decode(self.record, raw, self.page), flat)
        return {name: flat[field] for name, field in self.fields.items() if field in flat}

    def in_page(self, word: str) -> bytes:
        """A word as bytes of the record's code page."""
        return codepage(self.page).encode(word)


def _flatten(values: Mapping[str, Any], into: dict[str, Any]) -> None:
    for name, value in values.items():
        if isinstance(value, dict):
            _flatten(value, into)
        else:
            into[name] = value


class Interface:
    """The files of a core, as a bank describes them in a document like ``interface.toml``."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.page = str(document["codepage"])
        self.files: dict[str, str] = dict(document["files"])
        names = ("change", "tie_up", "request", "reject", "status", "extract", "account")
        self.layouts = {name: Layout(name, document[name], self.page) for name in names}
        self._kinds = {self.layouts["change"].in_page(word): _KINDS[name] for name, word in document["change"]["kinds"].items()}
        self._origins = {self.layouts["change"].in_page(word): origin for word, origin in (("TWIN", Origin.TWIN), ("CORE", Origin.CORE))}

    # --- the change log

    def changes(self, data: bytes, first: int) -> tuple[Rows, list[Unfit], list[TieUp]]:
        """Records of the change log as CHANGE rows, one for each; those that cannot be read have kind 0 and are told; tie-ups beside them.

        data: whole records; first: the number of the first, from 0.
        """
        layout = self.layouts["change"]
        raw = np.frombuffer(data, np.uint8).reshape(-1, layout.length)
        rows = np.zeros(len(raw), CHANGE)
        rows["place"] = np.arange(first, first + len(raw))
        rows["kind"] = self._kinds_of(raw)
        unfit = [
            self._unfit(raw[at], first + at, ParkReason.KIND_UNKNOWN, f"kind X'{raw[at, :1].tobytes().hex().upper()}'")
            for at in np.flatnonzero(rows["kind"] == 0).tolist()
        ]
        tie_ups: list[TieUp] = []
        for at in np.flatnonzero(rows["kind"] == Kind.TIE_UP).tolist():
            try:
                tie_ups.append(self._tie_up(raw[at].tobytes(), first + at))
            except Refusal as refusal:  # the log was opened anew all the same
                unfit.append(self._unfit(raw[at], first + at, ParkReason.RECORD_INVALID, refusal.message))
        unfit += self._fill(rows, raw, np.flatnonzero((rows["kind"] != 0) & (rows["kind"] != Kind.TIE_UP)))
        for tie_up in tie_ups:
            at = tie_up.place - first
            rows["lsn"][at], rows["epoch"][at] = tie_up.lsn, tie_up.epoch
        return rows, unfit, tie_ups

    def _fill(self, rows: Rows, raw: npt.NDArray[np.uint8], chosen: Ints) -> list[Unfit]:
        """Fill the chosen rows from their bytes; a record that cannot be read is set aside, and the others go on."""
        if len(chosen) == 0:
            return []
        refusals: dict[int, Refusal] = {}
        self._columns(rows, raw, chosen, refusals)
        unfit: list[Unfit] = []
        for index, refusal in refusals.items():
            at = int(chosen[index])
            if rows["kind"][at] not in (Kind.COMMIT, Kind.BACKOUT):  # those still say what they say
                rows["kind"][at] = 0
            unfit.append(self._unfit(raw[at], int(rows["place"][at]), ParkReason.RECORD_INVALID, refusal.message))
        return unfit

    def _columns(self, rows: Rows, raw: npt.NDArray[np.uint8], part: Ints, refusals: dict[int, Refusal]) -> None:
        layout = self.layouts["change"]
        data = raw if len(part) == len(raw) else raw[part]
        names = ["bsb", "number", "amount", "before", "after", "lsn", "unit", "epoch", "at", "value_date"]
        found = layout.numbers(data, names, refusals)
        sign = np.where(layout.text(data, "side") == layout.in_page("D"), -1, 1)
        rows["core"][part] = found["bsb"] * 1_000_000_000 + found["number"]
        rows["amount"][part] = found["amount"] * sign
        for name in ("before", "after", "lsn", "unit", "epoch", "at"):
            rows[name][part] = found[name]
        rows["value_date"][part] = _days(found["value_date"])
        origin = np.full(len(part), -1, np.int16)
        words = layout.text(data, "origin")
        for word, number in self._origins.items():
            origin[words == word] = number
        rows["origin"][part] = origin
        rows["txn_hi"][part], rows["txn_lo"][part] = layout.halves(data, "id")
        rows["code"][part] = _ascii(layout.text(data, "type"), self.page)

    def _unfit(self, raw: npt.NDArray[np.uint8], place: int, reason: ParkReason, words: str) -> Unfit:
        """With the account it is of, if that can be read."""
        return Unfit(place, reason, words, self.account(raw.tobytes()), raw.tobytes())

    def account(self, raw: bytes) -> int | None:
        """The account that a record of the change log is of that cannot be read as a whole: if it stands where it should, written as a whole record has it."""
        layout = self.layouts["change"]
        fields = [layout.record.column(layout.fields[name]) for name in ("bsb", "number")]
        if len(raw) < max(place.offset + place.field.length for place in fields):
            return None
        head = raw[: layout.length].ljust(layout.length, b"\0")
        try:
            found = layout.numbers(np.frombuffer(head, np.uint8)[None, :], ["bsb", "number"])
        except Refusal:
            return None
        again = bytes(encode_columns(layout.record, {layout.fields[name]: values for name, values in found.items()}, self.page))
        if any(raw[p.offset : p.offset + p.field.length] != again[p.offset : p.offset + p.field.length] for p in fields):
            return None
        side = layout.record.column(layout.fields["side"])
        if raw[side.offset : side.offset + side.field.length] not in (b"", layout.in_page("C"), layout.in_page("D")):
            return None  # digits of other fields have moved up
        return core_key(int(found["bsb"][0]), int(found["number"][0])) or None

    def sequence(self, raw: npt.NDArray[np.uint8]) -> Ints:
        """The sequence numbers of records of the change log, one row of bytes for each; 0 where kind or number cannot be read."""
        kinds = self._kinds_of(raw)
        found = np.zeros(len(raw), np.int64)
        for name, chosen in (("change", (kinds != 0) & (kinds != Kind.TIE_UP)), ("tie_up", kinds == Kind.TIE_UP)):
            if chosen.any():
                found[chosen] = self.layouts[name].numbers(raw if chosen.all() else raw[chosen], ["lsn"], {})["lsn"]
        return np.maximum(found, 0)

    def kinds(self, data: bytes) -> npt.NDArray[np.int16]:
        """Only the kinds of records of the change log."""
        return self._kinds_of(np.frombuffer(data, np.uint8).reshape(-1, self.layouts["change"].length))

    def _kinds_of(self, raw: npt.NDArray[np.uint8]) -> npt.NDArray[np.int16]:
        words = self.layouts["change"].text(raw, "kind")
        found = np.zeros(len(words), np.int16)
        for word, kind in self._kinds.items():
            found[words == word] = kind
        return found

    def _tie_up(self, raw: bytes, place: int) -> TieUp:
        v = self.layouts["tie_up"].one(raw)
        return TieUp(place, v["lsn"], v["epoch"], v["reason"], v["logged"] != "N", v["image_lsn"], v["business_date"])

    # --- requests

    def requests(self, asked: Sequence[Mapping[str, Any]]) -> bytes:
        """Records of the request queue, one for each CorePostingRequest, in order. Refuses as ``encode_columns`` does."""
        layout = self.layouts["request"]
        columns: dict[str, Any] = {name: np.full(len(asked), value) for name, value in layout.values["same"].items()}
        columns |= {
            "bsb": np.array([int(a["bsb"]) for a in asked], np.int64),
            "number": np.array([int(a["number"]) for a in asked], np.int64),
            "side": np.array([a["direction"][0] for a in asked]),
            "type": np.array([a["type"] for a in asked]),
            "forced": np.array(["Y" if a["forced"] else "N" for a in asked]),
            "value_date": written_dates(np.array([a["value_date"] for a in asked], np.int64)),
            "amount": np.array([a["amount"] for a in asked], np.int64),
            "at": np.array([a["asked_at"] for a in asked], np.int64),
            "sequence": np.array([a["sequence"] for a in asked], np.int64),
            "id": np.frombuffer(b"".join(a["id"] for a in asked), "V16"),
            "rail": np.array([a.get("rail", "")[:8] for a in asked]),
            "words": np.array([a["description"][:40] for a in asked]),
        }
        named = {layout.fields[name]: values for name, values in columns.items() if name in layout.fields}
        return bytes(encode_columns(layout.record, named, self.page))

    def transactions(self, data: bytes, tie_up: TieUp) -> Rows:
        """What a nightly batch posted outside the change log, as CHANGE rows at the place of its tie-up. Records that cannot be read are left out: the
        balances will say so."""
        layout = self.layouts["request"]
        raw = np.frombuffer(data[: len(data) - len(data) % layout.length], np.uint8).reshape(-1, layout.length)
        rows = np.zeros(len(raw), CHANGE)
        if len(raw) == 0:
            return rows
        refusals: dict[int, Refusal] = {}
        found = layout.numbers(raw, ["bsb", "number", "amount", "value_date"], refusals)
        rows["place"], rows["lsn"], rows["epoch"], rows["kind"] = tie_up.place, tie_up.lsn, tie_up.epoch, int(Kind.REDO)
        rows["core"] = found["bsb"] * 1_000_000_000 + found["number"]
        rows["amount"] = found["amount"] * np.where(layout.text(raw, "side") == layout.in_page("D"), -1, 1)
        rows["value_date"] = _days(found["value_date"])
        rows["txn_hi"], rows["txn_lo"] = layout.halves(raw, "id")
        rows["code"] = _ascii(layout.text(raw, "type"), self.page)
        readable: Rows = np.delete(rows, list(refusals))
        return readable

    # --- rejects, status, extracts

    def rejects(self, data: bytes, first: int) -> tuple[list[Reject], list[Unfit]]:
        """Records of the reject file; those that cannot be read are told."""
        layout, request = self.layouts["reject"], self.layouts["request"]
        found: list[Reject] = []
        unfit: list[Unfit] = []
        for at in range(len(data) // layout.length):
            raw = data[at * layout.length : (at + 1) * layout.length]
            asked = np.frombuffer(raw[: request.length], np.uint8)[None, :]
            high, low = request.halves(asked, "id")
            try:
                v = layout.one(raw)
            except Refusal as refusal:
                unfit.append(Unfit(first + at, ParkReason.RECORD_INVALID, refusal.message, None, raw))
                continue
            try:
                account = request.numbers(asked, ["bsb", "number"])
                core = core_key(int(account["bsb"][0]), int(account["number"][0]))
            except Refusal:
                core = 0
            found.append(
                Reject(first + at, v["code"], v["text"], int(high[0]), int(low[0]), v["lsn"], v["epoch"], core, v["source"] == "Q")
            )
        return found, unfit

    def status(self, raw: bytes) -> Status | None:
        """What the core says of itself; None if it is being written at this moment."""
        layout = self.layouts["status"]
        if len(raw) != layout.length:
            return None
        try:
            v = layout.one(raw)
        except Refusal:
            return None
        if v["beat"] != v["beat_check"]:
            return None
        return Status(v["state"], v["beat_at"], v["clock"], v["lsn"], v["epoch"], v["queue_record"], v["business_date"], v["extract"])

    def extract(self, data: bytes) -> tuple[dict[str, Any], dict[str, Ints], dict[str, Any]]:
        """A master extract: its head, its accounts as columns (core, actual, overdraft, sum, count, last_lsn), its tail.

        Refuses ``extract_incomplete`` where count or totals of the tail are not those of the accounts.
        """
        ends, layout = self.layouts["extract"], self.layouts["account"]
        length = ends.length
        if len(data) % length or len(data) < 2 * length:
            raise Refusal("extract_incomplete", f"{len(data)} bytes are no whole extract.", field="length")
        head, tail = ends.one(data[:length]), ends.one(data[-length:])
        raw = np.frombuffer(data[length:-length], np.uint8).reshape(-1, length)
        names = ["bsb", "number", "actual", "overdraft", "sum", "count", "last_lsn"]
        found = layout.numbers(raw, names) if len(raw) else {name: np.zeros(0, np.int64) for name in names}
        if tail["count"] != len(raw) or tail["total"] != int(found["actual"].sum()):
            raise Refusal("extract_incomplete", "The tail of the extract says other figures than its accounts add up to.", field="tail")
        found["core"] = found.pop("bsb") * 1_000_000_000 + found.pop("number")
        return head, found, tail


@cache
def default_interface() -> Interface:
    """The interface of the core that ships with twincore."""
    return Interface(tomllib.loads(read("twincore.sync", "interface.toml")))


def _ascii(words: npt.NDArray[np.bytes_], page: str) -> npt.NDArray[np.bytes_]:
    table = bytes(range(256)).decode(page).encode("ascii", "replace")
    return np.frombuffer(words.tobytes().translate(table), words.dtype)


def _days(written: Ints) -> Ints:
    """Days since 1970 of dates written YYYYMMDD; 0: none, NO_DATE of the ledger."""
    year, rest = np.divmod(written, 10_000)
    month, day = np.divmod(rest, 100)
    months = (np.maximum(year, 1) - 1970).astype("M8[Y]").astype("M8[M]") + (np.maximum(month, 1) - 1).astype("m8[M]")
    days = months.astype("M8[D]").astype(np.int64) + np.maximum(day, 1) - 1
    result: Ints = np.where(written == 0, -(2**31), days)
    return result


def written_dates(days: Ints) -> Ints:
    """Dates written YYYYMMDD of days since 1970."""
    date = days.astype("M8[D]")
    year = date.astype("M8[Y]").astype(np.int64) + 1970
    month = date.astype("M8[M]").astype(np.int64) % 12 + 1
    day = (date - date.astype("M8[M]")).astype(np.int64) + 1
    result: Ints = year * 10_000 + month * 100 + day
    return result
