"""Overdraft protection: accounts that cover an overdrawn one, in order; the verb that lets them at a day's end."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import twincore.ledger as ledger
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.kernel.sql import load
from twincore.products.interest.due import add_posting, due_id
from twincore.products.interest.model import PostingDue
from twincore.products.interest.pages import Page, first_of_page, read_page

_sql = load("twincore.products.interest")
CHAIN_MAX = 8
"""Accounts that protect one at the most."""


def cover(need: int, sources: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Who pays how much of a need: (source, amount) in the order of sources, each with what it can spare (minor units). Pure."""
    paid = []
    for source, spare in sources:
        amount = min(need, spare)
        if amount > 0:
            paid.append((source, amount))
            need -= amount
    return paid


def set_protection(conn: Connection, tenant: int, account: int, sources: Sequence[int]) -> None:
    """Say which accounts cover an account, in order; none: it is not protected any more. They belong to its holder and have its currency.

    Refuses ``protection_invalid`` (too many, twice the same, the account itself, not the holder's, another currency, a term deposit or loan),
    ``account_not_found``.
    """
    if len(sources) > CHAIN_MAX or len({account, *sources}) != len(sources) + 1:
        raise _invalid(f"An account is protected by at most {CHAIN_MAX} others, each named once.")
    rows = conn.execute(_sql.protecting, {"tenant": tenant, "accounts": [account, *sources]}).fetchall()
    known = {row[0]: row[1:] for row in rows}
    for one in (account, *sources):
        if one not in known:
            raise not_found("account", one, "account")
    for source in sources:
        if known[source][:2] != known[account][:2]:
            raise _invalid(f"Account {source} has another holder or another currency than account {account}.")
        if known[source][2] not in ("transaction", "savings"):
            raise _invalid(
                f"Account {source} is a {known[source][2]} account: money is there to be called only in transaction and savings accounts."
            )
    conn.execute(_sql.clear_protection, {"tenant": tenant, "account": account})
    conn.execute(_sql.add_protection, {"tenant": tenant, "account": account, "sources": list(sources)})


def protection_of(conn: Connection, tenant: int, account: int) -> list[int]:
    """The accounts that cover an account, in order."""
    return [source for (source,) in conn.execute(_sql.protection_of, {"tenant": tenant, "account": account}).fetchall()]


def protect(conn: Connection, tenant: int, *, date: date) -> int:
    """Store covers of the accounts overdrawn at the end of a date as postings of step ``protection``; returns how many are new.

    A source spares what it has at the day's end and still has now, less holds, and never an overdraft of its own. The cover has the date as its value
    date, so that the night's overdraft interest is corrected when the next date is accrued. Run it before ``assess_fees``.
    """
    chains: dict[int, list[int]] = defaultdict(list)
    seen: dict[int, Page | None] = {}

    def balance(account: int) -> int:
        first = first_of_page(account)
        if first not in seen:
            seen[first] = read_page(conn, tenant, first, date)
        page = seen[first]
        return 0 if page is None or account - first >= len(page) else int(page["balance"][account - first])

    for account, source in conn.execute(_sql.protections, {"tenant": tenant}).fetchall():
        if balance(account) < 0:
            chains[account].append(source)
    if not chains:
        return 0
    now = ledger.balances(conn, tenant, {source for chain in chains.values() for source in chain})
    spare = {source: max(0, min(balance(source), held.current - held.held)) for source, held in now.items()}
    new = 0
    for account, chain in chains.items():
        for source, amount in cover(-balance(account), [(source, spare.get(source, 0)) for source in chain]):
            spare[source] -= amount
            covers = {"from_account": source, "to_account": account, "amount": amount, "value_date": date.isoformat()}
            due_as = due_id("protection", date, account, source)
            new += add_posting(conn, tenant, PostingDue(date, "protection", account, "overdraft_cover", covers, due_as, "due"))
    return new


def _invalid(message: str) -> Refusal:
    return Refusal("protection_invalid", message, category=Category.RULE, field="sources")
