"""A small bank whose days can be closed: posts transaction codes at its own clock, cuts, accrues, and posts what falls due."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import twincore.ledger as ledger
from tests.conftest import START_US
from tests.products.members import install, join
from twincore.kernel.clock import FixedClock, to_us
from twincore.kernel.db import Database
from twincore.products import ProductKind, ProductSpec, define_product, open_account
from twincore.products.interest import (
    AccrualReport,
    Interest,
    accrue,
    assess_fees,
    build_movements,
    capitalise,
    define_plan,
    install_interest,
    interest_of,
    mark_due,
    mature_deposits,
    pages,
    postings_due,
    protect,
)
from twincore.transactions import expand, load_catalogue

ZONE = ZoneInfo("Australia/Sydney")
FIRST = date(2026, 7, 1)
DAY = timedelta(days=1)


def midnight_us(day: date) -> int:
    """The first moment of a day in Sydney."""
    return to_us(datetime(day.year, day.month, day.day, tzinfo=ZONE))


def product(name: str, kind: str, **rules: Any) -> ProductSpec:
    """A deposit product with these rules."""
    account_class = {"transaction": 2110, "savings": 2120, "term_deposit": 2130}[kind]
    document = {"account_class": account_class, "side": "C", "ledger_flags": ["limited"], **rules}
    return ProductSpec(name, ProductKind(kind), name.title(), "For tests.", document)


class Bank:
    """today: the business date; the clock stands at its noon."""

    def __init__(self, database: Database, tenant: int) -> None:
        self.database, self.tenant, self.today = database, tenant, FIRST
        self.clock = FixedClock(START_US)
        with database.app(tenant) as conn:
            install(conn, tenant)
            install_interest(conn, tenant, now_us=START_US)
            self.member = join(conn, tenant)[0]
            self.catalogue = load_catalogue(conn, tenant, at_us=START_US)
        self.ledger = ledger.Ledger(
            database, lambda _: self.clock, business_date=lambda _, us: datetime.fromtimestamp(us // 1_000_000, ZONE).date()
        )
        self.cut = 0

    def close(self) -> None:
        self.ledger.close()

    def define(self, spec: ProductSpec, plan: Mapping[str, Any] | None = None, since: date | None = None) -> None:
        """A product, and an interest plan from a day on (today unless said)."""
        with self.database.app(self.tenant) as conn:
            define_product(conn, self.tenant, spec, now_us=self.clock.now_us())
        if plan is not None:
            self.plan(spec.name, plan, since)

    def plan(self, name: str, plan: Mapping[str, Any], since: date | None = None) -> None:
        with self.database.app(self.tenant) as conn:
            define_plan(conn, self.tenant, name, plan, effective_from=since or self.today, now_us=self.clock.now_us())

    def open(self, name: str, party: UUID | None = None, **terms: Any) -> int:
        with self.database.app(self.tenant) as conn:
            opened = open_account(
                conn,
                self.tenant,
                product=name,
                party=party or self.member,
                currency="AUD",
                now_us=self.clock.now_us(),
                terms=terms or None,
            )
        return opened.id

    def post(self, code: str, id: UUID | None = None, **parameters: Any) -> list[ledger.Status]:  # noqa: A002
        """Post a transaction code; the status of each of its transfers."""
        id = id or uuid4()  # noqa: A001
        outcomes = self.ledger.submit(self.tenant, expand(self.catalogue, code, parameters, id=id), id).result(20)
        return [outcome.status for outcome in outcomes]

    def must(self, code: str, **parameters: Any) -> None:
        assert all(status.ok for status in self.post(code, **parameters)), code

    def deposit(self, account: int, amount: int, value_date: date | None = None) -> None:
        self.must("cash_deposit", account=account, amount=amount, **({} if value_date is None else {"value_date": value_date}))

    def withdraw(self, account: int, amount: int, value_date: date | None = None) -> None:
        self.must("cash_withdrawal", account=account, amount=amount, **({} if value_date is None else {"value_date": value_date}))

    def balance(self, account: int) -> int:
        with self.database.app(self.tenant) as conn:
            return ledger.balances(conn, self.tenant, [account])[account].current

    def interest(self, account: int, on: date | None = None) -> Interest:
        """At the end of a day: yesterday, unless said."""
        with self.database.app(self.tenant) as conn:
            found = interest_of(conn, self.tenant, account, on or self.today - DAY)
        assert found is not None
        return found

    def accrue_day(self) -> AccrualReport:
        """The first half of a day's end: cut, movements, accrual. The clock moves to noon of the next day."""
        day, before = self.today, self.cut
        self.today += DAY
        self.clock.set(midnight_us(self.today) + 12 * 3_600_000_000)
        with self.database.app(self.tenant) as conn:
            row = conn.execute("select ledger.seq_at(%s, ledger.at(%s))", (self.tenant, midnight_us(self.today) - 1)).fetchone()
            assert row is not None
            self.cut = row[0]
            build_movements(conn, self.tenant, date=day, from_seq=before, cut_seq=self.cut)
            reports = [
                accrue(conn, self.tenant, date=day, cut_seq=self.cut, first_account=first, last_account=last)
                for first, last in pages(conn, self.tenant)
            ]
        return reports[0]

    def close_day(self, ages: Any = None) -> AccrualReport:
        """A whole day's end; what falls due is posted on the next day, before anything else."""
        day = self.today
        report = self.accrue_day()
        with self.database.app(self.tenant) as conn:
            capitalise(conn, self.tenant, date=day)
            protect(conn, self.tenant, date=day)
            assess_fees(conn, self.tenant, date=day, ages=ages)
            mature_deposits(conn, self.tenant, date=day)
        self.post_due(day)
        return report

    def post_due(self, day: date) -> list[str]:
        """Post what is due of a day; the codes posted."""
        posted = []
        with self.database.app(self.tenant) as conn:
            dues = postings_due(conn, self.tenant, date=day)
        for due in dues:
            statuses = self.post(due.code, due.id, **due.parameters)
            refused = next((status for status in statuses if not status.ok), None)
            with self.database.app(self.tenant) as conn:
                if refused is None:
                    mark_due(conn, self.tenant, date=day, step=due.step, posted=[due.id])
                    posted.append(due.code)
                else:
                    mark_due(conn, self.tenant, date=day, step=due.step, refused={due.id: refused.name.lower()})
        return posted

    def close_days_until(self, day: date, **options: Any) -> None:
        """Close days until this one begins."""
        while self.today < day:
            self.close_day(**options)
