"""The chart of accounts: the one that ships with twincore, a tenant's own, and where each transaction code leads in it."""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import LiteralString

from twincore.gl.model import AccountKind, CodeMapping, GlAccount, GlAccountSpec, Role
from twincore.gl.rules import check_account, check_actor
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.kernel.sql import load, read
from twincore.transactions import list_codes, shipped_chart

_sql = load("twincore.gl")
_HEADING_DIGITS = 100


@cache
def shipped_accounts() -> Mapping[int, GlAccountSpec]:
    """The shipped chart by number: the lines of the transaction codes' system accounts and those of ``chart.toml``."""
    file = tomllib.loads(read("twincore.gl", "chart.toml"))
    roles = {int(number): role for number, role in file["roles"].items()}
    lines: dict[int, dict[str, object]] = {number: {"title": line.title, "kind": line.kind} for number, line in shipped_chart().items()}
    lines |= {int(number): line for number, line in file["lines"].items()}
    chart = {}
    for number, line in sorted(lines.items()):
        kind = AccountKind(str(line["kind"]))
        role = line.get("role", roles.get(number))
        chart[number] = GlAccountSpec(
            number,
            str(line["title"]),
            kind,
            file["headings"][str(number // _HEADING_DIGITS)],
            None if role is None else Role(str(role)),
            bool(line.get("control", kind in (AccountKind.ASSET, AccountKind.LIABILITY))),
        )
    return chart


def install_chart(conn: Connection, tenant: int, *, from_date: date, actor: str) -> int:
    """Open the lines of the shipped chart that the tenant does not have; its own stay as they are. Returns how many are new."""
    return sum(conn.execute(_sql.open_account, _row(tenant, spec, from_date, actor)).rowcount for spec in shipped_accounts().values())


def open_gl_account(conn: Connection, tenant: int, spec: GlAccountSpec, *, from_date: date, actor: str) -> GlAccount:
    """Open a line that takes entries dated from ``from_date``.

    Refuses ``gl_account_invalid``, ``gl_words_invalid``, ``gl_actor_invalid``, ``gl_account_exists`` (the number or the role is taken).
    """
    check_account(spec)
    check_actor(actor, "actor")
    if conn.execute(_sql.open_account, _row(tenant, spec, from_date, actor)).rowcount == 0:
        raise Refusal(
            "gl_account_exists",
            f"{spec.number} or its role is in the chart of accounts already.",
            category=Category.CONFLICT,
            field="number",
        )
    return GlAccount(spec.number, spec.title, spec.kind, spec.heading, spec.role, spec.control, from_date, None)


def close_gl_account(conn: Connection, tenant: int, number: int, *, from_date: date, actor: str) -> GlAccount:
    """Close a line for entries dated from ``from_date`` on, for good.

    Refuses ``gl_account_not_found``, ``gl_account_closed``, ``gl_account_in_use`` (it has a role, an open ledger account is of this class, or
    it moved on that date or later), ``gl_account_not_empty``, ``gl_account_invalid`` (a date not after its opening), ``gl_actor_invalid``.
    """
    check_actor(actor, "actor")
    conn.execute(_sql.lock_book, {"tenant": tenant})
    account = {a.number: a for a in chart_of_accounts(conn, tenant)}.get(number)
    if account is None:
        raise not_found("gl_account", number, "number")
    if account.closed_from is not None:
        raise Refusal("gl_account_closed", f"{number} {account.title} is closed already.", category=Category.CONFLICT, field="number")
    if from_date <= account.open_from:
        raise Refusal("gl_account_invalid", f"{number} {account.title} opens on {account.open_from}.", field="from_date")
    if (
        account.role is not None
        or _is(conn, _sql.class_in_use, {"tenant": tenant, "class": number})
        or _is(conn, _sql.moves_later, {"tenant": tenant, "account": number, "date": from_date})
    ):
        raise Refusal(
            "gl_account_in_use",
            f"{number} {account.title} is in use: by a role, by open accounts of that class, or by later entries.",
            category=Category.RULE,
            field="number",
        )
    sums = conn.execute(_sql.sums, {"tenant": tenant, "from_date": None, "to_date": from_date - timedelta(1)}).fetchall()
    balances: dict[int, int] = {}
    for its_number, currency, _, debited, credited in sums:
        if its_number == number:
            balances[currency] = balances.get(currency, 0) + debited - credited
    if any(balances.values()):
        raise Refusal(
            "gl_account_not_empty",
            f"{number} {account.title} has a balance: move it to zero first.",
            category=Category.RULE,
            field="number",
        )
    conn.execute(_sql.close_account, {"tenant": tenant, "number": number, "closed_from": from_date, "actor": actor})
    return GlAccount(number, account.title, account.kind, account.heading, account.role, account.control, account.open_from, from_date)


def chart_of_accounts(conn: Connection, tenant: int) -> list[GlAccount]:
    """Every line of the tenant's chart, by number, closed ones too."""
    return [
        GlAccount(number, title, AccountKind(kind), heading, None if role is None else Role(role), control, open_from, closed_from)
        for number, title, kind, heading, role, control, open_from, closed_from in conn.execute(_sql.chart, {"tenant": tenant}).fetchall()
    ]


def code_mappings(conn: Connection, tenant: int, *, at_us: int, day: date) -> list[CodeMapping]:
    """Where every leg of the transaction codes that hold at a time leads: the whole mapping, by code number.

    A member's account (0) leads to the class it was opened with. Refuses ``transaction_code_unmapped``, with the code's name, where a leg leads
    to a number that is not in the chart or takes no entries dated ``day``.
    """
    chart = {account.number: account for account in chart_of_accounts(conn, tenant)}
    found = []
    for code in list_codes(conn, tenant, at_us=at_us):
        for place, leg in enumerate(code.spec.legs, 1):
            for side, number in (("debits", leg.gl_debit), ("credits", leg.gl_credit)):
                if number and (number not in chart or not chart[number].takes(day)):
                    raise Refusal(
                        "transaction_code_unmapped",
                        f"Transaction code {code.name} ({code.number}) {side} {number} in leg {place}, which is not open in the chart of accounts.",
                        category=Category.RULE,
                        field=f"legs/{place - 1}",
                        transaction_code=code.name,
                    )
            found.append(CodeMapping(code.name, code.number, place, leg.gl_debit, leg.gl_credit))
    return found


def account_of_role(chart: Mapping[int, GlAccount], role: Role) -> GlAccount:
    """The line that has a role; refuses ``gl_role_missing``."""
    for account in chart.values():
        if account.role is role:
            return account
    raise Refusal("gl_role_missing", f"No line of the chart of accounts has the role {role}.", category=Category.RULE, field="role")


def _is(conn: Connection, statement: LiteralString, values: dict[str, object]) -> bool:
    row = conn.execute(statement, values).fetchone()
    return row is not None and bool(row[0])


def _row(tenant: int, spec: GlAccountSpec, from_date: date, actor: str) -> dict[str, object]:
    return {
        "tenant": tenant,
        "number": spec.number,
        "title": spec.title,
        "kind": spec.kind.value,
        "heading": spec.heading,
        "role": None if spec.role is None else spec.role.value,
        "control": spec.control,
        "open_from": from_date,
        "actor": actor,
    }
