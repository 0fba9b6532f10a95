"""A credit union with a day's end for its loans and cards: the journal up to the cut in, postings out, as the real one does it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

import twincore.ledger as ledger
from tests.conftest import START_US
from tests.products.members import install, join
from twincore.kernel.clock import FixedClock, to_us
from twincore.kernel.db import Connection, Database
from twincore.kernel.ids import id_of_key
from twincore.products import open_account
from twincore.products.credit import (
    CreditAccount,
    CreditReport,
    age_arrears,
    bill_cards,
    charge_loan_interest,
    collect_movements,
    get_credit_account,
    install_credit,
    mark_postings,
    open_credit_account,
    postings_due,
    repayments_due,
    reprice_loans,
)
from twincore.transactions import Catalogue, expand, load_catalogue

TODAY = date(2026, 7, 1)
ZONE = ZoneInfo("Australia/Sydney")
STEPS: tuple[tuple[str, Callable[..., CreditReport]], ...] = (
    ("reprice_loans", reprice_loans),
    ("charge_loan_interest", charge_loan_interest),
    ("repayments_due", repayments_due),
    ("age_arrears", age_arrears),
    ("bill_cards", bill_cards),
)


def moment(day: date, hour: int = 12) -> int:
    """A time of a date where the credit union is, microseconds since 1970 UTC."""
    return to_us(datetime.combine(day, time(hour), ZONE).astimezone(UTC))


@dataclass
class Bank:
    """The credit union. ``day`` is the business date that is open."""

    database: Database
    tenant: int
    clock: FixedClock
    engine: ledger.Ledger
    catalogue: Catalogue
    members: list[UUID]
    day: date = TODAY
    cut_seq: int = 0
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 1_000_000)))
    page: int = 2_000

    def post(self, code: str, key: object = None, **parameters: Any) -> list[ledger.Outcome]:
        """Post by a transaction code, today at noon; all must be recorded."""
        outcomes = self.try_post(code, id_of_key("test", key or next(self.numbers)), parameters)
        assert all(outcome.status.ok for outcome in outcomes), outcomes
        return outcomes

    def try_post(self, code: str, posting: UUID, parameters: Any) -> list[ledger.Outcome]:
        """The same, whatever comes of it."""
        asked = expand(self.catalogue, code, parameters, id=posting)
        return list(self.engine.submit(self.tenant, asked, id_of_key("command", posting)).result(30))

    def open(self, product: str, member: int = 0, **terms: Any) -> int:
        """Open a loan or a card today."""
        with self.database.app(self.tenant) as conn:
            opened = open_credit_account(
                conn,
                self.tenant,
                product=product,
                party=self.members[member],
                currency="AUD",
                terms=terms,
                opened_on=self.day,
                now_us=moment(self.day),
            )
        return opened.account

    def deposit(self, member: int = 0, amount: int = 0) -> int:
        """Open an everyday account with some money on it."""
        with self.database.app(self.tenant) as conn:
            party = self.members[member]
            account = open_account(conn, self.tenant, product="everyday_account", party=party, currency="AUD", now_us=moment(self.day)).id
        if amount:
            self.post("direct_credit_in", account=account, amount=amount)
        return account

    def get(self, account: int) -> CreditAccount:
        """A loan or card as the last day's end left it."""
        with self.database.app(self.tenant) as conn:
            return get_credit_account(conn, self.tenant, account)

    def owed(self, account: int) -> int:
        """What the ledger says is owed now."""
        with self.database.app(self.tenant) as conn:
            balance = ledger.balances(conn, self.tenant, [account])[account]
        return balance.debits_posted - balance.credits_posted

    def cut(self) -> int:
        """The journal's last transfer of the business date."""
        end = datetime.combine(self.day + timedelta(days=1), time(), ZONE).astimezone(UTC)
        with self.database.app(self.tenant) as conn:
            row = conn.execute("select ledger.seq_at(%s, %s)", (self.tenant, end - timedelta(microseconds=1))).fetchone()
        assert row is not None
        return int(row[0])

    def end_day(self, *, twice: bool = False) -> None:
        """End the business date just after its midnight and open the next one. twice: every step runs again, which must change nothing."""
        self.clock.set(moment(self.day + timedelta(days=1), 0) + 60_000_000)
        cut = self.cut()
        for _ in range(2 if twice else 1):
            with self.database.app(self.tenant) as conn:
                collect_movements(conn, self.tenant, from_seq=self.cut_seq, cut_seq=cut)
        for name, step in STEPS:
            for _ in range(2 if twice else 1):
                self._run(step, cut)
                self._post_due(name)
        self.cut_seq, self.day = cut, self.day + timedelta(days=1)
        self.clock.set(moment(self.day))

    def end_days(self, until: date, *, twice: bool = False) -> None:
        """End every business date before a date, which is then open."""
        while self.day < until:
            self.end_day(twice=twice)

    def _run(self, step: Callable[..., CreditReport], cut: int) -> None:
        after, done = 0, False
        while not done:
            with self.database.app(self.tenant) as conn:
                report = step(conn, self.tenant, date=self.day, cut_seq=cut, after=after, limit=self.page)
            after, done = report.last_account, report.done

    def _post_due(self, step: str) -> None:
        with self.database.app(self.tenant) as conn:
            due = postings_due(conn, self.tenant, date=self.day, step=step)
        results: list[tuple[UUID, int | None, str | None]] = []
        for posting in due:
            outcomes = self.try_post(posting.code, posting.id, posting.parameters)
            refused = [o.status.name.lower() for o in outcomes if not o.status.ok and o.status is not ledger.Status.GROUP_REFUSED]
            first = outcomes[0].transfer
            results.append((posting.id, None, refused[0]) if refused else (posting.id, first.seq if first else 0, None))
        with self.database.app(self.tenant) as conn:
            assert mark_postings(conn, self.tenant, results) == len(results)


@pytest.fixture
def bank(database: Database, tenant: int) -> Iterator[Bank]:
    """A credit union with catalogue, products and twenty members, open on 1 July 2026."""
    with database.app(tenant) as conn:
        members = set_up(conn, tenant)
        catalogue = load_catalogue(conn, tenant, at_us=START_US)
    clock = FixedClock(START_US)
    engine = ledger.Ledger(database, lambda _: clock, business_date=lambda _, us: datetime.fromtimestamp(us // 1_000_000, ZONE).date())
    yield Bank(database, tenant, clock, engine, catalogue, members)
    engine.close()


def set_up(conn: Connection, tenant: int) -> list[UUID]:
    """Catalogue, products, credit and twenty members."""
    install(conn, tenant)
    install_credit(conn, tenant, "AUD", today=TODAY, now_us=START_US)
    return join(conn, tenant, 20)
