"""The workflow: days in order, steps in order, pages in order, each committed together with what it does. It may be killed anywhere and goes on."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg.types.json import Jsonb

from twincore.audit import Command, Entry, record
from twincore.eod.calendar import get_calendar
from twincore.eod.model import Day, DayReport, OnProgress, PageDone, Progress, StepReport
from twincore.eod.posting import DUES, Gate, Source, post_dues
from twincore.eod.rules import period_ends
from twincore.eod.steps import Ages, Step, steps
from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection, Database
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Category, Refusal, Retry, not_found
from twincore.kernel.sql import load
from twincore.ledger import Ledger
from twincore.tenants import TenantClocks, tenant_by_number
from twincore.transactions import Catalogues

_sql = load("twincore.eod")
ACTOR = "end of day"
_DAY = timedelta(days=1)
_BARRIER_S = 120


def run_day(
    database: Database,
    ledger: Ledger,
    catalogues: Catalogues,
    clocks: TenantClocks,
    tenant: int,
    date: date,
    *,
    progress: OnProgress | None = None,
    ages: Ages | None = None,
    gate: Gate | None = None,
) -> DayReport:
    """End a business date of a tenant, and before it every date that is not ended yet. While it runs, posting goes on: it belongs to the next date.

    May be killed at any moment, and run again: it goes on where it was; run again when all is done, it changes nothing and gives the same report. Two
    runs at once take turns, page by page. progress: called after each committed page. ages: for fees that an age waives. gate: says
    which payments of standing orders may be made while a core that keeps their accounts is away; None where no core does.
    Refuses ``end_of_day_not_installed``, ``day_before_first``, ``day_not_over`` (by the tenant's clock), and what a step refuses: the day then stays
    under way until the cause is removed and it is run again.
    """
    with database.app(tenant) as conn:
        first = check_date(conn, tenant, date, now_us=clocks.clock(tenant).now_us())
        last = conn.execute(_sql.last_day, {"tenant": tenant}).fetchone()
    following = first if last is None else last[0] + (_DAY if last[2] == "done" else timedelta())
    while following <= date:
        _Night(database, ledger, catalogues, clocks, tenant, following, progress, ages, gate).run()
        following += _DAY
    with database.app(tenant) as conn:
        return day_report(conn, tenant, date)


def check_date(conn: Connection, tenant: int, date: date, *, now_us: int) -> date:
    """Whether a date may be ended at a moment; gives the tenant's first date.

    Refuses ``end_of_day_not_installed``, ``day_before_first``, ``day_not_over`` (where the tenant is).
    """
    first = get_calendar(conn, tenant).first_date
    if date < first:
        raise Refusal("day_before_first", f"The first day to end is {first}.", field="date")
    if now_us < end_of_date_us(tenant_by_number(conn, tenant).time_zone, date):
        said = f"{date} is not over yet where the tenant is."
        raise Refusal("day_not_over", said, category=Category.RULE, field="date", retry=Retry.NEW_KEY)
    return first


def day_report(conn: Connection, tenant: int, date: date) -> DayReport:
    """What the end of a date has done so far. Refuses ``day_not_found``, ``end_of_day_not_installed``."""
    row = conn.execute(_sql.day, {"tenant": tenant, "date": date}).fetchone()
    if row is None:
        raise not_found("day", date, "date")
    return _report(conn, tenant, row)


def day_reports(conn: Connection, tenant: int, *, before: date | None = None, limit: int = 31) -> list[DayReport]:
    """The last days (before a date) whose end has begun, newest first."""
    values = {"tenant": tenant, "before": before, "limit": limit}
    return [_report(conn, tenant, row) for row in conn.execute(_sql.days, values).fetchall()]


def next_date(conn: Connection, tenant: int) -> date:
    """The next date to be ended (one that is under way is). Refuses ``end_of_day_not_installed``."""
    first = get_calendar(conn, tenant).first_date
    last = conn.execute(_sql.last_day, {"tenant": tenant}).fetchone()
    if last is None:
        return first
    found: date = last[0]
    return found + _DAY if last[2] == "done" else found


def running_day(conn: Connection, tenant: int) -> date | None:
    """The date whose end is under way, if one is."""
    last = conn.execute(_sql.last_day, {"tenant": tenant}).fetchone()
    return None if last is None or last[2] == "done" else last[0]


def end_of_date_us(time_zone: str, day: date) -> int:
    """The first moment after a date in a time zone (microseconds since 1970): what is posted before it belongs to the date or an earlier one."""
    following = day + _DAY
    return to_us(datetime(following.year, following.month, following.day, tzinfo=ZoneInfo(time_zone)))


@dataclass(frozen=True, slots=True)
class _Night:
    database: Database
    ledger: Ledger
    catalogues: Catalogues
    clocks: TenantClocks
    tenant: int
    date: date
    progress: OnProgress | None
    ages: Ages | None
    gate: Gate | None

    def run(self) -> None:
        """From the cut to the report."""
        day = self._cut()
        planned = steps(self.ages)
        for number, step in enumerate(planned, 1):
            done = False
            while not done:
                page, did = self._post(day, step.name, step.postings) if step.postings else self._work(day, step)
                done = did.done
                if page and self.progress is not None:
                    self.progress(Progress(self.date, step.name, number, len(planned), page, did.items, done))
        with self.database.app(self.tenant) as conn:
            conn.execute(_sql.finish_day, self._where() | {"now": to_datetime(self._now_us())})

    def _now_us(self) -> int:
        return self.clocks.clock(self.tenant).now_us()

    def _where(self) -> dict[str, Any]:
        return {"tenant": self.tenant, "date": self.date}

    def _cut(self) -> Day:
        """Cut the journal where the date ends: every transfer up to there is its own or an earlier date's.

        The lane first ends the holds whose time is over, and commits what it decided before the date was over.
        """
        with self.database.app(self.tenant) as conn:
            zone = tenant_by_number(conn, self.tenant).time_zone
            last = conn.execute(_sql.last_day, {"tenant": self.tenant}).fetchone()
        now_us, end_us = self._now_us(), end_of_date_us(zone, self.date)
        assert now_us >= end_us, "only dates that are over are ended"
        if last is None or last[0] < self.date:
            self.ledger.lane(self.tenant).call(lambda _: None).result(_BARRIER_S)
            with self.database.app(self.tenant) as conn:
                row = conn.execute(_sql.seq_at, {"tenant": self.tenant, "at": to_datetime(end_us - 1)}).fetchone()
                assert row is not None, "a function gives one row"
                from_seq = 0 if last is None else last[1]
                values = {"from_seq": from_seq, "cut_seq": max(from_seq, row[0]), "now": to_datetime(now_us)}
                conn.execute(_sql.open_day, self._where() | values)
        with self.database.app(self.tenant) as conn:
            row = conn.execute(_sql.day, self._where()).fetchone()
        assert row is not None, "the day is open"
        return Day(self.tenant, self.date + _DAY, self.date, row[1], row[2], now_us)

    @contextmanager
    def _page(self) -> Iterator[Connection]:
        """The transaction of a page, or of its beginning."""
        with self.database.app(self.tenant) as conn:
            conn.execute(_sql.settle_in)
            yield conn

    def _next(self, conn: Connection, step: str) -> tuple[int, int] | None:
        """The page to be done and where it begins, while nobody else works at the day; None: the step is done."""
        conn.execute(_sql.lock_day, self._where())
        row = conn.execute(_sql.last_page, self._where() | {"step": step}).fetchone()
        if row is None:
            return 1, 0
        page, cursor, done = row
        return None if done else (page + 1, cursor)

    def _add(self, conn: Connection, step: str, page: int, did: PageDone, began_s: float) -> None:
        took_ms = round((time.monotonic() - began_s) * 1e3)
        values = {"step": step, "page": page, "cursor": did.cursor, "done": did.done, "items": did.items, "took_ms": took_ms}
        conn.execute(_sql.add_page, self._where() | values | {"figures": Jsonb(dict(did.figures))})

    def _work(self, day: Day, step: Step) -> tuple[int, PageDone]:
        """One page of work, with its effect in one transaction."""
        assert step.work is not None, "a step works or posts"
        began_s = time.monotonic()
        with self._page() as conn:
            found = self._next(conn, step.name)
            if found is None:
                return 0, PageDone(0)
            page, cursor = found
            did = step.work(conn, day, cursor)
            self._add(conn, step.name, page, did, began_s)
        return page, did

    def _post(self, day: Day, step: str, source: Source) -> tuple[int, PageDone]:
        """One page of postings. The ledger commits them by itself; their ids are always the same, so a kill before they are marked is harmless."""
        began_s = time.monotonic()
        with self._page() as conn:
            found = self._next(conn, step)
            if found is None:
                return 0, PageDone(0)
            dues = source.due(conn, day, DUES)
        command = id_of_key("eod", self.tenant, self.date, step)
        results = []
        if dues:
            catalogue = self.catalogues.at(self.tenant, self._now_us())
            gate = self.gate if source.of_customers else None
            results = post_dues(self.ledger, catalogue, self.tenant, dues, command, gate=gate)
        posted = sum(1 for result in results if result.refusal is None)
        done = len(dues) < DUES or not posted
        did = PageDone(len(results), 0, done, {"posted": posted, "refused": len(results) - posted} if results else {})
        with self._page() as conn:
            now = self._next(conn, step)
            if now != found:  # another run has posted the same page meanwhile
                return 0, PageDone(0, done=now is None)
            source.mark(conn, day, results)
            self._add(conn, step, found[0], did, began_s)
            if done:
                self._record(conn, step, command)
        return found[0], did

    def _record(self, conn: Connection, step: str, command: UUID) -> None:
        """The command that the step's transfers name, in the audit trail."""
        row = conn.execute(_sql.items_of_step, self._where() | {"step": step}).fetchone()
        if row is None or not row[0]:
            return
        key = f"{self.date}/{step}"
        said = Command(
            command, f"eod.{step}", key, ACTOR, "operator", f"End of {self.date}", None, sha256(key.encode()).digest(), self._now_us()
        )
        record(conn, self.tenant, [Entry(said, {"result": {"postings": row[0]}}, f"day/{self.date}")])


def _report(conn: Connection, tenant: int, row: tuple[Any, ...]) -> DayReport:
    day, from_seq, cut_seq, _, started_at, finished_at = row
    calendar = get_calendar(conn, tenant)
    done = {
        name: StepReport(name, pages, items, finished, took_ms, figures)
        for name, pages, items, finished, took_ms, figures in conn.execute(_sql.steps, {"tenant": tenant, "date": day}).fetchall()
    }
    return DayReport(
        day,
        from_seq,
        cut_seq,
        calendar.is_business_day(day),
        period_ends(day, calendar.year_end_month),
        to_us(started_at),
        None if finished_at is None else to_us(finished_at),
        tuple(done.values()),
    )
