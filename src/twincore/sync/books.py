"""What the adaptor keeps in the books: its transaction codes, its system accounts, and the link itself."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg.types.json import Jsonb

from twincore.kernel.clock import to_datetime
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.kernel.sql import load, read
from twincore.sync.model import Policy
from twincore.transactions import CodeSpec, SystemAccountSpec, add_system_account, define_code, list_codes, read_code, system_accounts

_sql = load("twincore.sync")

CORE_CREDIT, CORE_DEBIT = 861, 862
ADJUSTMENT_IN, ADJUSTMENT_OUT = 863, 864
ABSORBED_DEBIT, ABSORBED_CREDIT = 865, 866
OPENING_IN, OPENING_OUT = 867, 868
REFUSED_DEBIT, REFUSED_CREDIT, REFUSED_BOTH = 871, 872, 873
NEVER_SENT = np.array(
    [CORE_CREDIT, CORE_DEBIT, ADJUSTMENT_IN, ADJUSTMENT_OUT, ABSORBED_DEBIT, ABSORBED_CREDIT, OPENING_IN, OPENING_OUT, REFUSED_BOTH],
    np.int32,
)
"""Codes of transfers that come from the core or exist because of it: the journal itself says so, and they are never sent back to it."""
_OF_CORE = frozenset(NEVER_SENT.tolist()) - {REFUSED_BOTH, ABSORBED_DEBIT, ABSORBED_CREDIT}


def is_of_core(code: int) -> bool:
    """Whether transfers of a code were born on the core."""
    return code in _OF_CORE


_SYSTEM = (
    SystemAccountSpec("core_clearing", "Other side of what the core posts", 2910, "C"),
    SystemAccountSpec("core_exposure", "Refused by the core, borne by the bank", 1910, "D"),
)


@dataclass(frozen=True, slots=True)
class Contras:
    """Our accounts on the other side of what the core does. types: by the core's type of transaction."""

    types: Mapping[bytes, int]
    clearing: int
    exposed: int
    suspense: int

    def of(self, codes: npt.NDArray[np.bytes_]) -> npt.NDArray[np.int64]:
        """The account on the other side of each type."""
        found = np.full(len(codes), self.clearing, np.int64)
        for code, account in self.types.items():
            found[codes == code] = account
        return found


@cache
def sync_codes() -> tuple[CodeSpec, ...]:
    """The transaction codes of the adaptor."""
    return tuple(read_code(document) for document in json.loads(read("twincore.sync", "codes.json")))


def install_sync(
    conn: Connection,
    tenant: int,
    *,
    currency: str,
    now_us: int,
    policy: Policy | None = None,
    types: Mapping[str, str] | None = None,
) -> None:
    """Open the link of a tenant to its core, in shadow mode and DOWN until the core shows itself; safe to call at every start.

    types: the core's type of transaction -> name of a system account on the other side, e.g. ``{"INT": "interest_expense"}``.
    Refuses ``catalogue_not_installed``, ``system_account_not_found``, ``policy_invalid``.
    """
    there = {code.name for code in list_codes(conn, tenant, at_us=None)}
    for spec in sync_codes():
        if spec.name not in there:
            define_code(conn, tenant, spec, now_us=now_us)
    accounts = {a.name: a.account for a in system_accounts(conn, tenant) if a.currency == currency}
    for system in _SYSTEM:
        if system.name not in accounts:
            accounts[system.name] = add_system_account(conn, tenant, system, currency, now_us).account
    named = types or {"INT": "interest_expense", "FEE": "account_fee_income"}
    for name in (*named.values(), "suspense"):
        if name not in accounts:
            raise not_found("system_account", name, field="types")
    conn.execute(
        _sql.open_link,
        {
            "tenant": tenant,
            "now": to_datetime(now_us),
            "policy": Jsonb((policy or Policy()).document()),
            "types": Jsonb({code: accounts[name] for code, name in named.items()}),
            "clearing": accounts["core_clearing"],
            "exposed": accounts["core_exposure"],
            "suspense": accounts["suspense"],
        },
    )


def contras(conn: Connection, tenant: int) -> Contras:
    """Our accounts on the other side. Refuses ``link_not_found``."""
    row: tuple[Any, ...] | None = conn.execute(_sql.contras, {"tenant": tenant}).fetchone()
    if row is None:
        raise link_missing(tenant)
    return Contras({code.encode(): account for code, account in row[0].items()}, *row[1:])


def link_missing(tenant: int) -> Refusal:
    """The refusal where a tenant has no core."""
    return Refusal("link_not_found", f"Tenant {tenant} has no link to a core: install_sync opens it.", category=Category.NOT_FOUND)
