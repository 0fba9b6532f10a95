"""Term deposits: maturity at a day's end, early withdrawal, and settling an account's interest before it is closed."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import twincore.ledger as ledger
from twincore.kernel.db import Connection
from twincore.kernel.money import BY_NUMBER
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.kernel.sql import load
from twincore.products.day_count import months_after
from twincore.products.interest.accrue import interest_of
from twincore.products.interest.due import add_posting, due_id
from twincore.products.interest.model import MICRO, EarlyWithdrawal, Interest, Plan, PostingDue, Reduction, Term
from twincore.products.interest.pages import Page, first_of_page, read_page
from twincore.products.interest.plans import PlanBook
from twincore.transactions import half_even

_sql = load("twincore.products.interest")
_DAY = timedelta(days=1)
AT_MATURITY = ("pay", "renew", "renew_principal")
_PPM = 1_000_000


def terms_of(conn: Connection, tenant: int, account: int) -> list[Term]:
    """The terms of a term deposit, oldest first."""
    return [Term(*row) for row in conn.execute(_sql.terms_of, {"tenant": tenant, "account": account}).fetchall()]


def set_maturity(conn: Connection, tenant: int, account: int, *, at_maturity: str, pay_to: int | None = None) -> Term:
    """Say what happens when the running term ends: ``pay`` everything to pay_to, ``renew`` with the interest, ``renew_principal`` and pay the interest.

    Refuses ``maturity_invalid`` (another word, no account to pay to or itself), ``account_not_found`` (pay_to), ``term_not_found`` (nothing runs).
    """
    if at_maturity not in AT_MATURITY or (at_maturity != "renew" and pay_to is None) or pay_to == account:
        raise Refusal(
            "maturity_invalid", f"At maturity a deposit can {', '.join(AT_MATURITY)}; what is paid needs another account to go to."
        )
    if pay_to is not None and conn.execute(_sql.offer_of_account, {"tenant": tenant, "account": pay_to}).fetchone() is None:
        raise not_found("account", pay_to, "pay_to")
    values = {"tenant": tenant, "account": account, "at_maturity": at_maturity, "pay_to": pay_to}
    row = conn.execute(_sql.set_maturity, values).fetchone()
    if row is None:
        raise not_found("term", f"that runs of account {account}", "account")
    return Term(*row)


def mature_deposits(conn: Connection, tenant: int, *, date: date, limit: int = 5_000) -> int:
    """End the terms that mature on the day after a date, up to so many in one call; returns how many it ended: call it until that is 0.

    What falls due is stored as postings of step ``maturities``. ``pay``: ``term_deposit_maturity`` moves deposit and interest, less tax withheld, to the account named; ``renew``: the
    interest is credited (``interest_credit``) and a new term of the same length begins at the rate that holds then; ``renew_principal``: the same, but
    the interest goes to the account named. Value date: the day after, the first without the old term. Refuses ``accrual_missing``.
    """
    rows = conn.execute(_sql.maturing, {"tenant": tenant, "date": date, "limit": limit}).fetchall()
    book = PlanBook(conn, tenant)
    pages: dict[int, Page] = {}
    for row in rows:
        term, product, version, currency, withheld = Term(*row[:8]), row[8], row[9], BY_NUMBER[row[10]], row[11]
        first = first_of_page(term.account)
        if first not in pages:
            page = read_page(conn, tenant, first, date)
            if page is None:
                raise Refusal("accrual_missing", f"{date} has to be accrued first.", category=Category.CONFLICT, field="date")
            pages[first] = page
        page, at = pages[first], term.account - first
        plan = book.plans(date)[book.number(product, version)]
        tax_ppm = plan.withholding_rate_ppm if withheld and plan is not None else 0
        deposit = _Deposit(term, int(page["balance"][at]), int(page["credit_due"][at]), currency, tax_ppm)
        for code, parameters in deposit.postings(date + _DAY):
            due = PostingDue(date, "maturities", term.account, code, parameters, due_id("maturities", date, term.account, code), "due")
            add_posting(conn, tenant, due)
        status = "paid" if term.at_maturity == "pay" or deposit.balance <= 0 else "renewed"
        conn.execute(_sql.end_term, {"tenant": tenant, "account": term.account, "placed_on": term.placed_on, "status": status})
        if status == "renewed":
            rate = book.rate_for(product, term.matures_on, deposit.balance)
            conn.execute(_sql.renew_term, _renewal(tenant, term, rate))
    return len(rows)


def break_term(
    conn: Connection,
    tenant: int,
    account: int,
    *,
    date: date,
    to_account: int,
    id: UUID,  # noqa: A002
    amount: int | None = None,
) -> EarlyWithdrawal:
    """Take a term deposit, or part of it (amount, minor units), before it matures: on a business date that is not accrued yet, the one before is.

    Interest up to that date on what is taken is paid with it, reduced as the plan says of the share of the term that is over; the rest of that interest
    is given up. All of it breaks the term. The posting is stored as step ``settlement`` and returned, to be posted at once under its id.
    id: of the command. Refuses ``term_not_found``, ``amount_invalid`` (more than there is), ``accrual_day_missing``, ``accrual_out_of_order`` and, for a
    command that did it before, ``settlement_exists``.
    """
    _check_new(conn, tenant, account, date, id)
    term = next((t for t in terms_of(conn, tenant, account) if t.status == "running" and t.placed_on <= date < t.matures_on), None)
    if term is None:
        raise not_found("term", f"that runs of account {account} on {date}", "account")
    found = conn.execute(_sql.deposit, {"tenant": tenant, "account": account, "date": date}).fetchone()
    assert found is not None, "a term has an account"
    product, version, currency, withheld = found
    there = ledger.balances(conn, tenant, [account])[account].current
    amount = there if amount is None else amount
    if not 0 < amount <= there:
        raise Refusal("amount_invalid", f"There are {there} minor units in the deposit.", category=Category.RULE, field="amount")
    book = PlanBook(conn, tenant)
    plan = book.plans(term.placed_on)[book.number(product, version)]
    assert plan is not None, "a term deposit bears interest"
    earned = _accrued(conn, tenant, account, date, since=term.placed_on).credit_accrued
    share = half_even(max(earned, 0) * amount, there)
    reduction = reduction_ppm(plan.early_withdrawal, term, date)
    paid = half_even(share * (_PPM - reduction), _PPM * MICRO)
    tax_ppm = plan.withholding_rate_ppm if withheld else 0
    parameters: dict[str, Any] = {
        "term_deposit": account,
        "to_account": to_account,
        "principal": amount,
        "interest": paid,
        "currency": BY_NUMBER[currency],
        "value_date": date.isoformat(),
    }
    if tax_ppm and paid:
        parameters["tax_rate"] = tax_ppm
    due = PostingDue(date, "settlement", account, "term_deposit_maturity", parameters, due_id("settlement", date, account, id), "due")
    _settle(conn, tenant, account, date, id, "early_withdrawal", (paid * MICRO - share, paid, 0))
    add_posting(conn, tenant, due)
    if amount == there:
        conn.execute(_sql.end_term, {"tenant": tenant, "account": account, "placed_on": term.placed_on, "status": "broken"})
    return EarlyWithdrawal(account, amount, half_even(share, MICRO), reduction, paid, half_even(paid * tax_ppm, _PPM), due)


def settle_interest(conn: Connection, tenant: int, account: int, *, date: date, id: UUID) -> list[PostingDue]:  # noqa: A002
    """Pay and charge now what an account has earned and owes up to a business date that is not accrued yet, so that it can be closed.

    The postings are stored as step ``settlement`` and returned, to be posted at once under their ids. id: of the command.
    Refuses ``account_not_found``, ``accrual_day_missing``, ``accrual_out_of_order``, ``settlement_exists``.
    """
    _check_new(conn, tenant, account, date, id)
    found = conn.execute(_sql.deposit, {"tenant": tenant, "account": account, "date": date}).fetchone()
    if found is None:
        raise not_found("account", account, "account")
    product, version, currency, withheld = found
    book = PlanBook(conn, tenant)
    plan = book.plans(date)[book.number(product, version)] or Plan()
    accrued = _accrued(conn, tenant, account, date, since=None)
    credit, debit = half_even(accrued.credit_accrued, MICRO), half_even(accrued.debit_accrued, MICRO)
    tax = {"tax_rate": plan.withholding_rate_ppm} if withheld and plan.withholding_rate_ppm else {}
    dues = []
    for code, amount, more in (
        ("interest_credit", credit, tax),
        ("interest_correction", -credit, {}),
        ("interest_debit", debit, {}),
        ("overdraft_interest_refund", -debit, {}),
    ):
        if amount > 0:
            parameters = {"account": account, "amount": amount, "currency": BY_NUMBER[currency], "value_date": date.isoformat(), **more}
            dues.append(PostingDue(date, "settlement", account, code, parameters, due_id("settlement", date, account, id, code), "due"))
    if dues:
        _settle(conn, tenant, account, date, id, "closing", (0, credit, debit))
    for due in dues:
        add_posting(conn, tenant, due)
    return dues


def reduction_ppm(bands: tuple[Reduction, ...], term: Term, on: date) -> int:
    """The share of the interest (ppm) that withdrawing on a day costs, by how much of the term is over. Pure."""
    elapsed, whole = (on - term.placed_on).days, (term.matures_on - term.placed_on).days
    reached = [band for band in bands if band.from_elapsed_ppm * whole <= elapsed * _PPM]
    return reached[-1].reduction_ppm if reached else 0


@dataclass(frozen=True, slots=True)
class _Deposit:
    """A deposit at its maturity. balance, interest (may be taken back): minor units; tax_ppm: to withhold."""

    term: Term
    balance: int
    interest: int
    currency: str
    tax_ppm: int

    def postings(self, value_date: date) -> list[tuple[str, dict[str, Any]]]:
        """What ends the term: code and parameters, in the order in which they are posted."""
        ends = {"currency": self.currency, "value_date": value_date.isoformat()}
        tax = {"tax_rate": self.tax_ppm} if self.tax_ppm and self.interest > 0 else {}
        term = self.term
        posts: list[tuple[str, dict[str, Any]]] = []
        balance, interest = self.balance, self.interest
        if interest < 0:
            posts.append(("interest_correction", {"account": term.account, "amount": -interest, **ends}))
            balance, interest = balance + interest, 0
        if term.at_maturity == "pay" and balance > 0:
            pays = {"term_deposit": term.account, "to_account": term.pay_to, "principal": balance, "interest": interest, **ends, **tax}
            posts.append(("term_deposit_maturity", pays))
        elif interest > 0:
            account = term.account if term.at_maturity == "renew" else term.pay_to
            posts.append(("interest_credit", {"account": account, "amount": interest, **ends, **tax}))
        return posts


def _renewal(tenant: int, term: Term, rate_ppm: int) -> dict[str, Any]:
    return {
        "tenant": tenant,
        "account": term.account,
        "placed_on": term.matures_on,
        "matures_on": months_after(term.matures_on, term.months),
        "months": term.months,
        "rate_ppm": rate_ppm,
        "at_maturity": term.at_maturity,
        "pay_to": term.pay_to,
    }


def _accrued(conn: Connection, tenant: int, account: int, day: date, *, since: date | None) -> Interest:
    """What an account has earned up to a date that is not accrued yet, less what was settled on that date before."""
    if interest_of(conn, tenant, account, day) is not None:
        said = f"{day} is accrued already: take the business date after it."
        raise Refusal("accrual_out_of_order", said, category=Category.CONFLICT, field="date")
    accrued = interest_of(conn, tenant, account, day - _DAY)
    if accrued is None:
        if since != day and conn.execute(_sql.ever_accrued, {"tenant": tenant, "account": account, "date": day}).fetchone() is not None:
            raise Refusal("accrual_day_missing", f"{day - _DAY} has to be accrued first.", category=Category.CONFLICT, field="date")
        return Interest(0, 0, 0, 0, 0, 0)
    row = conn.execute(_sql.settled_of, {"tenant": tenant, "account": account, "date": day}).fetchone()
    assert row is not None, "an aggregate gives one row"
    credit, credit_paid, debit_paid = row
    return accrued._replace(
        credit=accrued.credit + credit, credit_paid=accrued.credit_paid + credit_paid, debit_paid=accrued.debit_paid + debit_paid
    )


def _check_new(conn: Connection, tenant: int, account: int, day: date, command: UUID) -> None:
    if conn.execute(_sql.settlement, {"tenant": tenant, "date": day, "account": account, "id": command}).fetchone() is not None:
        said = f"This command settled account {account} on {day} before."
        raise Refusal("settlement_exists", said, category=Category.CONFLICT, field="id")


def _settle(conn: Connection, tenant: int, account: int, day: date, command: UUID, reason: str, change: tuple[int, int, int]) -> None:
    """change: micro-units of interest given up (less than 0), minor units paid, minor units charged."""
    values = {"tenant": tenant, "date": day, "account": account, "id": command, "reason": reason}
    conn.execute(_sql.settle, values | dict(zip(("credit", "credit_paid", "debit_paid"), change, strict=True)))
