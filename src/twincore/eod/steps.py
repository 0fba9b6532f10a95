"""The steps of a day's end in their order: what each does in a page, and where its postings wait."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from uuid import UUID

import twincore.gl as gl
import twincore.products.credit as credit
import twincore.products.interest as interest
import twincore.reconciliation as reconciliation
import twincore.statements as statements
from twincore.eod.model import Day, PageDone
from twincore.eod.orders import fall_due, order_postings
from twincore.eod.posting import Source, credit_postings, interest_postings, suspense_postings
from twincore.kernel.db import Connection
from twincore.kernel.money import BY_NUMBER
from twincore.kernel.sql import load

_sql = load("twincore.eod")

Ages = Callable[[Sequence[UUID]], Mapping[UUID, int]]
"""Parties -> the age of each in years, of those whose age is known."""
Work = Callable[[Connection, Day, int], PageDone]
"""One page of a step, in the transaction of the caller: (connection, day, where the page begins; 0: the first) -> what it has done."""

STRETCH = 100_000
"""Transfers of the journal taken in by one page."""
PAGES_AT_ONCE = 4
"""Pages of interest in one page of a step: 65,536 accounts."""
_MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Step:
    """A step: work, or postings to be made."""

    name: str
    work: Work | None = None
    postings: Source | None = None


def steps(ages: Ages | None = None) -> tuple[Step, ...]:
    """The steps of a day's end, in order. ages: for the fees that an age waives."""
    return (
        Step("movements", _movements),
        Step("accrue", _accrue),
        Step("capitalise", _ranges(lambda conn, day, first, last: _capitalise(conn, day, first, last))),
        Step("post_capitalise", postings=interest_postings("capitalise")),
        Step("protection", lambda conn, day, _: PageDone(interest.protect(conn, day.tenant, date=day.date))),
        Step("post_protection", postings=interest_postings("protection")),
        Step("fees", _ranges(lambda conn, day, first, last: _fees(conn, day, first, last, ages))),
        Step("post_fees", postings=interest_postings("fees")),
        Step("maturities", _maturities),
        Step("post_maturities", postings=interest_postings("maturities")),
        Step("post_settlements", postings=interest_postings("settlement")),
        Step("standing_orders", fall_due),
        Step("post_standing_orders", postings=order_postings()),
        Step("credit_movements", _stretches(credit.collect_movements)),
        Step("reprice_loans", _credit(credit.reprice_loans)),
        Step("loan_interest", _credit(credit.charge_loan_interest)),
        Step("post_loan_interest", postings=credit_postings("charge_loan_interest")),
        Step("repayments", _credit(credit.repayments_due)),
        Step("post_repayments", postings=credit_postings("repayments_due")),
        Step("arrears", _credit(credit.age_arrears)),
        Step("post_arrears", postings=credit_postings("age_arrears")),
        Step("post_write_offs", postings=credit_postings("write_off")),
        Step("cards", _credit(credit.bill_cards)),
        Step("post_cards", postings=credit_postings("bill_cards")),
        Step("statements", _statements),
        Step("credit_accruals", _credit_accruals),
        Step("gl_batch", _batch),
        Step("gl_accruals", _accruals),
        Step("external_movements", _external),
        Step("match", lambda conn, day, _: PageDone(_matched(reconciliation.match(conn, day.tenant, date=day.date, now_us=day.now_us)))),
        Step("cases", _cases),
        Step("post_cases", postings=suspense_postings()),
        Step("reconcile", _reconcile),
        Step("report", _report),
    )


def _stretch(day: Day, cursor: int) -> tuple[int, int]:
    """The part of the day's journal where a page begins: its bounds, and whether it is the last follows from the second."""
    start = max(cursor, day.from_seq)
    return start, min(start + STRETCH, day.cut_seq)


def _stretches(take: Callable[..., int]) -> Work:
    def work(conn: Connection, day: Day, cursor: int) -> PageDone:
        start, end = _stretch(day, cursor)
        take(conn, day.tenant, from_seq=start, cut_seq=end)
        return PageDone(end - start, end, end == day.cut_seq)

    return work


def _movements(conn: Connection, day: Day, cursor: int) -> PageDone:
    start, end = _stretch(day, cursor)
    interest.build_movements(conn, day.tenant, date=day.date, from_seq=start, cut_seq=end)
    return PageDone(end - start, end, end == day.cut_seq, {"transfers": end - start})


def _range(conn: Connection, day: Day, cursor: int) -> Iterator[tuple[int, int]]:
    yield from [bounds for bounds in interest.pages(conn, day.tenant) if bounds[0] >= cursor]


def _ranges(verb: Callable[[Connection, Day, int, int], PageDone]) -> Work:
    """A verb of interest, several of its pages at once."""

    def work(conn: Connection, day: Day, cursor: int) -> PageDone:
        left = list(_range(conn, day, cursor))
        if not left:
            return PageDone(0, cursor)
        here = left[:PAGES_AT_ONCE]
        did = verb(conn, day, here[0][0], here[-1][1])
        return PageDone(did.items, here[-1][1] + 1, len(left) <= PAGES_AT_ONCE, did.figures)

    return work


def _accrue(conn: Connection, day: Day, cursor: int) -> PageDone:
    def verb(conn: Connection, day: Day, first: int, last: int) -> PageDone:
        done = interest.accrue(conn, day.tenant, date=day.date, cut_seq=day.cut_seq, first_account=first, last_account=last)
        figures = {"interest_earned_micro": done.credit, "interest_charged_micro": done.debit, "corrected_accounts": done.corrections}
        return PageDone(done.accounts, figures=figures)

    return _ranges(verb)(conn, day, cursor)


def _capitalise(conn: Connection, day: Day, first: int, last: int) -> PageDone:
    return PageDone(interest.capitalise(conn, day.tenant, date=day.date, first_account=first, last_account=last))


def _fees(conn: Connection, day: Day, first: int, last: int, ages: Ages | None) -> PageDone:
    return PageDone(interest.assess_fees(conn, day.tenant, date=day.date, ages=ages, first_account=first, last_account=last))


def _maturities(conn: Connection, day: Day, _cursor: int) -> PageDone:
    new = interest.mature_deposits(conn, day.tenant, date=day.date)
    return PageDone(new, done=new == 0)


def _credit(verb: Callable[..., credit.CreditReport]) -> Work:
    def work(conn: Connection, day: Day, cursor: int) -> PageDone:
        done = verb(conn, day.tenant, date=day.date, cut_seq=day.cut_seq, after=cursor)
        return PageDone(done.accounts, done.last_account, done.done, {"asked": done.postings})

    return work


def _credit_accruals(conn: Connection, day: Day, cursor: int) -> PageDone:
    done = credit.accrued_interest(conn, day.tenant, date=day.date, cut_seq=day.cut_seq, after=cursor)
    figures = {f"loan_interest_accrued_micro/{name}": units for name, units in done.loans.items()}
    figures |= {f"card_interest_accrued_micro/{name}": units for name, units in done.cards.items()}
    return PageDone(done.accounts, done.last_account, done.done, figures)


def _statements(conn: Connection, day: Day, cursor: int) -> PageDone:
    done = statements.prepare_statements(conn, day.tenant, date=day.date, after=cursor, now_us=day.now_us, cut_seq=day.cut_seq)
    return PageDone(done.items, done.cursor, done.done, {"statements": done.statements, "notices": done.notices})


def _batch(conn: Connection, day: Day, _cursor: int) -> PageDone:
    posted = gl.post_batch(conn, day.tenant, date=day.date, from_seq=day.from_seq, cut_seq=day.cut_seq, now_us=day.now_us)
    return PageDone(posted.transfers, figures={"gl_entries": posted.entries})


def _accruals(conn: Connection, day: Day, _cursor: int) -> PageDone:
    lines = {account.role: account.number for account in gl.chart_of_accounts(conn, day.tenant) if account.role}
    accruals: list[gl.Accrual] = []
    for currency, earned, charged in conn.execute(_sql.interest_accrued, {"tenant": day.tenant, "date": day.date}).fetchall():
        name = BY_NUMBER[currency]
        accruals.append(gl.Accrual(lines[gl.Role.ACCRUED_DEPOSIT_INTEREST], _DEPOSIT_INTEREST, name, _minor(earned)))
        accruals.append(gl.Accrual(lines[gl.Role.ACCRUED_OVERDRAFT_INTEREST], _OVERDRAFT_INTEREST, name, _minor(charged)))
    for name, owed in conn.execute(_sql.credit_accrued, {"tenant": day.tenant, "date": day.date}).fetchall():
        accruals.append(gl.Accrual(lines[gl.Role.ACCRUED_LOAN_INTEREST], _LOAN_INTEREST, name, _minor(owed)))
    if accruals:
        gl.post_accruals(conn, day.tenant, date=day.date, accruals=accruals, now_us=day.now_us)
    figures = {
        "interest_accrued": _DEPOSIT_INTEREST,
        "overdraft_interest_accrued": _OVERDRAFT_INTEREST,
        "loan_interest_accrued": _LOAN_INTEREST,
    }
    return PageDone(
        len(accruals), figures={name: sum(a.balance for a in accruals if a.contra == contra) for name, contra in figures.items()}
    )


_DEPOSIT_INTEREST, _OVERDRAFT_INTEREST, _LOAN_INTEREST = 5010, 4020, 4010


def _minor(micro: Decimal) -> int:
    """Minor units, half to even; what the corrections of a night take below nothing is nothing."""
    return max(0, int((micro / _MICRO).quantize(Decimal(1), ROUND_HALF_EVEN)))


def _external(conn: Connection, day: Day, cursor: int) -> PageDone:
    reached = reconciliation.take_movements(conn, day.tenant, cut_seq=day.cut_seq)
    return PageDone(max(0, reached - max(cursor, day.from_seq)), reached, reached >= day.cut_seq)


def _matched(report: reconciliation.MatchReport) -> int:
    return sum(report.matched.values())


def _cases(conn: Connection, day: Day, _cursor: int) -> PageDone:
    report = reconciliation.open_cases(conn, day.tenant, date=day.date, now_us=day.now_us)
    return PageDone(report.opened, figures={"cases": report.opened})


def _reconcile(conn: Connection, day: Day, _cursor: int) -> PageDone:
    lines = gl.subledger_against_gl(conn, day.tenant, date=day.date, cut_seq=day.cut_seq)
    found = reconciliation.reconcile(conn, day.tenant, date=day.date, cut_seq=day.cut_seq, now_us=day.now_us, lines=lines)
    figures = {
        "discrepancies": found.recount.different + len(found.discrepancies) - len(found.recount.discrepancies),
        "gl_lines": found.lines,
    }
    return PageDone(found.recount.transfers, figures=figures | {"cases": found.cases.opened})


def _report(conn: Connection, day: Day, _cursor: int) -> PageDone:
    trial = gl.trial_balance(conn, day.tenant, day.date)
    return PageDone(len(trial.lines), figures={"trial_balance_zero": int(trial.zero)})
