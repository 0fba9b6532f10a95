"""The verbs of the product catalogue: install it, define a product or a credit policy, read what holds when."""

from collections.abc import Mapping
from typing import Any

from psycopg.types.json import Jsonb

from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Refusal, not_found
from twincore.kernel.sql import load
from twincore.products.definition import write_version
from twincore.products.lending import read_policy
from twincore.products.model import CreditPolicy, Product, ProductKind, ProductSpec
from twincore.products.numbering import bsb_number
from twincore.products.rules import NAME, check_product, read_rules
from twincore.products.shipped import shipped_policies, shipped_products
from twincore.transactions import check_effective, next_version

_sql = load("twincore.products")
_BSB_OF_TENANTS = 800_000


def install_products(conn: Connection, tenant: int, *, now_us: int, bsb: str | None = None) -> int:
    """Install the shipped products and credit policies, effective at once, and the tenant's BSB.

    bsb: ``802-001``; unless said, 800-000 plus the tenant's number. What is there already stays as it is, so it is safe to call at every start.
    Returns how many products and policies are new. Refuses ``bsb_invalid``.
    """
    number = (_BSB_OF_TENANTS + tenant) % 1_000_000 if bsb is None else bsb_number(bsb)
    conn.execute(_sql.lock_definitions, {"tenant": tenant})
    conn.execute(_sql.add_branch, {"tenant": tenant, "bsb": number})
    new = 0
    for name, rules in shipped_policies().items():
        if conn.execute(_sql.latest_policy, {"tenant": tenant, "name": name}).fetchone() is None:
            define_credit_policy(conn, tenant, name, rules, now_us=now_us)
            new += 1
    for spec in shipped_products():
        if conn.execute(_sql.latest_product, {"tenant": tenant, "name": spec.name}).fetchone() is None:
            define_product(conn, tenant, spec, now_us=now_us)
            new += 1
    return new


def define_product(conn: Connection, tenant: int, spec: ProductSpec, *, now_us: int, effective_from_us: int | None = None) -> Product:
    """Define a product, or the next version of one: it holds from effective_from_us (now unless said) for accounts opened from then on.

    Accounts keep the version that they were opened under. Refuses what ``rules.check_product`` refuses, ``effective_time_invalid`` (in the past, too
    far ahead, or not after the version before), ``product_kind_fixed``, and ``credit_policy_not_found`` for a loan whose policy does not hold by then.
    """
    rules = check_product(spec)
    effective = now_us if effective_from_us is None else effective_from_us
    if rules.credit_policy is not None:
        get_credit_policy(conn, tenant, rules.credit_policy, at_us=effective)
    version = write_version(conn, _sql, tenant, spec, effective, now_us)
    return Product(spec.name, version, spec.kind, spec.title, spec.description, rules, effective, now_us)


def list_products(conn: Connection, tenant: int, *, at_us: int) -> list[Product]:
    """The products that hold at a time, by name."""
    rows = conn.execute(_sql.products_at, {"tenant": tenant, "at": to_datetime(at_us), "names": None}).fetchall()
    return [_product(row) for row in rows]


def get_product(conn: Connection, tenant: int, name: str, *, at_us: int) -> Product:
    """The version of a product that holds at a time. Refuses ``product_not_found``."""
    row = conn.execute(_sql.products_at, {"tenant": tenant, "at": to_datetime(at_us), "names": [name]}).fetchone()
    if row is None:
        raise not_found("product", repr(name), "product")
    return _product(row)


def get_product_version(conn: Connection, tenant: int, name: str, version: int) -> Product:
    """One version of a product, such as the one an account was opened under. Refuses ``product_not_found``."""
    row = conn.execute(_sql.product_version, {"tenant": tenant, "name": name, "version": version}).fetchone()
    if row is None:
        raise not_found("product", f"{name!r} version {version}", "product")
    return _product(row)


def product_versions(conn: Connection, tenant: int, name: str) -> list[Product]:
    """Every version of a product, oldest first. Refuses ``product_not_found``."""
    rows = conn.execute(_sql.product_versions, {"tenant": tenant, "name": name}).fetchall()
    if not rows:
        raise not_found("product", repr(name), "product")
    return [_product(row) for row in rows]


def define_credit_policy(
    conn: Connection, tenant: int, name: str, rules: Mapping[str, Any], *, now_us: int, effective_from_us: int | None = None
) -> CreditPolicy:
    """Define a credit policy, or the next version of one. Refuses ``policy_invalid`` with the place, ``effective_time_invalid``."""
    if not NAME.match(name):
        raise Refusal("policy_invalid", "A credit policy's name is snake_case, from 1 to 48 characters.", field="name")
    read = read_policy(rules)
    effective = now_us if effective_from_us is None else effective_from_us
    check_effective(name, effective, now_us)
    conn.execute(_sql.lock_definitions, {"tenant": tenant})
    latest = conn.execute(_sql.latest_policy, {"tenant": tenant, "name": name}).fetchone()
    version = next_version(name, None if latest is None else (latest[0], to_us(latest[1])), effective)
    values = {"tenant": tenant, "name": name, "version": version, "rules": Jsonb(dict(rules))}
    conn.execute(_sql.define_policy, values | {"effective_from": to_datetime(effective), "now": to_datetime(now_us)})
    return CreditPolicy(name, version, read, effective)


def get_credit_policy(conn: Connection, tenant: int, name: str, *, at_us: int) -> CreditPolicy:
    """The version of a credit policy that holds at a time. Refuses ``credit_policy_not_found``."""
    row = conn.execute(_sql.policy_at, {"tenant": tenant, "name": name, "at": to_datetime(at_us)}).fetchone()
    if row is None:
        raise not_found("credit_policy", repr(name), "credit_policy")
    return CreditPolicy(row[0], row[1], read_policy(row[2]), to_us(row[3]))


def _product(row: tuple[Any, ...]) -> Product:
    name, version, kind, title, description, rules, effective, recorded = row
    kind = ProductKind(kind)
    return Product(name, version, kind, title, description, read_rules(kind, rules), to_us(effective), to_us(recorded))
