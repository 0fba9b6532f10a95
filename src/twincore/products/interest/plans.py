"""The verbs of interest plans: define one, read what holds when. And the numbers by which pages call the versions of products."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg.types.json import Jsonb

from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.kernel.sql import load
from twincore.products.interest.model import Plan, PlanVersion
from twincore.products.interest.plan import plan_of_product, read_plan
from twincore.products.model import ProductKind
from twincore.products.rules import read_rules

_sql = load("twincore.products.interest")


def define_plan(conn: Connection, tenant: int, product: str, rules: Mapping[str, Any], *, effective_from: date, now_us: int) -> PlanVersion:
    """Define the interest plan of a product, or its next version: it rules all accounts of the product, old and new, from that day's interest on.

    Where a product has no plan, its accounts follow the rules of the product's version that they were opened under. A term deposit keeps the rate of its
    term. Refuses ``product_not_found``, ``plan_invalid`` with the place (see ``plan.read_plan``; a loan has no interest plan),
    ``plan_dates_overlap`` (not after the version before) and ``plan_in_the_past`` (interest of that day is accrued already).
    """
    plan = read_plan(rules)
    conn.execute(_sql.lock_definitions, {"tenant": tenant})
    kind = conn.execute(_sql.product_kind, {"tenant": tenant, "product": product}).fetchone()
    if kind is None:
        raise not_found("product", repr(product), "product")
    if kind[0] == ProductKind.LOAN:
        raise Refusal("plan_invalid", f"{product} is a loan: its interest is not a deposit's.", field="product")
    version = 1
    latest = conn.execute(_sql.latest_plan, {"tenant": tenant, "product": product}).fetchone()
    if latest is not None:
        version = latest[0] + 1
        if latest[1] >= effective_from:
            raise Refusal(
                "plan_dates_overlap",
                f"{product}: version {latest[0]} of the plan takes effect on {latest[1]}; a later one must begin after that.",
                category=Category.CONFLICT,
                field="effective_from",
            )
    accrued = conn.execute(_sql.last_cut_date, {"tenant": tenant}).fetchone()
    if accrued is not None and accrued[0] is not None and accrued[0] >= effective_from:
        raise Refusal(
            "plan_in_the_past",
            f"The day of {accrued[0]} is closed for interest; a plan takes effect later than that.",
            category=Category.CONFLICT,
            field="effective_from",
        )
    values = {"tenant": tenant, "product": product, "version": version, "effective_from": effective_from, "rules": Jsonb(dict(rules))}
    conn.execute(_sql.define_plan, values | {"now": to_datetime(now_us)})
    return PlanVersion(product, version, plan, effective_from, now_us)


def plan_versions(conn: Connection, tenant: int, product: str) -> list[PlanVersion]:
    """Every version of a product's plan, oldest first; none where the product's own rules hold."""
    return [
        PlanVersion(row[0], row[1], read_plan(row[4]), row[2], to_us(row[3]))
        for row in conn.execute(_sql.plans, {"tenant": tenant, "product": product}).fetchall()
    ]


def get_plan(conn: Connection, tenant: int, account: int, on: date) -> Plan:
    """The plan that rules an account on a day. Refuses ``account_not_found``, ``account_without_interest`` (a loan)."""
    row = conn.execute(_sql.offer_of_account, {"tenant": tenant, "account": account}).fetchone()
    if row is None:
        raise not_found("account", account, "account")
    book = PlanBook(conn, tenant)
    plan = book.plans(on).get(book.number(row[0], row[1]))
    if plan is None:
        raise Refusal("account_without_interest", f"Account {account} is a loan: it has no interest plan.", category=Category.RULE)
    return plan


class PlanBook:
    """Every plan of a tenant, as one database transaction sees them: the plan of each offer on any day."""

    def __init__(self, conn: Connection, tenant: int) -> None:
        if conn.execute(_sql.offers_missing, {"tenant": tenant}).fetchone() is not None:
            conn.execute(_sql.lock_definitions, {"tenant": tenant})
            conn.execute(_sql.add_offers, {"tenant": tenant})
        self._own: dict[int, Plan | None] = {}
        self._numbers: dict[tuple[str, int], int] = {}
        self._kinds: dict[int, ProductKind] = {}
        self._offers: dict[str, list[tuple[date, int]]] = {}
        for number, product, version, kind, rules, since in conn.execute(_sql.offers, {"tenant": tenant}).fetchall():
            self._numbers[product, version] = number
            self._kinds[number] = ProductKind(kind)
            self._offers.setdefault(product, []).append((since, number))
            self._own[number] = plan_of_product(ProductKind(kind), read_rules(ProductKind(kind), rules))
        self._since: dict[str, list[date]] = {}
        self._plans: dict[str, list[Plan]] = {}
        for product, _, effective, _, rules in conn.execute(_sql.plans, {"tenant": tenant, "product": None}).fetchall():
            self._since.setdefault(product, []).append(effective)
            self._plans.setdefault(product, []).append(read_plan(rules))
        self._days: dict[date, dict[int, Plan | None]] = {}

    def number(self, product: str, version: int) -> int:
        """The offer number of a version of a product."""
        return self._numbers[product, version]

    def is_term_deposit(self, offer: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
        """Which accounts are term deposits."""
        table = np.zeros(max(self._kinds, default=0) + 1, np.bool_)
        table[[number for number, kind in self._kinds.items() if kind is ProductKind.TERM_DEPOSIT]] = True
        return table[offer]

    def plans(self, day: date) -> dict[int, Plan | None]:
        """The plan of each offer on a day."""
        if (known := self._days.get(day)) is None:
            known = {number: self._plan(product, number, day) for (product, _), number in self._numbers.items()}
            self._days[day] = known
        return known

    def rate_for(self, product: str, day: date, balance: int) -> int:
        """The rate (ppm) that a product gives a new deposit of so many minor units on a day: of its plan, or else of its version that holds by then."""
        offers = self._offers[product]
        number = next((number for since, number in reversed(offers) if since <= day), offers[0][1])
        plan = self.plans(day)[number]
        return (
            0
            if plan is None
            else max((tier for tier in plan.tiers if tier.from_amount <= balance), key=lambda tier: tier.from_amount).rate_ppm
        )

    def _plan(self, product: str, number: int, day: date) -> Plan | None:
        place = bisect_right(self._since.get(product, []), day)
        return self._plans[product][place - 1] if place else self._own[number]
