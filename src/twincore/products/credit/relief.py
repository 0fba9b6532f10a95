"""Hardship arrangements and write-offs: what is agreed when a borrower cannot pay, and when a loan is given up."""

from datetime import date
from typing import Any
from uuid import UUID

import twincore.ledger as ledger
from twincore.kernel.clock import to_datetime
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal
from twincore.kernel.sql import load
from twincore.products.credit.model import Relief, Schedule
from twincore.products.credit.plans import lock_loan, make_again
from twincore.products.credit.records import Book, Flight, add_postings, in_flight, loan_terms, lock_credit_account, posting_id, posting_row
from twincore.products.day_count import month_on
from twincore.products.shape import text

_sql = load("twincore.products.credit")


def arrange_hardship(
    conn: Connection,
    tenant: int,
    loan: int,
    *,
    relief: Relief,
    months: int,
    payment: int = 0,
    extend_months: int = 0,
    capitalise: bool = True,
    reason: str,
    actor: str,
    date: date,
    cut_seq: int,
    now_us: int,
) -> Schedule:
    """Agree on a pause or on smaller repayments for the next instalments of a loan, and make the schedule again.

    months: instalments that the relief covers; payment: each of them (reduced); extend_months: by how much the term grows; capitalise: what is
    overdue becomes part of what the new schedule repays, and is overdue no more; else it stays due. Interest goes on. Refuses
    ``hardship_invalid`` (months, payment, not beyond the product's hardship_months_maximum), ``hardship_exists``, ``reason_invalid``,
    ``credit_account_not_found``, ``not_a_loan``, ``loan_over`` and what ``make_schedule`` refuses.
    """
    text(1, 280)(reason, "reason", "reason_invalid")
    row = lock_loan(conn, tenant, loan)
    book = Book(conn, tenant, date)
    most = book.loan_rules(row.product, row.version).hardship_months_maximum
    if not 1 <= months <= most:
        raise Refusal("hardship_invalid", f"An arrangement covers from 1 to {most} instalments.", category=Category.RULE, field="months")
    if (relief is Relief.PAUSE) != (payment == 0) or payment < 0 or not 0 <= extend_months <= 120:
        raise Refusal("hardship_invalid", "A pause has no payment, smaller repayments have one.", field="payment")
    if row.hardship_until is not None and row.hardship_until >= date:
        raise Refusal(
            "hardship_exists", f"An arrangement is in force until {row.hardship_until}.", category=Category.CONFLICT, field="loan"
        )
    flight = in_flight(conn, tenant, [loan], cut_seq).get(loan, Flight())
    paid, owed = row.paid + flight.repaid, row.owed + flight.net
    behind = max(0, row.due - paid)
    principal, paid_up_to = (owed, paid) if capitalise or behind == 0 else (owed - behind, row.due)
    until = month_on(row.charged_to, months, loan_terms(row.terms).due_day)
    schedule = make_again(
        conn,
        book,
        row,
        principal=principal,
        paid_up_to=paid_up_to,
        reason="hardship",
        relief=(payment,) * months,
        extra_months=extend_months,
        capitalised=behind if capitalise else 0,
        hardship_until=until,
    )
    values: dict[str, Any] = {
        "tenant": tenant,
        "account": loan,
        "from_date": date,
        "until_date": until,
        "relief": relief.value,
        "payment": payment,
        "months": months,
        "plan": row.plan + 1,
        "reason": reason,
        "actor": actor,
        "now": to_datetime(now_us),
    }
    conn.execute(_sql.add_hardship, values)
    return schedule


def write_off(
    conn: Connection, tenant: int, account: int, *, reason: str, maker: str, checker: str, date: date, now_us: int
) -> tuple[int, UUID]:
    """Give up a loan or card: asks for ``loan_write_off`` of all that is owed in the ledger now, under two persons' names.

    Returns the amount and the id of the posting. From then on no interest is charged and nothing is collected; what is still paid is a
    ``loan_recovery``. Refuses ``second_person_needed``, ``reason_invalid``, ``credit_account_not_found``, ``loan_over``, ``write_off_too_early``
    (fewer days past due than the product's write_off_days), ``nothing_owed``.
    """
    text(1, 280)(reason, "reason", "reason_invalid")
    if not maker or not checker or maker == checker:
        raise Refusal("second_person_needed", "A write-off takes two persons.", category=Category.FORBIDDEN, field="checker")
    row = lock_credit_account(conn, tenant, account)
    if row.status != "active":
        raise Refusal("loan_over", f"Account {account} is {row.status.replace('_', ' ')}.", category=Category.CONFLICT, field="account")
    book = Book(conn, tenant, date)
    rules = book.card_rules(row.product) if row.is_card else book.loan_rules(row.product, row.version)
    if row.days_past_due < rules.write_off_days:
        raise Refusal(
            "write_off_too_early",
            f"Account {account} is {row.days_past_due} days past due; it is written off from {rules.write_off_days} on.",
            category=Category.RULE,
            field="account",
        )
    balance = ledger.balances(conn, tenant, [account])[account]
    owed = balance.debits_posted - balance.credits_posted
    if owed <= 0:
        raise Refusal("nothing_owed", f"Nothing is owed on account {account}.", category=Category.RULE, field="account")
    parameters = {"loan": account, "amount": owed, "reason": reason, "currency": row.currency}
    add_postings(conn, [posting_row(tenant, row, "write_off", date, -owed, "loan_write_off", parameters)])
    values = {"tenant": tenant, "account": account, "date": date, "amount": owed, "days": row.days_past_due, "reason": reason}
    conn.execute(_sql.add_write_off, values | {"maker": maker, "checker": checker, "now": to_datetime(now_us)})
    conn.execute(_sql.set_written_off, {"tenant": tenant, "account": account})
    return owed, posting_id("write_off", date, account, "loan_write_off")
