"""The verbs of ledger accounts: open, limit, freeze, close, look up.

Each verb that changes an account takes the lane's head lock first, so that it stands at one place in the lane's order: every transfer before
it was ruled by the old account, every transfer after it by the new one. ``ledger.account_change`` keeps both sides of each change.
"""

from collections.abc import Collection, Sequence
from typing import LiteralString

from twincore.kernel.db import Connection
from twincore.kernel.money import AMOUNT_MAX, BY_NUMBER, currency_number
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.kernel.sql import load
from twincore.ledger.model import ACCOUNTS_OPEN_MAX, Account, AccountFlag, AccountSpec

_sql = load("twincore.ledger")

_OPENABLE = AccountFlag.LIMITED | AccountFlag.DEBITS_FROZEN | AccountFlag.CREDITS_FROZEN | AccountFlag.OVER_CAPTURE
_CLASS_MAX = 2**31 - 1


def open_lane(conn: Connection, tenant: int) -> None:
    """Open the tenant's lane: its part of the journal, its head, its checkpoint. Safe to repeat; conn belongs to the tenant.

    Needs the tenant to exist. Blocks no other tenant.
    """
    conn.execute(_sql.open_lane, {"tenant": tenant})


def open_accounts(conn: Connection, tenant: int, specs: Sequence[AccountSpec], *, now_us: int) -> range:
    """Open accounts, in order, under the next ids of the lane; returns those ids.

    Takes the lane's head lock until the transaction ends: do it late. Refuses ``accounts_too_many`` (more than ``ACCOUNTS_OPEN_MAX``),
    ``currency_unknown``, ``side_invalid``, ``account_flags_invalid``, ``account_class_invalid``, ``limit_invalid``, ``lane_not_found``;
    the field says which spec.
    """
    if len(specs) > ACCOUNTS_OPEN_MAX:
        raise Refusal(
            "accounts_too_many", f"At most {ACCOUNTS_OPEN_MAX} accounts are opened at once, not {len(specs)}.", category=Category.TOO_LARGE
        )
    if not specs:
        return range(0)
    kinds, places = _kinds(specs)
    rows = [_kind_row(spec, f"{specs.index(spec)}/") for spec in kinds]
    first = _one(conn, _sql.take_account_ids, {"tenant": tenant, "count": len(specs)}, tenant)[0]
    values = {"tenant": tenant, "first": first, "count": len(specs), "now_us": now_us}
    if len(kinds) == 1:
        conn.execute(_sql.insert_accounts_alike, values | rows[0])
    else:
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        conn.execute(_sql.insert_accounts, values | columns | {"kinds": places})
    return range(first, first + len(specs))


def set_credit_limit(conn: Connection, tenant: int, account: int, limit: int) -> Account:
    """Let a limited account's balance go down to ``-limit`` minor units (0 or more); the present balance does not matter.

    Refuses ``limit_invalid``, ``account_not_found``, ``account_closed``.
    """
    _check_limit(limit, "limit")
    seq, version, before = _lock(conn, tenant, account)
    return _change(conn, tenant, before, before.flags, limit, seq, version)


def freeze(conn: Connection, tenant: int, account: int, *, debits: bool = True, credits: bool = True) -> Account:  # noqa: A002
    """Refuse debits, credits or both until they are unfrozen; what is frozen already stays so.

    Refuses ``account_not_found``, ``account_closed``.
    """
    seq, version, before = _lock(conn, tenant, account)
    return _change(conn, tenant, before, before.flags | _frozen(debits, credits), before.credit_limit, seq, version)


def unfreeze(conn: Connection, tenant: int, account: int, *, debits: bool = True, credits: bool = True) -> Account:  # noqa: A002
    """Take debits, credits or both again. Refuses ``account_not_found``, ``account_closed``."""
    seq, version, before = _lock(conn, tenant, account)
    return _change(conn, tenant, before, before.flags & ~_frozen(debits, credits), before.credit_limit, seq, version)


def close_account(conn: Connection, tenant: int, account: int, *, now_us: int) -> Account:
    """Close an account for good.

    Refuses ``account_not_found``, ``account_closed``, ``account_has_holds`` (of either side), ``account_not_empty``.
    """
    seq, version, before = _lock(conn, tenant, account)
    sums = conn.execute(_sql.balances, {"tenant": tenant, "accounts": [account]}).fetchone()
    assert sums is not None, "the account was found under the same lock"
    debits_posted, credits_posted, debits_pending, credits_pending = sums[4:8]
    if debits_pending or credits_pending:
        raise Refusal(
            "account_has_holds",
            f"Account {account} has open holds: capture or release them first.",
            category=Category.RULE,
            field="account",
        )
    if debits_posted != credits_posted:
        raise Refusal(
            "account_not_empty", f"Account {account} has a balance: move it to zero first.", category=Category.RULE, field="account"
        )
    return _change(conn, tenant, before, before.flags | AccountFlag.CLOSED, before.credit_limit, seq, version, now_us)


def get_account(conn: Connection, tenant: int, account: int) -> Account:
    """One account. Refuses ``account_not_found``."""
    found = accounts(conn, tenant, [account])
    if account not in found:
        raise not_found("account", account, field="account")
    return found[account]


def accounts(conn: Connection, tenant: int, ids: Collection[int]) -> dict[int, Account]:
    """Accounts by id; those that do not exist are left out."""
    rows = conn.execute(_sql.accounts, {"tenant": tenant, "accounts": list(ids)}).fetchall()
    return {row[0]: Account(row[0], BY_NUMBER[row[1]], row[2], row[3], AccountFlag(row[4]), *row[5:]) for row in rows}


def _kinds(specs: Sequence[AccountSpec]) -> tuple[list[AccountSpec], list[int]]:
    """The different specs in order of appearance, and for each account the place of its spec among them, from 1."""
    numbers: dict[AccountSpec, int] = {}
    by_identity: dict[int, int] = {}  # most callers repeat a few objects: comparing identities first is many times faster
    places = []
    for spec in specs:
        place = by_identity.get(id(spec))
        if place is None:
            place = by_identity[id(spec)] = numbers.setdefault(spec, len(numbers) + 1)
        places.append(place)
    return list(numbers), places


def _kind_row(spec: AccountSpec, field: str) -> dict[str, int | str]:
    currency = currency_number(spec.currency, field + "currency")
    if spec.side not in ("D", "C"):
        raise Refusal("side_invalid", f"The side of an account is D or C, not {spec.side!r}.", field=field + "side")
    if int(spec.flags) & ~int(_OPENABLE):  # as integers: the complement of a flag leaves out bits that are none
        raise Refusal("account_flags_invalid", f"An account cannot be opened with flags {int(spec.flags)}.", field=field + "flags")
    if not 0 <= spec.account_class <= _CLASS_MAX:
        raise Refusal(
            "account_class_invalid", f"The class of an account is from 0 to {_CLASS_MAX}, not {spec.account_class}.", field=field + "class"
        )
    _check_limit(spec.credit_limit, field + "credit_limit")
    return {
        "currency": currency,
        "class": spec.account_class,
        "side": spec.side,
        "flags": int(spec.flags),
        "credit_limit": spec.credit_limit,
    }


def _check_limit(limit: int, field: str) -> None:
    if not 0 <= limit <= AMOUNT_MAX:
        raise Refusal("limit_invalid", f"A credit limit is from 0 to {AMOUNT_MAX} minor units, not {limit}.", field=field)


def _frozen(debits: bool, credits: bool) -> AccountFlag:  # noqa: A002
    return (AccountFlag.DEBITS_FROZEN if debits else AccountFlag(0)) | (AccountFlag.CREDITS_FROZEN if credits else AccountFlag(0))


def _one(conn: Connection, statement: LiteralString, values: dict[str, object], tenant: int) -> tuple[int, ...]:
    row = conn.execute(statement, values).fetchone()
    if row is None:
        raise not_found("lane", tenant)
    return row


def _lock(conn: Connection, tenant: int, account: int) -> tuple[int, int, Account]:
    """The lane's last transfer, its account version, and the account, all held still until the transaction ends."""
    seq, version = _one(conn, _sql.lock_lane, {"tenant": tenant}, tenant)
    found = get_account(conn, tenant, account)
    if AccountFlag.CLOSED in found.flags:
        raise Refusal("account_closed", f"Account {account} is closed.", category=Category.CONFLICT, field="account")
    return seq, version, found


def _change(
    conn: Connection,
    tenant: int,
    before: Account,
    flags: AccountFlag,
    limit: int,
    seq: int,
    version: int,
    closed_at_us: int | None = None,
) -> Account:
    if flags == before.flags and limit == before.credit_limit:
        return before
    values = {
        "tenant": tenant,
        "account": before.id,
        "version": version + 1,
        "seq": seq,
        "flags_before": int(before.flags),
        "credit_limit_before": before.credit_limit,
        "flags": int(flags),
        "credit_limit": limit,
        "closed_at_us": closed_at_us,
    }
    for statement in (_sql.move_account_version, _sql.change_account, _sql.record_account_change):
        conn.execute(statement, values)
    return Account(
        before.id,
        before.currency,
        before.account_class,
        before.side,
        flags,
        limit,
        version + 1,
        before.opened_at_us,
        closed_at_us,
    )
