"""The verbs of transaction codes: install the catalogue, define a code, read what holds when."""

from collections.abc import Sequence
from typing import Any

from psycopg.types.json import Jsonb

from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection
from twincore.kernel.money import BY_NUMBER, currency_number
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.kernel.sql import load
from twincore.ledger import AccountSpec, open_accounts
from twincore.transactions.document import code_document, read_code
from twincore.transactions.expansion import Catalogue
from twincore.transactions.model import CodeSpec, SystemAccount, SystemAccountSpec, TransactionCode, code_refusal
from twincore.transactions.rules import NAME, check_code, check_effective, next_version
from twincore.transactions.shipped import shipped_chart, shipped_codes, shipped_system_accounts

_sql = load("twincore.transactions")


def install_catalogue(conn: Connection, tenant: int, currency: str, now_us: int) -> int:
    """Install the shipped catalogue: the codes, effective at once, and the system accounts in a currency, opened in the ledger.

    The first currency is the tenant's own; call again with another to open the system accounts in that one too. What is there already stays as it
    is, so it is safe to call at every start. Returns how many codes and system accounts are new. Takes the lane's head lock where it opens accounts.
    """
    number = currency_number(currency)
    conn.execute(_sql.install, {"tenant": tenant, "currency": number, "now": to_datetime(now_us)})
    _lock(conn, tenant)
    existing = {code.name for code in list_codes(conn, tenant, at_us=None)}
    taken = {a.name for a in system_accounts(conn, tenant) if a.currency == currency}
    missing = [spec for name, spec in shipped_system_accounts().items() if name not in taken]
    codes = [spec for spec in shipped_codes() if spec.name not in existing]
    if codes:
        with conn.cursor() as cursor:
            cursor.executemany(_sql.define, [_row(tenant, spec, 1, now_us, now_us) for spec in codes])
    if missing:
        _open(conn, tenant, missing, currency, now_us)
    if codes or missing:
        conn.execute(_sql.move_revision, {"tenant": tenant})
    return len(codes) + len(missing)


def add_system_account(conn: Connection, tenant: int, spec: SystemAccountSpec, currency: str, now_us: int) -> SystemAccount:
    """Open one more system account of the tenant's own in a currency, so that codes can call it ``@name``.

    Refuses ``system_account_invalid`` (name, title, side), ``gl_code_unknown`` and ``system_account_exists``.
    """
    if not NAME.match(spec.name):
        raise Refusal("system_account_invalid", "A system account's name is snake_case, from 1 to 48 characters.", field="name")
    if not spec.title.strip() or len(spec.title) > 80 or not spec.title.isprintable():
        raise Refusal("system_account_invalid", "A system account has a title of at most 80 characters.", field="title")
    if spec.side not in ("D", "C"):
        raise Refusal("system_account_invalid", "The side of an account is D or C.", field="side")
    if spec.gl not in shipped_chart():
        raise Refusal("gl_code_unknown", f"{spec.gl} is not in the chart of accounts.", field="gl")
    currency_number(currency)
    _lock(conn, tenant)
    for account in system_accounts(conn, tenant):
        if account.name == spec.name and (account.currency == currency or account.gl != spec.gl):
            raise Refusal(
                "system_account_exists",
                f"@{spec.name} is open in {account.currency} already, under GL code {account.gl}.",
                category=Category.CONFLICT,
                field="name",
            )
    opened = _open(conn, tenant, [spec], currency, now_us)[0]
    conn.execute(_sql.move_revision, {"tenant": tenant})
    return opened


def define_code(conn: Connection, tenant: int, spec: CodeSpec, *, now_us: int, effective_from_us: int | None = None) -> TransactionCode:
    """Define a code, or the next version of one: it holds from effective_from_us (now unless said); what held before stays on record.

    Refuses what ``rules.check_code`` refuses, and ``effective_time_invalid`` (in the past, too far ahead, or not after the version before),
    ``code_number_taken``, ``code_number_fixed`` (a code keeps its number), ``catalogue_not_installed``.
    """
    effective = now_us if effective_from_us is None else effective_from_us
    check_effective(spec.name, effective, now_us)
    home, _ = _lock(conn, tenant)
    gl = {a.name: a.gl for a in system_accounts(conn, tenant) if a.currency == home}
    check_code(spec, gl, shipped_chart())
    version = 1
    for name, its_version, number, its_effective in conn.execute(
        _sql.latest, {"tenant": tenant, "name": spec.name, "number": spec.number}
    ).fetchall():
        if name != spec.name:
            raise code_refusal(spec.name, "code_number_taken", f"number {number} belongs to {name}", "number", Category.CONFLICT)
        if number != spec.number:
            raise code_refusal(spec.name, "code_number_fixed", f"a code keeps its number, {number}", "number", Category.CONFLICT)
        version = max(version, next_version(spec.name, (its_version, to_us(its_effective)), effective))
    conn.execute(_sql.define, _row(tenant, spec, version, effective, now_us))
    conn.execute(_sql.move_revision, {"tenant": tenant})
    return TransactionCode(spec, version, effective, now_us)


def list_codes(conn: Connection, tenant: int, *, at_us: int | None) -> list[TransactionCode]:
    """The codes that hold at a time, by number; with None every version of every code, past and to come."""
    return _codes(conn, tenant, None, at_us)


def get_code(conn: Connection, tenant: int, name: str, *, at_us: int) -> TransactionCode:
    """The version of a code that holds at a time. Refuses ``transaction_code_not_found``."""
    found = _codes(conn, tenant, name, at_us)
    if not found:
        raise not_found("transaction_code", repr(name), "code")
    return found[0]


def code_versions(conn: Connection, tenant: int, name: str) -> list[TransactionCode]:
    """Every version of a code, oldest first. Refuses ``transaction_code_not_found``."""
    found = _codes(conn, tenant, name, None)
    if not found:
        raise not_found("transaction_code", repr(name), "code")
    return found


def system_accounts(conn: Connection, tenant: int) -> list[SystemAccount]:
    """The tenant's system accounts in all currencies, by account id."""
    return [
        SystemAccount(name, BY_NUMBER[currency], account, title, gl, _letter(side))
        for name, currency, account, title, gl, side in conn.execute(_sql.system_accounts, {"tenant": tenant}).fetchall()
    ]


def catalogue_revision(conn: Connection, tenant: int) -> int:
    """The revision of a tenant's catalogue: it moves with every definition. Refuses ``catalogue_not_installed``."""
    return _head(conn, tenant, _sql.catalogue)[1]


def load_catalogue(conn: Connection, tenant: int, *, at_us: int) -> Catalogue:
    """The catalogue that holds at a time, compiled; its ``valid_until_us`` says when the next version of a code takes over.

    Refuses ``catalogue_not_installed``.
    """
    currency, _ = _head(conn, tenant, _sql.catalogue)
    later = [code.effective_from_us for code in _codes(conn, tenant, None, None) if code.effective_from_us > at_us]
    codes = _codes(conn, tenant, None, at_us)
    accounts = system_accounts(conn, tenant)
    if not later:
        return Catalogue(tenant, currency, codes, accounts, shipped_chart())
    return Catalogue(tenant, currency, codes, accounts, shipped_chart(), valid_until_us=min(later))


def _lock(conn: Connection, tenant: int) -> tuple[str, int]:
    return _head(conn, tenant, _sql.lock_catalogue)


def _head(conn: Connection, tenant: int, statement: Any) -> tuple[str, int]:
    row = conn.execute(statement, {"tenant": tenant}).fetchone()
    if row is None:
        raise Refusal("catalogue_not_installed", "The tenant has no catalogue of transaction codes yet.", category=Category.NOT_FOUND)
    return BY_NUMBER[row[0]], row[1]


def _row(tenant: int, spec: CodeSpec, version: int, effective_us: int, now_us: int) -> dict[str, Any]:
    return {
        "tenant": tenant,
        "name": spec.name,
        "version": version,
        "number": spec.number,
        "effective_from": to_datetime(effective_us),
        "now": to_datetime(now_us),
        "spec": Jsonb(code_document(spec)),
    }


def _open(conn: Connection, tenant: int, specs: Sequence[SystemAccountSpec], currency: str, now_us: int) -> list[SystemAccount]:
    ids = open_accounts(conn, tenant, [AccountSpec(currency, s.gl, s.side) for s in specs], now_us=now_us)
    opened = [SystemAccount(s.name, currency, account, s.title, s.gl, s.side) for s, account in zip(specs, ids, strict=True)]
    conn.execute(
        _sql.add_system_accounts,
        {
            "tenant": tenant,
            "names": [a.name for a in opened],
            "currencies": [currency_number(currency)] * len(opened),
            "accounts": [a.account for a in opened],
            "gl": [a.gl for a in opened],
            "sides": [a.side for a in opened],
            "titles": [a.title for a in opened],
        },
    )
    return opened


def _codes(conn: Connection, tenant: int, name: str | None, at_us: int | None) -> list[TransactionCode]:
    statement = _sql.versions if at_us is None else _sql.codes_at
    at = None if at_us is None else to_datetime(at_us)
    return [
        TransactionCode(read_code(spec), version, to_us(effective), to_us(recorded))
        for spec, version, effective, recorded in conn.execute(statement, {"tenant": tenant, "name": name, "at": at}).fetchall()
    ]


def _letter(side: str | bytes) -> str:
    """PostgreSQL's one-byte ``"char"`` arrives as bytes where it is read in binary."""
    return side.decode() if isinstance(side, bytes) else side
