"""A bank for the tests of the general ledger: it posts through the real ledger, and closes its days in Sydney."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.conftest import START_US
from twincore.gl import BatchReport, JournalLine, JournalSpec, Proposal, approve, open_book, post_batch, propose_journal
from twincore.kernel.clock import FixedClock, to_datetime, to_us
from twincore.kernel.db import Database
from twincore.kernel.ids import uuid7
from twincore.ledger import AccountFlag, AccountSpec, Ledger, Outcome, Status, TransferRequest, open_accounts
from twincore.transactions import Catalogue, expand, install_catalogue, load_catalogue

SYDNEY = ZoneInfo("Australia/Sydney")
FIRST = date(2026, 7, 1)
_NUMBERS = count(1)


@dataclass
class Bank:
    """One tenant; ``day`` is the business date that is open, ``seq`` the cut of the last one closed."""

    database: Database
    tenant: int
    clock: FixedClock
    ledger: Ledger
    catalogue: Catalogue
    day: date = FIRST
    seq: int = 0

    @classmethod
    @contextmanager
    def opened(cls, database: Database, tenant: int, clock: FixedClock, year_end_month: int = 6) -> Iterator["Bank"]:
        with database.app(tenant) as conn:
            for currency in ("AUD", "USD", "JPY"):
                install_catalogue(conn, tenant, currency, START_US)
            catalogue = load_catalogue(conn, tenant, at_us=START_US)
            open_book(conn, tenant, first_date=FIRST, year_end_month=year_end_month, actor="controller", now_us=START_US)
        ledger = Ledger(database, lambda _: clock, business_date=lambda _, us: to_datetime(us).astimezone(SYDNEY).date())
        try:
            yield cls(database, tenant, clock, ledger, catalogue)
        finally:
            ledger.close()

    def account(self, number: int = 2110, side: str = "C", currency: str = "AUD", flags: AccountFlag = AccountFlag.LIMITED) -> int:
        with self.database.app(self.tenant) as conn:
            return open_accounts(conn, self.tenant, [AccountSpec(currency, number, side, flags)], now_us=START_US)[0]

    def post(self, code: str, **parameters: Any) -> list[Outcome]:
        return self.post_all([(code, parameters)])

    def post_all(self, asked: Sequence[tuple[str, dict[str, Any]]]) -> list[Outcome]:
        """Codes with their parameters, in one submission; all of them must be taken."""
        now_us = self.clock.now_us()
        requests = [
            request
            for code, parameters in asked
            for request in expand(self.catalogue, code, parameters, id=uuid7(now_us, lambda bits: next(_NUMBERS) % (1 << bits)))
        ]
        outcomes = self.ledger.submit(self.tenant, requests, requests[0].id).result(30)
        assert {outcome.status for outcome in outcomes} == {Status.CREATED}
        return list(outcomes)

    def transfer(self, debit: int, credit: int, amount: int, code: int = 0) -> Outcome:
        request = TransferRequest(UUID(int=next(_NUMBERS) << 64 | 1), debit=debit, credit=credit, amount=amount, code=code)
        [outcome] = self.ledger.submit(self.tenant, [request], request.id).result(30)
        assert outcome.status == Status.CREATED
        return outcome

    def cut(self) -> int:
        """The last transfer of the open day or earlier."""
        end = datetime.combine(self.day + timedelta(1), time(), SYDNEY) - timedelta(microseconds=1)
        with self.database.app(self.tenant) as conn:
            row = conn.execute("select ledger.seq_at(%s, %s)", (self.tenant, end)).fetchone()
        assert row is not None
        return int(row[0])

    def close_day(self) -> BatchReport:
        """The batch of the open day; the next one opens, and the clock goes to its ten o'clock in the morning."""
        cut = self.cut()
        with self.database.app(self.tenant) as conn:
            report = post_batch(conn, self.tenant, date=self.day, from_seq=self.seq, cut_seq=cut, now_us=self.clock.now_us())
        self.seq, self.day = cut, self.day + timedelta(1)
        self.clock.set(max(self.clock.now_us(), to_us(datetime.combine(self.day, time(10), SYDNEY))))
        return report

    def close_days(self, until: date) -> None:
        """Close every day up to one, that one too."""
        while self.day <= until:
            self.close_day()

    def journal(self, day: date, *lines: JournalLine, maker: str = "maker", checker: str = "checker") -> Proposal:
        """A journal by hand, approved."""
        now_us = self.clock.now_us()
        id_ = uuid7(now_us)
        with self.database.app(self.tenant) as conn:
            propose_journal(conn, self.tenant, JournalSpec(day, "By hand", lines), id=id_, maker=maker, reason="as agreed", now_us=now_us)
            return approve(conn, self.tenant, id_, checker=checker, now_us=now_us)
