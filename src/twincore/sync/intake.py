"""Taking in what the core has done: committed changes become transfers of the ledger, echoes of our own become answers, and what is unfit is parked.

It does not know where the changes come from: the change log and change envelopes both end here.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from uuid import UUID

import numpy as np
import numpy.typing as npt

from twincore.kernel.db import Connection, Database
from twincore.kernel.sql import load
from twincore.ledger import NEVER_US, NO_DATE, NO_TIME, REQUEST, Flag, Ledger, Outcomes, Status
from twincore.ledger import Kind as Transfer
from twincore.sync.books import CORE_CREDIT, CORE_DEBIT, Contras, contras
from twincore.sync.journal import Outstanding, journal_rows_at, legs_of
from twincore.sync.mapping import Mapping, load_mapping, mapping_version
from twincore.sync.model import Ints, Kind, Origin, ParkReason, Rows, Verdict
from twincore.sync.positions import Taken, Unfit
from twincore.sync.refusals import refused_statuses, settle_refused
from twincore.sync.rules import ids_of_keys, places_of

_sql = load("twincore.sync")
Raw = Callable[[int], bytes]
"""The bytes of a record by its place, for those that are parked."""


@dataclass(slots=True)
class Intake:
    """What became of a chunk of changes. records: how many it was; posted: transfers that are new in the ledger; known: that it had already; earmarked:
    echoes without money; unfit: what was parked."""

    records: int = 0
    posted: int = 0
    known: int = 0
    answered: int = 0
    parked: int = 0
    earmarked: int = 0
    unfit: list[Unfit] = field(default_factory=list)


class Books:
    """What taking in needs to know of the tenant, kept in memory: bindings, contras, accounts that wait. All of it is read from the database."""

    def __init__(self, database: Database, tenant: int) -> None:
        self.database, self.tenant = database, tenant
        with database.app(tenant) as conn:
            self.mapping: Mapping = load_mapping(conn, tenant)
            self.contras: Contras = contras(conn, tenant)
            self.waiting: Ints = _waiting(conn, tenant)

    def refresh(self) -> None:
        """Read again what may have changed: accounts that were bound, records that were parked or replayed."""
        with self.database.app(self.tenant) as conn:
            if mapping_version(conn, self.tenant) != self.mapping.version:
                self.mapping = load_mapping(conn, self.tenant)
            self.waiting = _waiting(conn, self.tenant)


def _waiting(conn: Connection, tenant: int) -> Ints:
    return np.array(sorted(row[0] for row in conn.execute(_sql.waiting_accounts, {"tenant": tenant}).fetchall()), np.int64)


def is_end(rows: Rows) -> npt.NDArray[np.bool_]:
    """Which rows end a unit of work: a COMMIT, a BACKOUT, or a tie-up, before which nothing is left open."""
    kind = rows["kind"]
    return np.asarray((kind == Kind.COMMIT) | (kind == Kind.BACKOUT) | (kind == Kind.TIE_UP))


def committed(rows: Rows, fate: Kind | None = None) -> tuple[Rows, Rows, int]:
    """The REDO rows of units of work that were committed, those whose unit has no end of its own, and how many of the rows are decided: all up to the
    last COMMIT, BACKOUT or tie-up.

    rows: model.CHANGE, contiguous and in order; fate: how the one unit ends that they are a piece of, where no end is among them. Units are not
    interleaved, so the next end is a change's own, unless it names another unit, or records are missing right behind the change: if those were not lost
    as a whole, it is half of one and half of another.
    """
    ends = np.flatnonzero(is_end(rows))
    redo = np.flatnonzero(rows["kind"] == Kind.REDO)
    decided = int(ends[-1]) + 1 if len(ends) else 0 if fate is None else len(rows)
    redo = redo[redo < decided]
    if len(ends):
        end = ends[np.searchsorted(ends, redo)]
        fates, unit = rows["kind"][end], rows["unit"]
        own = (fates != Kind.TIE_UP) & ((unit[redo] == unit[end]) | (unit[end] == 0))
    else:
        fates, own = np.full(len(redo), fate or 0), np.full(len(redo), fate is not Kind.TIE_UP)
    behind = np.minimum(redo + 1, len(rows) - 1)
    gap = (rows["kind"][behind] != 0) & (rows["lsn"][behind] != 0) & (rows["lsn"][behind] != rows["lsn"][redo] + behind - redo)
    own &= ~gap | (fates == Kind.BACKOUT)
    return rows[redo[own & (fates == Kind.COMMIT)]], rows[redo[~own]], decided


def check(rows: Rows, books: Books, raw: Raw) -> tuple[Rows, list[Unfit]]:
    """The rows that can be taken in; the others with the reason. What the twin's balance had in it from the start is left out."""
    mapping = books.mapping
    at = mapping.places(rows["core"])
    known = at >= 0
    safe = np.where(known, at, 0)
    included = known & (rows["lsn"] <= mapping.base_lsn[safe]) if len(mapping.core) else np.zeros(len(rows), bool)
    moves = rows["code"] != b"EAR"
    reasons: list[tuple[npt.NDArray[np.bool_], ParkReason, str]] = [
        (~known, ParkReason.ACCOUNT_UNKNOWN, "the account is not bound to one of the ledger"),
        (rows["origin"] < 0, ParkReason.ORIGIN_UNKNOWN, "the origin is neither TWIN nor CORE"),
        (moves & (rows["after"] - rows["before"] != rows["amount"]), ParkReason.BALANCES_DISAGREE, "after less before is not the amount"),
        (np.isin(rows["core"], books.waiting), ParkReason.ACCOUNT_WAITING, "an earlier record of the account is parked"),
    ]
    unfit: list[Unfit] = []
    fit = ~included
    for wrong, reason, words in reasons:
        for index in np.flatnonzero(wrong & fit).tolist():
            place = int(rows["place"][index])
            unfit.append(Unfit(place, reason, words, int(rows["core"][index]) or None, raw(place)))
        fit &= ~wrong
    chosen: Rows = rows[fit]
    return chosen, unfit


def ids_of_changes(rows: Rows) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """The ids of the transfers that changes become, in halves: ``id_of_key("core", "<id in hexadecimal>/<account>/<C or D>")``.

    The two sides of a transfer on the core have one id there: account and side make it two here.
    """
    ids = np.empty((len(rows), 2), ">u8")
    ids[:, 0], ids[:, 1] = rows["txn_hi"], rows["txn_lo"]
    hexed = ids.tobytes().hex().encode()
    sides = np.where(rows["amount"] > 0, b"C", b"D").tolist()
    keys = [
        b"%s/%d/%s" % (hexed[n * 32 : n * 32 + 32], core, side)
        for n, (core, side) in enumerate(zip(rows["core"].tolist(), sides, strict=True))
    ]
    return ids_of_keys("core", keys)


def transfers_of(rows: Rows, books: Books) -> Rows:
    """Requests (ledger.REQUEST) that post what the core has posted: forced, because it is decided. Ids follow from the core's own."""
    mapping = books.mapping
    requests = np.zeros(len(rows), REQUEST)
    requests["id_hi"], requests["id_lo"] = ids_of_changes(rows)
    credit = rows["amount"] > 0
    accounts = mapping.account[mapping.places(rows["core"])] if len(rows) else np.zeros(0, np.int64)
    contra = books.contras.of(rows["code"])
    requests["debit"] = np.where(credit, contra, accounts)
    requests["credit"] = np.where(credit, accounts, contra)
    requests["amount"] = np.abs(rows["amount"])
    requests["posted_at"], requests["expires_at"] = NO_TIME, NEVER_US
    requests["code"] = np.where(credit, CORE_CREDIT, CORE_DEBIT)
    requests["value_date"] = np.where(rows["value_date"] == -(2**31), NO_DATE, rows["value_date"])
    requests["kind"], requests["flags"] = int(Transfer.POST), int(Flag.FORCED)
    return requests


@dataclass(slots=True)
class Echoes:
    """What echoes of our own requests say. places: in ``Outstanding``; after_all: of legs that were refused, taken back, and posted all the same: they are
    the core's own doing now."""

    rows: Rows
    places: Ints
    seq: Ints
    leg: npt.NDArray[np.int16]
    attempt: npt.NDArray[np.int16]
    after_all: Rows
    forgotten: Rows
    unfit: list[Unfit]


def match_echoes(rows: Rows, outstanding: Outstanding, raw: Raw) -> Echoes:
    """Match echoes with what was asked: by the request id, and then account and amount must be those."""
    seq, leg, attempt = places_of(rows["txn_lo"])
    at = outstanding.places(seq, leg)
    safe = np.maximum(at, 0)
    legs = outstanding.legs
    here = at >= 0
    if len(legs):
        here &= legs["proof"][safe] == rows["txn_hi"]
        same = (legs["core"][safe] == rows["core"]) & (legs["amount"][safe] == rows["amount"])
        verdict = outstanding.verdict[safe]
    else:
        same, verdict = np.zeros(len(rows), bool), np.zeros(len(rows), np.int16)
    forgotten = (at < 0) & (seq <= outstanding.from_seq)
    unfit = []
    for index in np.flatnonzero((~here & ~forgotten) | (here & ~same)).tolist():
        place, known = int(rows["place"][index]), bool(here[index])
        reason = ParkReason.REQUEST_DIFFERS if known else ParkReason.REQUEST_UNKNOWN
        words = "account or amount are not those asked for" if known else "nothing was asked under this id"
        unfit.append(Unfit(place, reason, words, int(rows["core"][index]) or None, raw(place)))
    settled = here & same & (verdict == Verdict.SETTLED)
    good = here & same & ~settled
    return Echoes(rows[good], at[good], seq[good], leg[good], attempt[good], rows[settled], rows[forgotten], unfit)


def long_ago(conn: Connection, tenant: int, mapping: Mapping, rows: Rows, raw: Raw) -> tuple[Rows, list[Unfit]]:
    """Echoes of legs that are settled and forgotten: those that were refused and taken back, which are the core's own doing now, and those that are not
    what the journal says was asked. All others are repetitions."""
    seq, leg, _ = places_of(rows["txn_lo"])
    legs = legs_of(journal_rows_at(conn, tenant, sorted(set(seq.tolist()))), mapping)
    asked = {(int(row["seq"]), int(row["leg"])): row for row in legs}
    settled = {(s, g) for s, g, status in refused_statuses(conn, tenant, set(seq.tolist())) if status in ("compensated", "absorbed")}
    own, unfit = [], []
    for index, key in enumerate(zip(seq.tolist(), leg.tolist(), strict=True)):
        row, found = rows[index], asked.get(key)
        if found is None or found["proof"] != row["txn_hi"]:
            unfit.append((index, ParkReason.REQUEST_UNKNOWN, "nothing was asked under this id"))
        elif found["core"] != row["core"] or found["amount"] != row["amount"]:
            unfit.append((index, ParkReason.REQUEST_DIFFERS, "account or amount are not those asked for"))
        elif key in settled:
            own.append(index)
    parked = [
        Unfit(int(rows["place"][i]), reason, words, int(rows["core"][i]) or None, raw(int(rows["place"][i]))) for i, reason, words in unfit
    ]
    chosen: Rows = rows[own]
    return chosen, parked


def record_answers(conn: Connection, tenant: int, echoes: Echoes, epoch: int) -> None:
    """Write down that the core has posted what it was asked."""
    if len(echoes.rows):
        conn.execute(
            _sql.add_answers,
            {
                "tenant": tenant,
                "epoch": epoch,
                "seqs": echoes.seq.tolist(),
                "legs": echoes.leg.tolist(),
                "attempts": echoes.attempt.tolist(),
                "verdicts": [int(Verdict.POSTED)] * len(echoes.rows),
                "lsns": echoes.rows["lsn"].tolist(),
            },
        )


def take_in(
    ledger: Ledger,
    books: Books,
    outstanding: Outstanding | None,
    rows: Rows,
    unfit: Sequence[Unfit],
    raw: Raw,
    *,
    stream: str,
    epoch: int,
    command: UUID,
    advance: Callable[[Connection, int], None],
    now_us: int,
    place_of: Callable[[int], tuple[str, int]] | None = None,
    intake: Intake | None = None,
    after: Future[Outcomes] | None = None,
) -> tuple[Intake, Future[Outcomes] | None]:
    """Take in committed changes and move the position of their stream, which ``advance`` does in the transaction that has the effect.

    Answers are written first, in a transaction of their own: written twice they are the same. Then transfers, parked records and the position commit
    together in the lane, or, where there is no transfer, in a transaction of their own. place_of: where a row came from, if its place is only an index;
    intake: where to tell what becomes of them, complete when ``advance`` is called; after: what the lane may still have before it, of the same stream.
    The future, if there is one, says when that has happened.
    """
    tenant = books.tenant
    intake = intake or Intake()
    good, more = check(rows, books, raw)
    unfit = [*unfit, *more]
    moves = good["code"] != b"EAR"
    intake.earmarked = int((~moves).sum())
    good = good[moves]
    echoed = good["origin"] == Origin.TWIN
    own = good[~echoed]
    if echoed.any():
        if outstanding is None:
            own = good  # nothing was ever asked: a shadow takes in all
        else:
            echoes = match_echoes(good[echoed], outstanding, raw)
            unfit += echoes.unfit
            after_all = outstanding.verdict[echoes.places] == Verdict.REJECTED
            with books.database.app(tenant) as conn:
                record_answers(conn, tenant, echoes, epoch)
                for seq, leg in zip(echoes.seq[after_all].tolist(), echoes.leg[after_all].tolist(), strict=True):
                    settle_refused(conn, tenant, seq, [leg], "forced", now_us)
            outstanding.answer(echoes.places, Verdict.POSTED)
            intake.answered = len(echoes.rows)
            own = np.concatenate((own, echoes.after_all))
            if len(echoes.forgotten):
                with books.database.app(tenant) as conn:
                    again, wrong = long_ago(conn, tenant, books.mapping, echoes.forgotten, raw)
                own = np.concatenate((own, again))
                unfit += wrong
    intake.parked, intake.unfit = len(unfit), unfit
    taken = Taken(stream, advance, now_us, _placed(unfit, place_of))
    if len(own) == 0:
        if after is not None:
            after.result()
        with books.database.app(tenant) as conn:
            taken.record(conn, tenant, None)
        return intake, None

    def judge(outcomes: Outcomes) -> list[Unfit]:
        found = []
        for index in np.flatnonzero(outcomes.status > Status.EXISTS).tolist():
            place = int(own["place"][index])
            words = Status(int(outcomes.status[index])).name.lower()
            found.append(Unfit(place, ParkReason.LEDGER_REFUSED, words, int(own["core"][index]), raw(place)))
        intake.posted, intake.known = outcomes.created, int((outcomes.status == Status.EXISTS).sum())
        intake.parked, intake.unfit = len(unfit) + len(found), [*unfit, *found]
        return _placed(found, place_of)

    taken.judge = judge
    future = ledger.submit_columns(tenant, transfers_of(own, books), command, context=taken, bulk=False)
    return intake, future


def _placed(unfit: Sequence[Unfit], place_of: Callable[[int], tuple[str, int]] | None) -> list[Unfit]:
    """Unfit records with the stream and place that they came from, where a batch mixes several."""
    if place_of is None:
        return list(unfit)
    found = []
    for one in unfit:
        stream, place = (one.stream, one.place) if one.stream is not None else place_of(one.place)
        found.append(replace(one, stream=stream, place=place))
    return found
