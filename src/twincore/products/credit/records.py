"""What the day-end verbs read and write: rows of accounts with the rules that govern them, postings due, what is on its way."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from psycopg.types.json import Jsonb

from twincore.kernel.db import Connection
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Refusal, not_found
from twincore.kernel.sql import load
from twincore.products.credit.accrual import Rates
from twincore.products.credit.model import PAGE_MAX, CardRules, CardTerms, CreditKind, CreditReport, LoanRules, LoanTerms, Method
from twincore.products.credit.products import credit_product_versions, credit_rates, get_credit_product_version
from twincore.tenants import business_date, tenant_by_number

_sql = load("twincore.products.credit")


class Row(NamedTuple):
    """A row of products.credit_account, as every page of the day's end reads it."""

    account: int
    product: str
    version: int
    kind: str
    currency: str
    status: str
    opened_on: date
    terms: Mapping[str, Any]
    owed: int
    paid: int
    next_due: date
    charged_to: date
    charged_seq: int
    base: int
    carried: int
    due: int
    due_on: date | None
    overdue: int
    state: str
    state_until: date | None
    days_past_due: int
    arrears: int
    past_due_since: date | None
    hardship_until: date | None
    plan: int
    owing_from: int

    @property
    def is_card(self) -> bool:
        """Whether it is a card."""
        return self.kind == CreditKind.CREDIT_CARD


class Flight(NamedTuple):
    """What the day's end has asked for and the journal up to the cut does not have: repaid, billed on a card's statement, and all on what is owed."""

    repaid: int = 0
    billed: int = 0
    net: int = 0


@dataclass(frozen=True)
class Book:
    """Products and rates as one page of a day-end verb sees them, read once."""

    conn: Connection
    tenant: int
    day: date

    @cached_property
    def series(self) -> dict[str, list[tuple[date, int]]]:
        """The reference rates."""
        return credit_rates(self.conn, self.tenant)

    @cached_property
    def _loans(self) -> dict[tuple[str, int], LoanRules]:
        return {}

    @cached_property
    def _cards(self) -> dict[str, list[tuple[date, CardRules]]]:
        return {}

    def loan_rules(self, product: str, version: int) -> LoanRules:
        """The rules of the version that a loan was opened under."""
        key = (product, version)
        if key not in self._loans:
            rules = get_credit_product_version(self.conn, self.tenant, product, version).rules
            assert isinstance(rules, LoanRules)
            self._loans[key] = rules
        return self._loans[key]

    def card_versions(self, product: str) -> list[tuple[date, CardRules]]:
        """The versions of a card's rules with the business date on which each takes over."""
        if product not in self._cards:
            owner = tenant_by_number(self.conn, self.tenant)
            found = []
            for version in credit_product_versions(self.conn, self.tenant, product):
                assert isinstance(version.rules, CardRules)
                found.append((business_date(owner, version.effective_from_us), version.rules))
            self._cards[product] = found
        return self._cards[product]

    def card_rules(self, product: str) -> CardRules:
        """The rules of a card on this date."""
        versions = self.card_versions(product)
        return [rules for since, rules in versions if since <= self.day or since == versions[0][0]][-1]

    def rates(self, row: Row) -> Rates:
        """The rates of a loan: fixed, variable, or the one after the other."""
        return loan_rates(self.loan_rules(row.product, row.version), loan_terms(row.terms), row.opened_on, self.series)


def loan_rates(rules: LoanRules, terms: LoanTerms, opened_on: date, series: Mapping[str, Sequence[tuple[date, int]]]) -> Rates:
    """The rates of a loan in order. Refuses ``rate_missing`` where the series that it follows has none."""
    if terms.rate_ppm is not None and terms.fixed_until is None:
        return [(opened_on, terms.rate_ppm)]
    known = series.get(rules.rate_series or "", ())
    if not known:
        raise Refusal("rate_missing", f"There is no reference rate {rules.rate_series!r} yet.", field="terms/rate_ppm")
    variable = [(day, min(1_000_000, max(0, rate + terms.margin_ppm))) for day, rate in known]
    if terms.rate_ppm is None or terms.fixed_until is None:
        return variable
    turn = terms.fixed_until + timedelta(days=1)
    at_turn = [rate for day, rate in variable if day <= turn] or [variable[0][1]]
    return [(opened_on, terms.rate_ppm), (turn, at_turn[-1]), *(entry for entry in variable if entry[0] > turn)]


def loan_terms(document: Mapping[str, Any]) -> LoanTerms:
    """Terms of a loan as they were stored."""
    fixed_until = document.get("fixed_until")
    return LoanTerms(
        **{
            **document,
            "method": Method(document["method"]),
            "fixed_until": None if fixed_until is None else date.fromisoformat(fixed_until),
        }
    )


def card_terms(document: Mapping[str, Any]) -> CardTerms:
    """Terms of a card as they were stored."""
    until = document.get("balance_transfers_until")
    return CardTerms(**{**document, "balance_transfers_until": None if until is None else date.fromisoformat(until)})


def lock_credit_account(conn: Connection, tenant: int, account: int) -> Row:
    """One loan or card, held still. Refuses ``credit_account_not_found``."""
    row = conn.execute(_sql.lock_account, {"tenant": tenant, "account": account}).fetchone()
    if row is None:
        raise not_found("credit_account", account, "account")
    return Row(*row)


def page(conn: Connection, statement: Any, tenant: int, day: date, after: int, limit: int, **more: Any) -> list[Row]:
    """A page of accounts. Refuses ``page_limit_invalid``."""
    if not 1 <= limit <= PAGE_MAX:
        raise Refusal("page_limit_invalid", f"A page has from 1 to {PAGE_MAX} accounts, not {limit}.", field="limit")
    values = {"tenant": tenant, "date": day, "after": after, "limit": limit, **more}
    return [Row(*row) for row in conn.execute(statement, values).fetchall()]


def report(step: str, day: date, rows: Sequence[Row], limit: int, after: int, posted: Sequence[int]) -> CreditReport:
    """What a page did. posted: the amounts of the postings asked for."""
    last = rows[-1].account if rows else after
    return CreditReport(step, day, len(rows), len(posted), sum(posted), last, len(rows) < limit)


def in_flight(conn: Connection, tenant: int, accounts: Collection[int], cut_seq: int) -> dict[int, Flight]:
    """What is on its way for accounts; those with nothing are left out."""
    values = {"tenant": tenant, "accounts": list(accounts), "cut_seq": cut_seq}
    return {row[0]: Flight(row[2], row[3], row[4]) for row in conn.execute(_sql.in_flight, values).fetchall()}


def posting_row(
    tenant: int, row: Row, step: str, day: date, amount: int, code: str, parameters: Mapping[str, Any], key: object = None
) -> dict[str, Any]:
    """A posting due. amount: what it adds to what is owed; key: what the posting is once for (the date unless said)."""
    return {
        "tenant": tenant,
        "id": posting_id(step, key or day, row.account, code),
        "date": day,
        "step": step,
        "account": row.account,
        "amount": amount,
        "code": code,
        "parameters": Jsonb(dict(parameters)),
    }


def posting_id(step: str, key: object, account: int, code: str) -> UUID:
    """The id that a posting of the day's end always has."""
    return id_of_key("eod", step, key, account, code)


def add_postings(conn: Connection, postings: Sequence[Mapping[str, Any]]) -> None:
    """Record postings due; those that are recorded already stay as they are."""
    execute_many(conn, _sql.add_posting, postings)


def execute_many(conn: Connection, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """One statement for many rows."""
    if rows:
        with conn.cursor() as cursor:
            cursor.executemany(statement, rows)
