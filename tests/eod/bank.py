"""A bank whose days are ended by the real workflow, at the tenant's own clock."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import twincore.ledger as ledger
from tests.conftest import START_US
from tests.products.members import install, join
from twincore.eod import DayReport, OnProgress, install_end_of_day, run_day
from twincore.kernel.clock import to_us
from twincore.kernel.db import PLATFORM, Database
from twincore.kernel.ids import id_of_key
from twincore.products import ProductKind, ProductSpec, define_product, open_account
from twincore.products.credit import open_credit_account
from twincore.products.interest import define_plan
from twincore.tenants import TenantClocks, set_clock
from twincore.transactions import Catalogues, expand

ZONE = ZoneInfo("Australia/Sydney")
FIRST = date(2026, 7, 1)
DAY = timedelta(days=1)
CLASSES = {"transaction": 2110, "savings": 2120, "term_deposit": 2130}


def moment(day: date, hour: int = 12, minute: int = 0) -> int:
    """A time of a date where the bank is."""
    return to_us(datetime.combine(day, time(hour, minute), ZONE))


class Bank:
    """One tenant, seen by one process. The clock is the tenant's own, which only goes forward."""

    def __init__(self, database: Database, tenant: int) -> None:
        self.database, self.tenant = database, tenant
        self.clocks = TenantClocks(database)
        self.catalogues = Catalogues(database)
        self.ledger = ledger.Ledger(
            database, self.clocks.clock, business_date=lambda number, us: self.clocks.clock(number).business_date(us)
        )
        self.numbers = count(1)
        self.members: list[UUID] = []

    @classmethod
    def installed(cls, database: Database, tenant: int, first: date = FIRST, members: int = 5) -> "Bank":
        bank = cls(database, tenant)
        bank.clock_to(first, 9)
        with database.app(tenant) as conn:
            install(conn, tenant)
            install_end_of_day(conn, tenant, first_date=first, actor="controller", now_us=START_US)
            bank.members = join(conn, tenant, members)
        return bank

    def close(self) -> None:
        self.ledger.close()

    @property
    def now_us(self) -> int:
        return self.clocks.clock(self.tenant).now_us()

    def clock_to(self, day: date, hour: int = 12, minute: int = 0) -> None:
        """To this time, unless it is later already."""
        to = moment(day, hour, minute)
        self.clocks.refresh(self.tenant)
        if to > self.now_us:
            with self.database.app(PLATFORM) as conn:
                set_clock(conn, self.tenant, to)
            self.clocks.refresh(self.tenant)

    def product(self, name: str, kind: str = "savings", plan: Mapping[str, Any] | None = None, since: date = FIRST, **rules: Any) -> None:
        document = {"account_class": CLASSES[kind], "side": "C", "ledger_flags": ["limited"], **rules}
        with self.database.app(self.tenant) as conn:
            define_product(conn, self.tenant, ProductSpec(name, ProductKind(kind), name.title(), "For tests.", document), now_us=START_US)
            if plan is not None:
                define_plan(conn, self.tenant, name, plan, effective_from=since, now_us=START_US)

    def open(self, product: str, member: int = 0, **terms: Any) -> int:
        with self.database.app(self.tenant) as conn:
            party = self.members[member]
            return open_account(conn, self.tenant, product=product, party=party, currency="AUD", now_us=self.now_us, terms=terms or None).id

    def open_credit(self, product: str, day: date, member: int = 0, **terms: Any) -> int:
        with self.database.app(self.tenant) as conn:
            return open_credit_account(
                conn,
                self.tenant,
                product=product,
                party=self.members[member],
                currency="AUD",
                terms=terms,
                opened_on=day,
                now_us=self.now_us,
            ).account

    def post(self, code: str, key: object = None, **parameters: Any) -> None:
        """Post a transaction code; all of it must be recorded (or have been)."""
        id_ = id_of_key("test", key or next(self.numbers))
        catalogue = self.catalogues.at(self.tenant, self.now_us)
        outcomes = self.ledger.submit(self.tenant, expand(catalogue, code, parameters, id=id_), id_).result(30)
        assert all(outcome.status.ok for outcome in outcomes), [outcome.status for outcome in outcomes]

    def balance(self, account: int) -> int:
        with self.database.app(self.tenant) as conn:
            return ledger.balances(conn, self.tenant, [account])[account].current

    def end(self, day: date, progress: OnProgress | None = None) -> DayReport:
        """End a date, at five past midnight."""
        self.clock_to(day + DAY, 0, 5)
        return run_day(self.database, self.ledger, self.catalogues, self.clocks, self.tenant, day, progress=progress)

    def of_other_process(self, **settings: Any) -> "Bank":
        """The same bank, as another process sees it: nothing is remembered."""
        other = Bank(Database(replace(self.database.settings, **settings)), self.tenant)
        other.members = self.members
        return other
