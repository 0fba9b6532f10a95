"""The verbs of credit products: install, define a product or a reference rate, read what holds when."""

from datetime import date
from typing import Any

from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.kernel.sql import load
from twincore.products.credit.model import CreditKind, CreditProduct, CreditProductSpec
from twincore.products.credit.rules import check_credit_product, read_credit_rules
from twincore.products.credit.shipped import credit_codes, credit_system_accounts, shipped_credit_products, shipped_rates
from twincore.products.definition import write_version
from twincore.products.model import RATE_PPM_MAX
from twincore.products.rules import NAME
from twincore.transactions import add_system_account, define_code, list_codes, system_accounts

_sql = load("twincore.products.credit")


def install_credit(conn: Connection, tenant: int, currency: str, *, today: date, now_us: int) -> int:
    """Install the shipped credit products, reference rates, transaction codes and the system accounts they need in a currency.

    The catalogue of transaction codes must be installed. What is there already stays as it is. Takes the lane's head lock where it opens
    accounts. Returns how many products, rates, codes and accounts are new. Refuses ``catalogue_not_installed``.
    """
    new = 0
    taken = {(a.name, a.currency) for a in system_accounts(conn, tenant)}
    for account in credit_system_accounts():
        if (account.name, currency) not in taken:
            add_system_account(conn, tenant, account, currency, now_us)
            new += 1
    codes = {code.name for code in list_codes(conn, tenant, at_us=None)}
    for code in credit_codes():
        if code.name not in codes:
            define_code(conn, tenant, code, now_us=now_us)
            new += 1
    rates = credit_rates(conn, tenant)
    for series, rate_ppm in shipped_rates().items():
        if series not in rates:
            define_credit_rate(conn, tenant, series, rate_ppm, effective_from=today, today=today, now_us=now_us)
            new += 1
    for spec in shipped_credit_products():
        if conn.execute(_sql.latest_product, {"tenant": tenant, "name": spec.name}).fetchone() is None:
            define_credit_product(conn, tenant, spec, now_us=now_us)
            new += 1
    return new


def define_credit_product(
    conn: Connection, tenant: int, spec: CreditProductSpec, *, now_us: int, effective_from_us: int | None = None
) -> CreditProduct:
    """Define a credit product, or the next version of one, effective from a time on (now unless said).

    Loans keep the version they were opened under; cards follow the version that holds. Refuses what ``rules.check_credit_product`` refuses,
    ``effective_time_invalid`` (in the past, too far ahead, or not after the version before: versions never overlap), ``product_kind_fixed``.
    """
    rules = check_credit_product(spec)
    effective = now_us if effective_from_us is None else effective_from_us
    version = write_version(conn, _sql, tenant, spec, effective, now_us)
    return CreditProduct(spec.name, version, spec.kind, spec.title, spec.description, rules, effective, now_us)


def list_credit_products(conn: Connection, tenant: int, *, at_us: int) -> list[CreditProduct]:
    """The credit products that hold at a time, by name."""
    rows = conn.execute(_sql.products_at, {"tenant": tenant, "at": to_datetime(at_us), "name": None}).fetchall()
    return [_product(row) for row in rows]


def get_credit_product(conn: Connection, tenant: int, name: str, *, at_us: int) -> CreditProduct:
    """The version of a credit product that holds at a time. Refuses ``credit_product_not_found``."""
    row = conn.execute(_sql.products_at, {"tenant": tenant, "at": to_datetime(at_us), "name": name}).fetchone()
    if row is None:
        raise not_found("credit_product", repr(name), "product")
    return _product(row)


def get_credit_product_version(conn: Connection, tenant: int, name: str, version: int) -> CreditProduct:
    """One version of a credit product. Refuses ``credit_product_not_found``."""
    row = conn.execute(_sql.product_version, {"tenant": tenant, "name": name, "version": version}).fetchone()
    if row is None:
        raise not_found("credit_product", f"{name!r} version {version}", "product")
    return _product(row)


def credit_product_versions(conn: Connection, tenant: int, name: str) -> list[CreditProduct]:
    """Every version of a credit product, oldest first. Refuses ``credit_product_not_found``."""
    rows = conn.execute(_sql.product_versions, {"tenant": tenant, "name": name}).fetchall()
    if not rows:
        raise not_found("credit_product", repr(name), "product")
    return [_product(row) for row in rows]


def define_credit_rate(
    conn: Connection, tenant: int, series: str, rate_ppm: int, *, effective_from: date, today: date, now_us: int
) -> None:
    """Set a reference rate (parts per million a year) from a day on, for all variable loans that follow it. today: the business date.

    Refuses ``rate_series_invalid``, ``rate_invalid``, ``rate_backdated`` and ``rate_dates_overlap`` (not after the rate before).
    """
    if not NAME.match(series):
        raise Refusal("rate_series_invalid", "A reference rate's name is snake_case, from 1 to 48 characters.", field="series")
    if type(rate_ppm) is not int or not 0 <= rate_ppm <= RATE_PPM_MAX:
        raise Refusal("rate_invalid", f"A rate is from 0 to {RATE_PPM_MAX} parts per million, not {rate_ppm!r}.", field="rate_ppm")
    if effective_from < today:
        raise Refusal("rate_backdated", "A reference rate takes effect today or later: interest was charged.", field="effective_from")
    conn.execute(_sql.lock_definitions, {"tenant": tenant})
    known = credit_rates(conn, tenant).get(series, [])
    if known and known[-1][0] >= effective_from:
        raise Refusal(
            "rate_dates_overlap",
            f"{series}: a rate takes effect on {known[-1][0]} already; the next one comes after it.",
            category=Category.CONFLICT,
            field="effective_from",
        )
    conn.execute(
        _sql.define_rate,
        {"tenant": tenant, "series": series, "effective_from": effective_from, "rate_ppm": rate_ppm, "now": to_datetime(now_us)},
    )


def credit_rates(conn: Connection, tenant: int) -> dict[str, list[tuple[date, int]]]:
    """All reference rates: series -> (first day, parts per million a year), in order."""
    found: dict[str, list[tuple[date, int]]] = {}
    for series, effective_from, rate_ppm in conn.execute(_sql.rates, {"tenant": tenant}).fetchall():
        found.setdefault(series, []).append((effective_from, rate_ppm))
    return found


def _product(row: tuple[Any, ...]) -> CreditProduct:
    name, version, kind, title, description, rules, effective, recorded = row
    kind = CreditKind(kind)
    return CreditProduct(name, version, kind, title, description, read_credit_rules(kind, rules), to_us(effective), to_us(recorded))
