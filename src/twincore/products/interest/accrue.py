"""The verb that accrues a business date: page by page, from the page of the day before, the day's movements, and the plans."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal
from twincore.kernel.sql import load
from twincore.products.day_count import cycle_ends, is_month_end
from twincore.products.interest.accrual import TOTAL_MAX, Agreed, Bools, Ints, accrue_day, bonus_earned, half_even
from twincore.products.interest.model import MICRO, PAGE_ACCOUNTS, AccrualReport, Interest, Plan
from twincore.products.interest.pages import EPOCH_DAYS, Page, copy_rows, empty_page, first_of_page, int8_column, read_page, write_page
from twincore.products.interest.plans import PlanBook

_sql = load("twincore.products.interest")
_DAY = timedelta(days=1)


def pages(conn: Connection, tenant: int) -> list[tuple[int, int]]:
    """The ranges (first_account, last_account) to hand to ``accrue``, one for each page that has an account."""
    row = conn.execute(_sql.last_account, {"tenant": tenant}).fetchone()
    last = 0 if row is None else row[0]
    return [(first, first + PAGE_ACCOUNTS - 1) for first in range(0, last + 1, PAGE_ACCOUNTS)] if last else []


def accrue(conn: Connection, tenant: int, *, date: date, cut_seq: int, first_account: int, last_account: int) -> AccrualReport:
    """Accrue the interest from a business date to the next for the pages that hold an account of [first_account, last_account].

    ``pages`` gives ranges of one page each. cut_seq: the date's cut, up to which ``build_movements`` has built. Pages that are done stay as they are, so
    it may be run again, and pages may be accrued by several at once. Backdated transfers re-accrue the
    days since their value date (but none before the first date ever accrued), and what that changes is booked on this date.
    Refuses ``movements_missing`` (not built up to the cut), ``accrual_day_missing`` (the date before was not accrued), ``accrual_out_of_order``
    (a later date was), ``balance_too_large`` and ``interest_too_large``, naming the account.
    """
    row = conn.execute(_sql.cut_of_date, {"tenant": tenant, "date": date}).fetchone()
    start, cut = (None, None) if row is None else row
    if cut != cut_seq:
        raise Refusal(
            "movements_missing", f"The movements of {date} are built up to {cut}, not to its cut at {cut_seq}.", category=Category.CONFLICT
        )
    day = _Day(conn, tenant, date, start, cut_seq, PlanBook(conn, tenant))
    done = [day.accrue_page(at) for at in range(first_of_page(first_account), last_account + 1, PAGE_ACCOUNTS)]
    return AccrualReport(
        date,
        accounts=sum(page.accounts for page in done),
        pages=sum(1 for page in done if page.accounts),
        repeated=sum(page.repeated for page in done),
        credit=sum(page.credit for page in done),
        debit=sum(page.debit for page in done),
        corrections=sum(page.corrections for page in done),
    )


def interest_of(conn: Connection, tenant: int, account: int, on: date) -> Interest | None:
    """An account's interest at the end of a date; None if the account was not accrued on it."""
    row = conn.execute(_sql.interest_of, {"tenant": tenant, "account": account, "date": on}).fetchone()
    return None if row is None else Interest(*row)


@dataclass(frozen=True, slots=True)
class _Done:
    accounts: int = 0
    repeated: bool = False
    credit: int = 0
    debit: int = 0
    corrections: int = 0


@dataclass(frozen=True, slots=True)
class _Terms:
    """The terms of the accounts of a page, ordered by when they were placed; at: the place of the account in the page."""

    at: Ints
    placed: Ints
    matures: Ints
    rate: Ints
    late: Bools
    running: Bools

    def agreed(self, size: int, day: date) -> Agreed:
        """What was agreed for a day; after its last term a deposit bears nothing, before its first one the plan's rate."""
        ordinal = day.toordinal() - EPOCH_DAYS
        rate, late = np.full(size, -1), np.zeros(size, np.bool_)
        begun = self.placed <= ordinal
        rate[self.at[begun]] = np.where(self.matures[begun] > ordinal, self.rate[begun], 0)
        late[self.at[begun]] = self.late[begun]
        return Agreed(rate, late)


@dataclass(frozen=True, slots=True)
class _Day:
    conn: Connection
    tenant: int
    today: date
    start: date
    cut_seq: int
    book: PlanBook

    def accrue_page(self, first: int) -> _Done:
        self.conn.execute(_sql.one_at_a_time, self._where(first))
        state = self.conn.execute(_sql.page_state, self._where(first)).fetchone()
        assert state is not None, "an aggregate gives one row"
        accounts, latest = state
        if accounts is not None:
            return _Done(accounts, True)
        before = self._before(first, latest)
        page = self._opened(before)
        balance_before = page["balance"].copy()
        if not len(page):
            return _Done()
        moved = self._moved(first)
        moved = moved[moved["account"] < first + len(page)]  # loans and cards beyond the last deposit move as well, and are not ours
        here = moved["account"].astype(np.int64) - first
        amount = moved["amount"].astype(np.int64)
        value_day = moved["value_date"].astype(np.int64) + EPOCH_DAYS
        self._take_in(page, moved, here, amount)
        terms = self._terms(page, moved)
        plans = self.book.plans(self.today)
        agreed = terms.agreed(len(page), self.today)
        try:
            accrued = accrue_day(plans, self.today, page.offer, page["balance"], agreed)
        except Refusal as refusal:
            raise self._of_account(refusal, first) from None
        page["credit"] += accrued.credit
        page["debit"] += accrued.debit
        page["bonus"] += accrued.bonus
        corrected = self._correct(page, before, terms, here, amount, value_day)
        self._settle(page)
        self._end_month(page, plans)
        self._fall_due(page, plans, terms)
        if max(int(page["credit"].max()), int(page["debit"].max())) > TOTAL_MAX:
            place = int(np.maximum(page["credit"], page["debit"]).argmax())
            said = "The interest of an account is more than can be kept."
            raise self._of_account(Refusal("interest_too_large", said, category=Category.RULE, place=place), first)
        overdrawn = int(np.count_nonzero((page["balance"] < 0) & (page["balance"] < balance_before)))
        write_page(self.conn, self.tenant, page, cut_seq=self.cut_seq, overdrawn=overdrawn)
        credit, debit = int(accrued.credit.sum()), int(accrued.debit.sum())
        return _Done(len(page), False, credit + corrected[0], debit + corrected[1], corrected[2])

    def _where(self, first: int) -> dict[str, object]:
        return {"tenant": self.tenant, "first": first, "last": first + PAGE_ACCOUNTS - 1, "date": self.today, "start": self.start}

    def _before(self, first: int, latest: date | None) -> Page:
        """The page of the day before, or an empty one before the page's first account."""
        yesterday = self.today - _DAY
        if latest is not None and latest > self.today:
            raise Refusal(
                "accrual_out_of_order",
                f"{latest} is accrued already: {self.today} cannot be any more.",
                category=Category.CONFLICT,
                field="date",
            )
        if latest == yesterday:
            page = read_page(self.conn, self.tenant, first, yesterday)
            assert page is not None, "the page is there"
            return page
        if latest is not None or self.conn.execute(_sql.moved_before, self._where(first)).fetchone() is not None:
            missing = latest + _DAY if latest is not None else self.start
            raise Refusal(
                "accrual_day_missing", f"{missing} has to be accrued before {self.today}.", category=Category.CONFLICT, field="date"
            )
        return empty_page(first, yesterday)

    def _opened(self, before: Page) -> Page:
        """The page as the day begins: the day before's, with the accounts opened since."""
        size, opened = len(before), np.zeros(0, np.void)
        ids: Ints = np.zeros(0, np.int64)
        if size < PAGE_ACCOUNTS:
            opened = copy_rows(
                self.conn, _sql.copy_opened, self._where(before.first) | {"after": before.first + size - 1}, account=8, offer=4
            )
            ids = opened["account"].astype(np.int64) - before.first
            size = max(size, int(ids[-1]) + 1) if len(ids) else size
        more = size - len(before)
        page = Page(before.first, self.today, np.concatenate((before.offer, np.zeros(more, np.int32))))
        page.sums = {name: np.concatenate((values, np.zeros(more, np.int64))) for name, values in before.sums.items()}
        if len(ids):
            page.offer[ids] = opened["offer"]
        page["credit_due"][:] = 0
        page["debit_due"][:] = 0
        month = self.today.day == 1
        for name in ("deposited", "salary", "withdrawals"):
            if month:
                page[name][:] = 0
        page["minimum"][slice(None) if month else slice(len(before), None)] = TOTAL_MAX
        return page

    def _moved(self, first: int) -> npt.NDArray[np.void]:
        columns = {"account": 8, "value_date": 4, "new": 4, "amount": 8, "deposited": 8, "salary": 8, "withdrawals": 8}
        return copy_rows(self.conn, _sql.copy_movements, self._where(first), **columns)

    def _take_in(self, page: Page, moved: npt.NDArray[np.void], here: Ints, amount: Ints) -> None:
        """The day's movements: balances of those whose value date has come, and what counts for the month of those that are new."""
        come = moved["value_date"].astype(np.int64) + EPOCH_DAYS <= self.today.toordinal()
        np.add.at(page["balance"], here[come], amount[come])
        new = moved["new"] == 1
        for name in ("deposited", "salary", "withdrawals"):
            np.add.at(page[name], here[new], moved[name][new].astype(np.int64))
        page["minimum"] = np.minimum(page["minimum"], page["balance"])

    def _terms(self, page: Page, moved: npt.NDArray[np.void]) -> _Terms:
        """The terms of the page's term deposits; a deposit that was funded and has none begins one."""
        deposits = np.flatnonzero(self.book.is_term_deposit(page.offer))
        if not len(deposits):
            none = np.zeros(0, np.int64)
            return _Terms(none, none, none, none, np.zeros(0, np.bool_), np.zeros(0, np.bool_))
        funded = deposits[page["balance"][deposits] > 0] + page.first
        moving = np.intersect1d(funded, moved["account"].astype(np.int64))
        if len(moving):
            self.conn.execute(_sql.begin_terms, self._where(page.first) | {"accounts": int8_column(moving)})
        rows = copy_rows(self.conn, _sql.copy_terms, self._where(page.first), account=8, placed=4, matures=4, rate=4, late=4, running=4)
        at, placed, matures, rate = (rows[name].astype(np.int64) for name in ("account", "placed", "matures", "rate"))
        return _Terms(at - page.first, placed, matures, rate, rows["late"] == 1, rows["running"] == 1)

    def _correct(self, page: Page, before: Page, terms: _Terms, here: Ints, amount: Ints, value_day: Ints) -> tuple[int, int, int]:
        """Accrue again what backdated movements changed, from their value dates to the day before; returns credit, debit and how many accounts."""
        late = (value_day < self.today.toordinal()) & (self.today > self.start)
        if not late.any():
            return 0, 0, 0
        changed, place = np.unique(here[late], return_inverse=True)
        late_amount, late_day = amount[late], np.maximum(value_day[late], self.start.toordinal())
        since = np.full(len(changed), self.today.toordinal())
        np.minimum.at(since, place, late_day)
        offer = page.offer[changed]
        change = np.zeros((3, len(changed)), np.int64)
        known = np.concatenate((before["balance"], np.zeros(len(page) - len(before), np.int64)))[changed]
        past = self._past(page.first, changed, int(since.min()))
        for day in _days_back(self.today - _DAY, date.fromordinal(int(since.min()))):
            ordinal = day.toordinal()
            then = known.copy()
            by_now = late_day <= ordinal
            np.add.at(then, place[by_now], late_amount[by_now])
            agreed = terms.agreed(len(page), day)
            agreed = Agreed(agreed.rate[changed], agreed.late[changed])
            plans = self.book.plans(day)
            new, old = accrue_day(plans, day, offer, then, agreed), accrue_day(plans, day, offer, known, agreed)
            change[0] += new.credit - old.credit
            change[1] += new.debit - old.debit
            bonus = new.bonus - old.bonus
            if (day.year, day.month) == (self.today.year, self.today.month):
                change[2] += bonus
            elif bonus.any():
                change[0] += np.where(self._earned(page, day, changed), bonus, 0)
            at, moved = past.get(ordinal, (changed[:0], changed[:0]))
            np.subtract.at(known, at, moved)
        for name, row in zip(("credit", "debit", "bonus"), change, strict=True):
            page[name][changed] += row
        kept = np.flatnonzero(change.any(axis=0))
        values = {"accounts": int8_column(changed[kept] + page.first), "since": int8_column(since[kept] - EPOCH_DAYS)}
        columns = {name: int8_column(row[kept]) for name, row in zip(("credit", "debit", "bonus"), change, strict=True)}
        self.conn.execute(_sql.add_corrections, {"tenant": self.tenant, "date": self.today} | values | columns)
        return int(change[0].sum()), int(change[1].sum()), len(kept)

    def _past(self, first: int, changed: Ints, since: int) -> dict[int, tuple[Ints, Ints]]:
        """What moved the changed accounts on each value date from the day after since, as it was known before today: ordinal -> places, amounts."""
        dates = [date.fromordinal(day) for day in range(since, self.today.toordinal())]
        values = {"tenant": self.tenant, "dates": dates, "since": dates[0], "accounts": (changed + first).tolist()}
        rows = copy_rows(self.conn, _sql.copy_past, values, account=8, value_date=4, amount=8)
        days = rows["value_date"].astype(np.int64) + EPOCH_DAYS
        places = np.searchsorted(changed, rows["account"].astype(np.int64) - first)
        amounts = rows["amount"].astype(np.int64)
        return {int(day): (places[days == day], amounts[days == day]) for day in np.unique(days)}

    def _earned(self, page: Page, day: date, changed: Ints) -> Bools:
        """Which accounts earned the bonus of the month of a day that is over."""
        end = date(day.year + day.month // 12, day.month % 12 + 1, 1) - _DAY
        then = read_page(self.conn, self.tenant, page.first, end)
        earned = np.zeros(len(page), np.bool_)
        if then is not None:
            earned[: len(then)] = bonus_earned(self.book.plans(end), then.offer, then["deposited"], then["withdrawals"])
        return earned[changed]

    def _settle(self, page: Page) -> None:
        """Take in what was paid or given up outside of the cycle."""
        for account, credit, credit_paid, debit_paid in self.conn.execute(_sql.settled, self._where(page.first)).fetchall():
            at = account - page.first
            page["credit"][at] += credit
            page["credit_paid"][at] += credit_paid
            page["debit_paid"][at] += debit_paid

    def _end_month(self, page: Page, plans: dict[int, Plan | None]) -> None:
        if is_month_end(self.today):
            earned = bonus_earned(plans, page.offer, page["deposited"], page["withdrawals"])
            page["credit"] += np.where(earned, page["bonus"], 0)
            page["bonus"][:] = 0

    def _fall_due(self, page: Page, plans: dict[int, Plan | None], terms: _Terms) -> None:
        """What falls due at the end of the date: the rounded sum of everything, less what fell due before. So the residue is carried for ever."""
        matured = terms.at[terms.running & (terms.matures <= (self.today + _DAY).toordinal() - EPOCH_DAYS)]
        for name in ("credit", "debit"):
            ends = np.zeros(len(page), np.bool_)
            for number, plan in plans.items():
                if plan is not None and cycle_ends(plan.cycle if name == "credit" else "monthly", self.today):
                    ends |= page.offer == number
            if name == "credit":
                ends[matured] = True
            if ends.any():
                due = np.where(ends, half_even(page[name], MICRO) - page[f"{name}_paid"], 0)
                page[f"{name}_due"] = due
                page[f"{name}_paid"] += due

    def _of_account(self, refusal: Refusal, first: int) -> Refusal:
        account = first + int(refusal.detail.get("place", 0))
        return Refusal(refusal.code, f"Account {account}: {refusal.message}", category=refusal.category, field="account", account=account)


def _days_back(last: date, first: date) -> Iterator[date]:
    for ordinal in range(last.toordinal(), first.toordinal() - 1, -1):
        yield date.fromordinal(ordinal)
