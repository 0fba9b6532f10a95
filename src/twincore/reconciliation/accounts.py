"""External accounts, the rules they are matched by, and the transaction codes that this room needs."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from psycopg.types.json import Jsonb

from twincore.kernel.clock import to_datetime
from twincore.kernel.db import Connection
from twincore.kernel.money import BY_NUMBER, currency_number
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.kernel.sql import load, read
from twincore.ledger import get_account
from twincore.reconciliation.matching import DEFAULT_RULES, Rule, read_rules
from twincore.reconciliation.model import ExternalAccount, ExternalKind, StatementFormat
from twincore.transactions import define_code, list_codes, read_code, system_accounts

SUSPENSE = "suspense"
"""The system account that differences stand in."""

_sql = load("twincore.reconciliation")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,47}")
_GRACE_MAX = 365


def install_reconciliation(conn: Connection, tenant: int, *, now_us: int) -> int:
    """Define the transaction codes that bring differences to suspense and back; safe to call at every start. Returns how many are new.

    Refuses ``catalogue_not_installed``.
    """
    there = {code.name for code in list_codes(conn, tenant, at_us=None)}
    specs = [read_code(document) for document in json.loads(read("twincore.reconciliation", "codes.json"))]
    missing = [spec for spec in specs if spec.name not in there]
    for spec in missing:
        define_code(conn, tenant, spec, now_us=now_us)
    return len(missing)


def define_external_account(
    conn: Connection,
    tenant: int,
    account: ExternalAccount,
    *,
    from_date: date,
    now_us: int,
    rules: Sequence[Mapping[str, Any]] = DEFAULT_RULES,
) -> ExternalAccount:
    """Compare a ledger account with what somebody else says of it, by these matching rules from a date on.

    Refuses ``external_account_invalid`` (name, identification, grace, currency), ``external_account_exists`` (its name or its ledger account),
    ``account_not_found``, ``suspense_missing`` (no suspense account in that currency) and ``matching_rules_invalid``.
    """
    read_rules(rules)
    if not _NAME.fullmatch(account.name):
        raise _invalid("An external account's name is snake_case, from 1 to 48 characters.", "name")
    if not 1 <= len(account.identification) <= 35 or not account.identification.isprintable():
        raise _invalid("An identification has from 1 to 35 characters.", "identification")
    for field in ("entry_grace_days", "movement_grace_days"):
        if not 0 <= getattr(account, field) <= _GRACE_MAX:
            raise _invalid(f"A grace is from 0 to {_GRACE_MAX} days.", field)
    number = currency_number(account.currency)
    if get_account(conn, tenant, account.ledger_account).currency != account.currency:
        raise _invalid(f"Ledger account {account.ledger_account} is not in {account.currency}.", "currency")
    suspense_account(conn, tenant, account.currency)
    added = conn.execute(
        _sql.add_external_account,
        {
            "tenant": tenant,
            "name": account.name,
            "kind": account.kind.value,
            "format": account.format.value,
            "identification": account.identification,
            "currency": number,
            "ledger_account": account.ledger_account,
            "mirrored": account.mirrored,
            "opening": account.opening,
            "entry_grace_days": account.entry_grace_days,
            "movement_grace_days": account.movement_grace_days,
            "taken_seq": account.taken_seq,
        },
    ).fetchone()
    if added is None:
        raise Refusal(
            "external_account_exists",
            f"There is an external account {account.name}, or one of ledger account {account.ledger_account}, already.",
            category=Category.CONFLICT,
            field="name",
        )
    _add_rules(conn, tenant, account.name, 1, rules, from_date, now_us)
    return account


def define_matching_rules(
    conn: Connection, tenant: int, account: str, rules: Sequence[Mapping[str, Any]], *, effective_from: date, now_us: int
) -> int:
    """The next version of an account's matching rules, which holds from a date on; returns its number. What was matched before stays.

    Refuses ``matching_rules_invalid`` with the place, ``effective_time_invalid`` (not after the version before), ``external_account_not_found``.
    """
    read_rules(rules)
    lock_external_account(conn, tenant, account)
    latest = conn.execute(_sql.latest_rules, {"tenant": tenant, "account": account}).fetchone()
    assert latest is not None, "an external account is defined with its rules"
    if effective_from <= latest[1]:
        raise Refusal(
            "effective_time_invalid",
            f"{account}: version {latest[0]} takes effect on {latest[1]}, not before {effective_from}.",
            category=Category.CONFLICT,
            field="effective_from",
        )
    _add_rules(conn, tenant, account, latest[0] + 1, rules, effective_from, now_us)
    return int(latest[0]) + 1


def external_accounts(conn: Connection, tenant: int, names: Sequence[str] | None = None) -> list[ExternalAccount]:
    """The tenant's external accounts, or those of some names, by name."""
    rows = conn.execute(_sql.external_accounts, {"tenant": tenant, "names": None if names is None else list(names)}).fetchall()
    return [
        ExternalAccount(name, ExternalKind(kind), StatementFormat(form), identification, BY_NUMBER[currency], *rest)
        for name, kind, form, identification, currency, *rest in rows
    ]


def get_external_account(conn: Connection, tenant: int, name: str) -> ExternalAccount:
    """One external account. Refuses ``external_account_not_found``."""
    found = external_accounts(conn, tenant, [name])
    if not found:
        raise not_found("external_account", repr(name), "account")
    return found[0]


def lock_external_account(conn: Connection, tenant: int, name: str) -> ExternalAccount:
    """One external account, which nobody else imports into or matches until the transaction ends. Refuses ``external_account_not_found``."""
    conn.execute(_sql.lock_external_account, {"tenant": tenant, "account": name})
    return get_external_account(conn, tenant, name)


def matching_rules(conn: Connection, tenant: int, account: str, on: date) -> tuple[int, tuple[Rule, ...]]:
    """Version and rules that hold on a date; before the first version, none (version 0)."""
    row = conn.execute(_sql.rules_at, {"tenant": tenant, "account": account, "date": on}).fetchone()
    return (0, ()) if row is None else (row[0], read_rules(row[1]))


def suspense_account(conn: Connection, tenant: int, currency: str) -> int:
    """The ledger account of suspense in a currency. Refuses ``suspense_missing``."""
    for account in system_accounts(conn, tenant):
        if account.name == SUSPENSE and account.currency == currency:
            return account.account
    raise Refusal(
        "suspense_missing", f"There is no @{SUSPENSE} in {currency}: install it first.", category=Category.CONFLICT, field="currency"
    )


def _add_rules(
    conn: Connection, tenant: int, account: str, version: int, rules: Sequence[Mapping[str, Any]], effective_from: date, now_us: int
) -> None:
    values = {"tenant": tenant, "account": account, "version": version, "rules": Jsonb([dict(rule) for rule in rules])}
    conn.execute(_sql.add_rules, values | {"effective_from": effective_from, "now": to_datetime(now_us)})


def _invalid(message: str, field: str) -> Refusal:
    return Refusal("external_account_invalid", message, field=field)
