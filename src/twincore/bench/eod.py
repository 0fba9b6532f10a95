"""``twincore bench eod``: how long the end of a day takes, while single posts come in by HTTP.

Three business dates of one bank. The first brings the accounts, their money and the transfers of the days before; the second has the transactions of a
day and is ended with nothing beside it; the third has as many again and is ended while a service answers single posts, offered in open loop.
The night is the command ``twincore eod run``, in a process of its own.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import orjson
import uvloop

from twincore.bench.api import Load
from twincore.bench.ground import Ground, fresh_ground
from twincore.bench.ledger import Feed, Requests
from twincore.bench.service import TENANT, environment, serving, verified
from twincore.eod import install_end_of_day
from twincore.kernel.clock import to_us
from twincore.kernel.db import PLATFORM
from twincore.kernel.ids import uuid7
from twincore.ledger import NEVER_US, NO_DATE, NO_TIME, REQUEST, TRANSFERS_MAX, Kind, Ledger, history, open_lane
from twincore.parties import PersonSpec, open_key_ring, open_parties
from twincore.products import ACCOUNTS_OPEN_MAX, AccountOpening, install_products, open_accounts
from twincore.products.interest import define_plan, interest_of
from twincore.tenants import TenantClocks, create_tenant, set_clock
from twincore.transactions import Catalogues, expand, install_catalogue

ZONE = "Australia/Sydney"
ORDINARY, MONTH_END = date(2026, 7, 16), date(2026, 7, 31)
HOLDERS = 1_000
SAVINGS_SHARE = 0.7
TIERS = ((0, 5_000), (500_000, 21_000), (5_000_000, 42_500))
"""Of the savings accounts: from so many minor units on, so many parts per million a year."""
OPENING = 1_000_000
BACKDATED_SHARE = 0.005
SAMPLE = 200
HISTORY_PER_TRANSACTION = 7
WARM_S = 2.0
LOG_GB = 8
"""What the three dates of a million accounts write, and more."""
_DAY = timedelta(days=1)


def bench_eod(
    accounts: int,
    transactions: int,
    *,
    history: int | None = None,
    rate: float = 200,
    month_end: bool = False,
    folder: Path | None = None,
    seed: int = 1,
) -> dict[str, Any]:
    """Run the benchmark; returns the JSON object of ``twincore bench eod``.

    history: transfers of the days before; by default seven for each transaction. rate: single posts offered a second. month_end: the days end a month.
    """
    history = transactions * HISTORY_PER_TRANSACTION if history is None else history
    with fresh_ground(folder, log_gb=LOG_GB) as ground:
        bank = _Bank(ground, (MONTH_END if month_end else ORDINARY) - _DAY * 2, accounts, seed)
        bank.open()
        days = [bank.first + _DAY * n for n in range(3)]
        with bank.posting() as post:
            post(bank.openings())
            post(bank.transfers(history, days[0]))
        first = bank.end(days[0])
        with bank.posting() as post:
            post(bank.transfers(transactions, days[1]))
        quiet = bank.end(days[1])
        with bank.posting() as post:
            post(bank.transfers(transactions, days[2]))
        with serving(ground, bank.tenant) as service:
            clients = bank.ids[:: max(1, accounts // 1_000)].tolist()
            load = Load(service, clients, clients)
            bank.clock_to(days[2] + _DAY, 0)
            uvloop.run(load.run(rate, WARM_S))
            load.clear()
            night = bank.begin(days[2])
            elapsed = uvloop.run(load.run(rate, until=lambda: night.poll() is not None))
            loaded = bank.ended(night)
            again = bank.end(days[2])
            held = verified(ground, service)
        same = {**again, "seconds": 0} == {**loaded, "seconds": 0}
        differing = bank.interest_differing(days[2])
        p50, p99 = (round(float(value), 2) for value in np.percentile(np.array(load.latencies_ms), (50, 99)))
        took = {step["step"]: step["took_ms"] / 1e3 for step in loaded["steps"]}
        return {
            "accrual_accounts_per_s": _per_s(quiet, "accrue"),
            "eod_s": loaded["seconds"],
            "reconcile_s": round(took["reconcile"], 2),
            "concurrent_p99_ms": p99,
            "trial_balance_zero": all(report["trial_balance_zero"] for report in (first, quiet, loaded)),
            "verified": held
            and same
            and not differing
            and load.errors == 0
            and not any(r["discrepancies"] for r in (first, quiet, loaded)),
            "accounts": accounts,
            "transactions": transactions,
            "transfers": loaded["cut_seq"],
            "concurrent_p50_ms": p50,
            "concurrent_posts_per_s": round(load.answered / elapsed, 1),
            "concurrent_errors": load.errors,
            "accrual_concurrent_accounts_per_s": _per_s(loaded, "accrue"),
            "eod_quiet_s": quiet["seconds"],
            "reconcile_quiet_s": round(next(s["took_ms"] for s in quiet["steps"] if s["step"] == "reconcile") / 1e3, 2),
            "postings": loaded["posted"],
            "invariants_hold": held,
            "restart_report_equal": same,
            "interest_sample": SAMPLE,
            "interest_differing": differing,
            "steps_s": {name: round(seconds, 2) for name, seconds in took.items()},
            **ground.machine(),
        }


def _per_s(report: dict[str, Any], name: str) -> int:
    step = next(step for step in report["steps"] if step["step"] == name)
    rate: float = step["items"] * 1e3 / max(1, step["took_ms"])
    return round(rate)


class _Bank:
    """The synthetic tenant whose days are ended: savings with tiers and everyday accounts of a thousand members."""

    def __init__(self, ground: Ground, first: date, accounts: int, seed: int) -> None:
        self.ground, self.first, self.accounts = ground, first, accounts
        self.tenant = 0
        self.ids = np.zeros(0, np.int64)
        self.savings = np.random.default_rng((seed, 1)).random(accounts) < SAVINGS_SHARE
        self._rng = np.random.default_rng((seed, 2))
        self._made = 0

    def open(self) -> None:
        """The tenant, ready for its first night, with its accounts."""
        database, start_us = self.ground.database, _moment(self.first, 9)
        with database.app(PLATFORM) as conn:
            tenant = create_tenant(
                conn, name=TENANT, display_name="Bench", time_zone=ZONE, synthetic=True, start_us=start_us, now_us=time.time_ns() // 1_000
            )
            keys = open_key_ring(conn, self.ground.settings.data_path / "keys", now_us=start_us)
        self.tenant = tenant.number
        holders = [uuid7(start_us + at) for at in range(HOLDERS)]
        tiers = [{"from": start, "rate_ppm": rate} for start, rate in TIERS]
        with database.app(self.tenant) as conn:
            open_lane(conn, self.tenant)
            install_catalogue(conn, self.tenant, "AUD", start_us)
            install_products(conn, self.tenant, now_us=start_us)
            install_end_of_day(conn, self.tenant, first_date=self.first, actor="bench", now_us=start_us)
            define_plan(
                conn, self.tenant, "online_savings", {"cycle": "monthly", "tiers": tiers}, effective_from=self.first, now_us=start_us
            )
            people = [PersonSpec(f"Given{at}", f"Family{at}", date(1980, 1, 1), synthetic=True) for at in range(HOLDERS)]
            open_parties(conn, keys, self.tenant, people, ids=holders, now_us=start_us)
        names = np.where(self.savings, "online_savings", "everyday_account").tolist()
        ids: list[int] = []
        for start in range(0, self.accounts, ACCOUNTS_OPEN_MAX):
            openings = [
                AccountOpening(name, holders[at % HOLDERS], "AUD")
                for at, name in enumerate(names[start : start + ACCOUNTS_OPEN_MAX], start)
            ]
            with database.app(self.tenant) as conn:
                ids += [account.id for account in open_accounts(conn, self.tenant, openings, now_us=start_us)]
        self.ids = np.array(ids, np.int64)
        with self.ground.postgres.superuser("twincore") as conn:
            conn.execute("vacuum analyze")

    def clock_to(self, day: date, hour: int) -> None:
        """Move the tenant's clock."""
        with self.ground.database.app(PLATFORM) as conn:
            set_clock(conn, self.tenant, _moment(day, hour))

    @contextmanager
    def posting(self) -> "Iterator[Any]":
        """The ledger in this process, fed with columns."""
        clocks = TenantClocks(self.ground.database)
        ledger = Ledger(self.ground.database, clocks.clock, business_date=lambda number, us: clocks.clock(number).business_date(us))
        ledger.start()

        def post(requests: Requests) -> None:
            feed = Feed(ledger, self.tenant)
            for start in range(0, len(requests), TRANSFERS_MAX):
                feed.submit(requests[start : start + TRANSFERS_MAX])
            feed.drain()
            assert not feed.refused, f"{feed.refused} transfers were refused"

        yield post
        ledger.close()

    def openings(self) -> Requests:
        """The money that every account begins with."""
        requests = self._requests(self.accounts, "cash_deposit", account=int(self.ids[0]))
        requests["credit"], requests["amount"] = self.ids, OPENING + self._rng.integers(0, OPENING * 8, self.accounts)
        return requests

    def transfers(self, count: int, day: date) -> Requests:
        """Payments between accounts at noon of a day, one in two hundred for the day before."""
        self.clock_to(day, 12)
        requests = self._requests(count, "internal_transfer", from_account=int(self.ids[0]), to_account=int(self.ids[1]))
        debit, credit = self._rng.integers(0, self.accounts, count), self._rng.integers(0, self.accounts, count)
        credit = np.where(credit == debit, (debit + 1) % self.accounts, credit)
        requests["debit"], requests["credit"], requests["amount"] = self.ids[debit], self.ids[credit], self._rng.integers(1, 1_000, count)
        if day > self.first:
            late = self._rng.random(count) < BACKDATED_SHARE
            requests["value_date"][late] = (day - _DAY).toordinal() - date(1970, 1, 1).toordinal()
        return requests

    def _requests(self, count: int, code: str, **accounts: int) -> Requests:
        """Requests of a transaction code, to be filled in; ids are UUIDv7 with a counter."""
        catalogue = Catalogues(self.ground.database).at(self.tenant, _moment(self.first, 12))
        (pattern,) = expand(catalogue, code, {**accounts, "amount": 1}, id=UUID(int=1))
        requests = np.zeros(count, REQUEST)
        at = np.arange(self._made, self._made + count, dtype=np.uint64)
        self._made += count
        first_ms = np.uint64(_moment(self.first, 9) // 1_000)
        requests["id_hi"] = (first_ms + at // np.uint64(4096)) << np.uint64(16) | np.uint64(0x7000) | at % np.uint64(4096)
        requests["id_lo"] = np.uint64(1 << 63) | self._rng.integers(0, 1 << 62, count, dtype=np.uint64)
        requests["debit"], requests["credit"], requests["code"] = pattern.debit, pattern.credit, pattern.code
        requests["posted_at"], requests["expires_at"], requests["value_date"] = NO_TIME, NEVER_US, NO_DATE
        requests["kind"] = Kind.POST
        return requests

    def begin(self, day: date) -> "subprocess.Popen[bytes]":
        """The end of a day, as an operator starts it."""
        self.clock_to(day + _DAY, 0)
        command = [sys.executable, "-m", "twincore", "eod", "run", "--tenant", TENANT, "--date", str(day), "--json"]
        return subprocess.Popen(command, env=environment(self.ground.settings), stdout=subprocess.PIPE)

    def ended(self, night: "subprocess.Popen[bytes]") -> dict[str, Any]:
        """What it says when it is done."""
        said, _ = night.communicate()
        assert night.returncode == 0, f"the end of the day came back with {night.returncode}"
        report: dict[str, Any] = orjson.loads(said)
        return report

    def end(self, day: date) -> dict[str, Any]:
        """End a day with nothing beside it."""
        return self.ended(self.begin(day))

    def interest_differing(self, last: date) -> int:
        """Of a sample of accounts how many have other interest at the end of a date than counted here, from their own entries, with fractions.

        Each day's interest is rounded to a millionth of a minor unit, and so is each correction of one.
        """
        places = np.random.default_rng(3).choice(self.accounts, min(SAMPLE, self.accounts), replace=False)
        differing = 0
        with self.ground.database.readonly(self.tenant) as conn:
            for place in places.tolist():
                account = int(self.ids[place])
                entries = history(conn, self.tenant, account, limit=1_000)
                exact, days = Fraction(0), 0
                day = self.first
                while day <= last:
                    balance = sum(
                        (entry.amount if entry.credit == account else -entry.amount)
                        for entry in entries
                        if entry.value_date <= day and _business_date(entry.posted_at_us) <= last
                    )
                    exact += _interest(balance) if self.savings[place] else 0
                    day, days = day + _DAY, days + 1
                kept = interest_of(conn, self.tenant, account, last)
                differing += kept is None or abs(kept.credit - exact) > Fraction(days * 3, 2)
        return differing


def _interest(balance: int) -> Fraction:
    """A day's interest of a savings account, in millionths of a minor unit."""
    ends = [start for start, _ in TIERS[1:]] + [max(balance, TIERS[-1][0])]
    slices = [(max(0, min(balance, end) - start), rate) for (start, rate), end in zip(TIERS, ends, strict=True)]
    return Fraction(sum(part * rate for part, rate in slices), 365)


def _moment(day: date, hour: int) -> int:
    return to_us(datetime(day.year, day.month, day.day, hour, 5, tzinfo=ZoneInfo(ZONE)))


def _business_date(us: int) -> date:
    return datetime.fromtimestamp(us / 1e6, ZoneInfo(ZONE)).date()
