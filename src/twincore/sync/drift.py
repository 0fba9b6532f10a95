"""Drift: both sides of every account, at one and the same place of the core's log, while both go on moving."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection, Database
from twincore.kernel.sql import load
from twincore.ledger import Transfer, balances, get_transfers, history
from twincore.sync.books import CORE_CREDIT, CORE_DEBIT, link_missing
from twincore.sync.captured import ChangeSource
from twincore.sync.intake import ids_of_changes
from twincore.sync.journal import STRETCH, Outstanding, journal_rows, lane_seq, legs_of, load_outstanding
from twincore.sync.mapping import Mapping, load_mapping
from twincore.sync.model import CHANGE, PAGE_MAX, DriftClass, DriftItem, DriftReport, Ints, Origin, Rows, core_name
from twincore.sync.records import Interface
from twincore.sync.refusals import settled_legs
from twincore.sync.rules import places_of

_sql = load("twincore.sync")
_HISTORY_PAGES = 200
ITEMS_MAX = 10_000
"""Differences that one comparison names; all are counted."""


@dataclass(slots=True)
class CoreSide:
    """What the core says of some accounts at a place of its log: balances and counts, and its committed changes since they were bound."""

    balance: Ints
    count: Ints


@dataclass(slots=True)
class Comparison:
    """Both sides of some accounts at one place. difference: the core's balance less what the twin expects there; count_difference likewise.

    missing: changes that the twin has not; resend: (seq, leg) that the core has not although it said so; adjust: core -> what no transaction that can be
    repeated accounts for; recount: core -> what the counts differ by once the rest is repaired; core: its side; business_date: the core's, of the extract.
    """

    mapping: Mapping
    seq: int
    epoch: int
    lsn: int
    difference: Ints
    count_difference: Ints
    outstanding: Outstanding
    in_flight: Rows
    items: list[DriftItem]
    missing: Rows
    resend: list[tuple[int, int]] = field(default_factory=list)
    adjust: Counter[int] = field(default_factory=Counter)
    recount: Counter[int] = field(default_factory=Counter)
    core: CoreSide = field(default_factory=lambda: CoreSide(np.zeros(0, np.int64), np.zeros(0, np.int64)))
    business_date: date | None = None

    def differs(self) -> npt.NDArray[np.bool_]:
        """Which accounts differ, by balance or by count."""
        return np.asarray((self.difference != 0) | (self.count_difference != 0))


def compare(
    database: Database, tenant: int, interface: Interface, source: ChangeSource, extract: bytes, *, low: int = 0, high: int = 2**62
) -> Comparison:
    """Compare the accounts of an extract that are bound, low <= core <= high, at the place up to which the core's changes are taken in.

    The core's side is the extract brought forward by its changes; the twin's is the ledger less what the core does not have yet, all read in one
    snapshot. Refuses ``extract_ahead`` (take in the changes up to the extract first), ``extract_incomplete``.
    """
    head, found, tail = interface.extract(extract)
    with database.readonly(tenant) as conn:
        mapping = _of(mapping_all := load_mapping(conn, tenant), found["core"], low, high)
        place = source.stand(conn, tenant, mapping, head, found, tail)
        outstanding = load_outstanding(conn, tenant, mapping_all, lsn_max=source.answered(mapping_all))
        outstanding.settle(settled_legs(conn, tenant, outstanding.refused_seqs()))
        twin, twin_count = _twin_side(conn, tenant, mapping, mapping_all, outstanding)
        seq_now = lane_seq(conn, tenant)
        core = _core_side(found, mapping, source.since(int(head["lsn"])))
        comparison = Comparison(
            mapping,
            seq_now,
            place.epoch,
            place.lsn,
            core.balance - twin,
            core.count - twin_count,
            outstanding,
            _of_accounts(outstanding.not_on_core(), mapping),
            [],
            np.zeros(0, CHANGE),
            core=core,
            business_date=_day(head.get("business_date", 0)),
        )
        differing = np.flatnonzero(comparison.differs())
        if len(differing):
            _classify(conn, tenant, source, comparison, differing)
    return comparison


def _day(written: int) -> date | None:
    return date(written // 10_000, written // 100 % 100, written % 100) if written else None


def _of(mapping: Mapping, cores: Ints, low: int, high: int) -> Mapping:
    chosen = np.isin(mapping.core, cores) & (mapping.core >= low) & (mapping.core <= high)
    return replace(
        mapping,
        core=mapping.core[chosen],
        account=mapping.account[chosen],
        base_lsn=mapping.base_lsn[chosen],
        base_seq=mapping.base_seq[chosen],
        base_count=mapping.base_count[chosen],
    )


def _of_accounts(legs: Rows, mapping: Mapping) -> Rows:
    rows: Rows = legs[mapping.places(legs["core"].astype(np.int64)) >= 0]
    return rows


def _core_side(found: dict[str, Ints], mapping: Mapping, rows: Rows) -> CoreSide:
    order = np.argsort(found["core"])
    at = order[np.searchsorted(found["core"][order], mapping.core)]
    balance, count, last = found["actual"][at].copy(), found["count"][at].copy(), found["last_lsn"][at]
    places = mapping.places(rows["core"].astype(np.int64))
    here = places >= 0
    here[here] = rows["lsn"][here] > last[places[here]]
    np.add.at(balance, places[here], rows["amount"][here])
    np.add.at(count, places[here], 1)
    return CoreSide(balance, count)


def _twin_side(conn: Connection, tenant: int, mapping: Mapping, whole: Mapping, outstanding: Outstanding) -> tuple[Ints, Ints]:
    """Per account what the core should have: the ledger's balance less what is not there yet, and how many postings it should have counted."""
    balance = np.zeros(len(mapping.core), np.int64)
    for start in range(0, len(balance), 10_000):
        ids = mapping.account[start : start + 10_000].tolist()
        sums = balances(conn, tenant, ids)
        balance[start : start + 10_000] = [sums[i].credits_posted - sums[i].debits_posted for i in ids]
    count = mapping.base_count.copy()
    away = _of_accounts(outstanding.not_on_core(), mapping)
    at = mapping.places(away["core"].astype(np.int64))
    np.subtract.at(balance, at, away["amount"])
    np.subtract.at(count, at, 1)
    by_account = np.full(len(whole.core_of), -1, np.int64)
    by_account[mapping.account] = np.arange(len(mapping.account))
    end = lane_seq(conn, tenant)
    after = int(mapping.base_seq.min(initial=end))
    while after < end:
        upto = min(after + STRETCH, end)
        rows = journal_rows(conn, tenant, after, upto)
        legs = legs_of(rows, whole)
        came_in, went_out = rows[rows["code"] == CORE_CREDIT], rows[rows["code"] == CORE_DEBIT]
        for accounts, seqs in (
            (legs["account"], legs["seq"]),
            (came_in["credit"].astype(np.int64), came_in["seq"].astype(np.int64)),
            (went_out["debit"].astype(np.int64), went_out["seq"].astype(np.int64)),
        ):
            _count(count, by_account, mapping, accounts, seqs, 1)
        after = upto
    refused = np.array(conn.execute(_sql.refused_for_good, {"tenant": tenant}).fetchall(), np.int64).reshape(-1, 2)
    _count(count, by_account, mapping, refused[:, 1], refused[:, 0], -1)
    return balance, count


def _count(count: Ints, by_account: Ints, mapping: Mapping, accounts: Ints, seqs: Ints, by: int) -> None:
    inside = accounts < len(by_account)
    at = np.where(inside, by_account[np.where(inside, accounts, 0)], -1)
    here = at >= 0
    here[here] = seqs[here] > mapping.base_seq[at[here]]
    np.add.at(count, at[here], by)


# --- what a difference is


def _classify(
    conn: Connection,
    tenant: int,
    source: ChangeSource,
    comparison: Comparison,
    differing: npt.NDArray[np.int64],
) -> None:
    mapping = comparison.mapping
    cores = mapping.core[differing]
    rows = source.since(int(mapping.base_lsn[differing].min()))
    rows = rows[np.isin(rows["core"], cores)]
    at = mapping.places(rows["core"].astype(np.int64))
    rows = rows[rows["lsn"] > mapping.base_lsn[at]] if len(rows) else rows
    high, low = ids_of_changes(rows)
    ids = [UUID(int=h << 64 | lo) for h, lo in zip(high.tolist(), low.tolist(), strict=True)]
    there: dict[UUID, Transfer] = {}
    for start in range(0, len(ids), 5_000):
        there |= get_transfers(conn, tenant, ids[start : start + 5_000])
    missing: list[int] = []
    explained = dict.fromkeys(cores.tolist(), 0)
    accounts = dict(zip(mapping.core.tolist(), mapping.account.tolist(), strict=True))
    seq, leg, _ = places_of(rows["txn_lo"])
    asked = comparison.outstanding.places(seq, leg)
    posted: dict[int, set[UUID]] = {core: set() for core in explained}
    echoes: dict[int, set[tuple[int, int]]] = {core: set() for core in explained}
    for n, row in enumerate(rows):
        core, amount = int(row["core"]), int(row["amount"])
        posted[core].add(ids[n])
        if int(row["origin"]) == Origin.TWIN and (asked[n] >= 0 or int(seq[n]) <= comparison.outstanding.from_seq) and ids[n] not in there:
            echoes[core].add((int(seq[n]), int(leg[n])))
            continue
        transfer = there.get(ids[n])
        if transfer is None:
            missing.append(n)
            explained[core] += amount
            comparison.recount[core] -= 1
            comparison.items.append(
                DriftItem(core, accounts[core], DriftClass.MISSING, _hex(row), amount, f"record {int(row['lsn'])} of the core's log")
            )
        elif transfer.amount != abs(amount):
            difference = amount - (transfer.amount if amount > 0 else -transfer.amount)
            explained[core] += difference
            comparison.adjust[core] += difference
            comparison.items.append(
                DriftItem(core, accounts[core], DriftClass.AMOUNT, _hex(row), difference, f"transfer {transfer.seq} has {transfer.amount}")
            )
    comparison.missing = rows[missing]
    for place in differing.tolist():
        core = int(mapping.core[place])
        kept = source.whole(int(mapping.base_lsn[place]))  # else nobody knows whether a change that is not there was ever made
        for transfer, amount, side in _extra(conn, tenant, comparison, place, posted[core], echoes[core]) if kept else ():
            explained[core] -= amount
            words = f"transfer {transfer.seq} is not among the core's changes"
            comparison.items.append(DriftItem(core, accounts[core], DriftClass.EXTRA, transfer.id.hex, -amount, words))
            if side is None:
                comparison.adjust[core] -= amount
            else:
                comparison.resend.append((transfer.seq, side))
                comparison.recount[core] += 1
        rest = int(comparison.difference[place]) - explained[core]
        comparison.adjust[core] += rest
        comparison.recount[core] += int(comparison.count_difference[place])
        if rest or not any(item.core == core for item in comparison.items):
            counted = int(comparison.count_difference[place])
            more = f": the core counts {abs(counted)} postings {'more' if counted > 0 else 'fewer'} than the twin" if counted else ""
            words = f"no transaction accounts for it{more}"
            comparison.items.append(DriftItem(core, accounts[core], DriftClass.BALANCE, None, rest, words))


def _extra(
    conn: Connection, tenant: int, comparison: Comparison, place: int, posted: set[UUID], echoes: set[tuple[int, int]]
) -> list[tuple[Transfer, int, int | None]]:
    """Transfers of an account that the core should have and has not: with their amount as the account sees it, and the leg if it was sent from here."""
    mapping, account = comparison.mapping, int(comparison.mapping.account[place])
    base = int(mapping.base_seq[place])
    away = {(int(row["seq"]), int(row["leg"])) for row in comparison.in_flight if int(row["account"]) == account}
    refused = {row[0] for row in conn.execute(_sql.refused_for_good, {"tenant": tenant}).fetchall() if row[1] == account}
    found: list[tuple[Transfer, int, int | None]] = []
    before: int | None = comparison.seq + 1
    for _ in range(_HISTORY_PAGES):
        page = history(conn, tenant, account, before, PAGE_MAX)
        for transfer in page:
            if transfer.seq <= base:
                return found
            if transfer.amount == 0 or transfer.seq in refused:
                continue
            side = 0 if transfer.debit == account else 1
            amount = transfer.amount if side == 1 else -transfer.amount
            if transfer.code in (CORE_CREDIT, CORE_DEBIT):
                if transfer.id not in posted:
                    found.append((transfer, amount, None))
            elif _is_sent(transfer, side, comparison) and (transfer.seq, side) not in echoes | away:
                found.append((transfer, amount, side))
        if len(page) < PAGE_MAX:
            break
        before = page[-1].seq
    return found


def _is_sent(transfer: Transfer, side: int, comparison: Comparison) -> bool:
    at = comparison.outstanding.places(np.array([transfer.seq]), np.array([side], np.int16))
    return bool(at[0] >= 0) or (transfer.seq <= comparison.outstanding.from_seq and not 861 <= transfer.code <= 873)


def _hex(row: np.void) -> str:
    return f"{int(row['txn_hi']):016x}{int(row['txn_lo']):016x}"


# --- on record


def report_of(comparison: Comparison, number: int, now_us: int) -> DriftReport:
    """The figures of a comparison."""
    differing = comparison.differs()
    return DriftReport(
        number=number,
        at_us=now_us,
        epoch=comparison.epoch,
        lsn=comparison.lsn,
        accounts=len(comparison.mapping.core),
        in_flight=len(comparison.in_flight),
        in_flight_minor=int(np.abs(comparison.in_flight["amount"]).sum()),
        drift_accounts=int(differing.sum()),
        drift_minor=int(np.abs(comparison.difference).sum()),
        items=tuple(comparison.items[:ITEMS_MAX]),
    )


def record_drift(conn: Connection, tenant: int, comparison: Comparison, *, repaired: bool, now_us: int) -> DriftReport:
    """Keep a comparison on record, with both sides of what differs. Numbers are given in the order of their commits. Refuses ``link_not_found``."""
    if conn.execute(_sql.lock_link, {"tenant": tenant}).fetchone() is None:
        raise link_missing(tenant)
    report = report_of(comparison, 0, now_us)
    differs = comparison.differs()
    moving = np.unique(comparison.in_flight["core"].astype(np.int64))
    values = {
        "tenant": tenant,
        "now": to_datetime(now_us),
        "epoch": report.epoch,
        "lsn": report.lsn,
        "seq": comparison.seq,
        "accounts": report.accounts,
        "in_flight": report.in_flight,
        "in_flight_minor": report.in_flight_minor,
        "drift_accounts": report.drift_accounts,
        "drift_minor": report.drift_minor,
        "repaired": repaired,
        "business_date": comparison.business_date,
        "in_flight_accounts": len(moving) - int(np.isin(moving, comparison.mapping.core[differs]).sum()),
    }
    row = conn.execute(_sql.add_drift, values).fetchone()
    assert row is not None
    if differs.any():
        mapping, core = comparison.mapping, comparison.core
        conn.execute(
            _sql.add_drift_accounts,
            {
                "tenant": tenant,
                "drift": row[0],
                "cores": mapping.core[differs].tolist(),
                "accounts": mapping.account[differs].tolist(),
                "twin_balances": (core.balance - comparison.difference)[differs].tolist(),
                "core_balances": core.balance[differs].tolist(),
                "twin_counts": (core.count - comparison.count_difference)[differs].tolist(),
                "core_counts": core.count[differs].tolist(),
            },
        )
    if report.items:
        items = report.items
        conn.execute(
            _sql.add_drift_items,
            {
                "tenant": tenant,
                "drift": row[0],
                "lines": list(range(1, len(items) + 1)),
                "cores": [i.core for i in items],
                "accounts": [i.account for i in items],
                "kinds": [i.kind.value for i in items],
                "transactions": [i.transaction for i in items],
                "amounts": [i.amount for i in items],
                "words": [i.words for i in items],
            },
        )
    return replace(report, number=row[0])


def drifts(conn: Connection, tenant: int, limit: int = 50, *, number: int | None = None) -> list[DriftReport]:
    """The newest comparisons, or the one of a number, without their items."""
    rows: list[tuple[Any, ...]] = conn.execute(_sql.drifts, {"tenant": tenant, "limit": limit, "number": number}).fetchall()
    return [DriftReport(row[0], to_us(row[1]), *row[2:]) for row in rows]


def drift_items(conn: Connection, tenant: int, number: int, limit: int = PAGE_MAX) -> list[DriftItem]:
    """What differed in one comparison."""
    rows = conn.execute(_sql.drift_items, {"tenant": tenant, "drift": number, "limit": limit}).fetchall()
    return [DriftItem(row[0], row[1], DriftClass(row[2]), *row[3:]) for row in rows]


def describe(item: DriftItem) -> str:
    """One line for people."""
    return f"{core_name(item.core)}: {item.kind.value} {item.amount} ({item.words})"
