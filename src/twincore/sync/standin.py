"""Stand-in: what the twin lets accounts spend while the core is away. The decision is durable before the ledger is asked."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal, Retry
from twincore.kernel.sql import load
from twincore.sync.link import get_link
from twincore.sync.model import Allowance, Decision, LinkState, Mode, Spend
from twincore.sync.rules import decide

_sql = load("twincore.sync")


@dataclass(frozen=True, slots=True)
class StandinTotals:
    """An outage in figures. admitted_minor: minor units; declines: by reason."""

    accounts: int
    admitted: int
    admitted_minor: int
    declines: Mapping[str, int]


DECLINES = {
    "twin_is_shadow": "The twin follows the core and takes no transactions of its own yet.",
    "standin_cap": "The payment is larger than what is possible while the core bank is away.",
    "standin_velocity": "The account has made as many payments as are possible while the core bank is away.",
    "standin_allotment": "The account has spent what is possible while the core bank is away.",
    "standin_exposure": "The bank has taken all the risk that it takes while the core bank is away.",
}
"""What each decline says to people."""


def admit(conn: Connection, tenant: int, spends: Sequence[Spend], *, now_us: int) -> list[Decision]:
    """Decide, in this order, which debits of accounts that the core keeps may go to the ledger; what is admitted uses up the account's allotment.

    Commit before the ledger is asked. Asked again for the same transfer, account and amount, the answer is yes again and nothing more is used up.
    What holds of these accounts have given back since (released, expired, captured for less) is free again first. Where the policy has a limit for all
    accounts together, the row that counts them is held still until the transaction ends: two processes never pass it together. While the core is up
    nothing is recorded. Refuses ``link_not_found``.
    """
    conn.execute(_sql.standing_shared, {"tenant": tenant})
    link = get_link(conn, tenant)
    if link.mode is Mode.ACTIVE and link.state is LinkState.UP:
        return [Decision(True)] * len(spends)
    recording = link.mode is Mode.ACTIVE and link.state.standing_in
    ids = sorted({spend.account for spend in spends})
    held = _locked(conn, tenant, ids, now_us) if recording else {account: Allowance(account) for account in ids}
    counted = recording and link.policy.exposure_max > 0
    exposed = began = _exposed(conn, tenant, link.outage) if counted else 0
    rows = conn.execute(_sql.spends, {"tenant": tenant, "transfers": [spend.transfer for spend in spends]}).fetchall()
    known = {(row[0], row[1]): (row[2], row[3], row[4]) for row in rows}
    decisions, admitted, declined = [], dict[tuple[UUID, int], Spend](), Counter[str]()
    for spend in spends:
        key = (spend.transfer, spend.account)
        amount, used, outage = known.get(key, (0, 0, 0))
        if amount == spend.amount:
            decisions.append(Decision(True))
            continue
        asked = held[spend.account]
        if recording and outage == link.outage == asked.outage:  # of another amount: what it used up before is free for it
            asked = replace(asked, spent=asked.spent - used)
        else:
            used = 0
        decision, after = decide(
            link.state, link.mode, link.policy, asked, spend.amount, now_us=now_us, outage=link.outage, exposure=exposed - used
        )
        decisions.append(decision)
        if decision.accepted:
            held[spend.account] = after
            admitted[key] = spend
            known[key] = (spend.amount, spend.amount, link.outage)
            exposed += spend.amount - used
        else:
            assert decision.code is not None, "a decline says why"
            declined[decision.code] += 1
    if recording and admitted:
        changed = {spend.account: held[spend.account] for spend in admitted.values()}
        _save(conn, tenant, list(changed.values()), list(admitted.values()), link.outage, now_us)
        if counted:
            conn.execute(_sql.add_standing, {"tenant": tenant, "amount": exposed - began})
    if recording and declined:
        values = {"tenant": tenant, "outage": link.outage, "codes": list(declined), "counts": list(declined.values())}
        conn.execute(_sql.add_declines, values)
    return decisions


def withdraw(conn: Connection, tenant: int, transfers: Collection[UUID], *, now_us: int) -> None:
    """The ledger refused what was admitted: give the allotments back. What is in its journal all the same stays counted."""
    _recount(conn, tenant, transfers, now_us, refused=True)


def settle_spends(conn: Connection, tenant: int, transfers: Collection[UUID], *, now_us: int) -> None:
    """Something became of debits that were admitted: holds were released or captured, transfers reversed. What they no longer use up is given back.

    transfers: the debits, or captures of holds. Done again it changes nothing: what counts is the journal.
    """
    holds = [row[0] for row in conn.execute(_sql.holds_of, {"tenant": tenant, "transfers": list(transfers)}).fetchall()]
    _recount(conn, tenant, [*transfers, *holds], now_us)


def holds_left(conn: Connection, tenant: int, holds: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """Of holds in the journal: who pays, and what of it is left, minor units."""
    rows = conn.execute(_sql.holds_left, {"tenant": tenant, "holds": list(holds)}).fetchall()
    return {row[0]: (row[1], row[2]) for row in rows}


def _recount(conn: Connection, tenant: int, transfers: Collection[UUID], now_us: int, *, refused: bool = False) -> None:
    ids = sorted(row[0] for row in conn.execute(_sql.accounts_of_spends, {"tenant": tenant, "transfers": list(transfers)}).fetchall())
    if ids:
        conn.execute(_sql.lock_allowances, {"tenant": tenant, "accounts": ids})
        values = {"tenant": tenant, "transfers": list(transfers), "refused": refused, "now": to_datetime(now_us)}
        conn.execute(_sql.recount_spends, values)


def _exposed(conn: Connection, tenant: int, outage: int) -> int:
    """What the bank stands to lose (minor units): as the adaptor counted last, or by what was admitted since the outage began, whichever is more."""
    conn.execute(_sql.make_standing, {"tenant": tenant})
    row = conn.execute(_sql.lock_standing, {"tenant": tenant}).fetchone()
    assert row is not None, "it was made"
    if row[0] != outage:
        row = conn.execute(_sql.recount_standing, {"tenant": tenant, "outage": outage}).fetchone()
        assert row is not None, "it was made"
    _, base, admitted, told = (int(figure) for figure in row)
    return max(told, base + admitted)


def tell_exposure(conn: Connection, tenant: int, minor: int) -> None:
    """Write down what the bank stands to lose in all, for those who admit."""
    conn.execute(_sql.tell_standing, {"tenant": tenant, "told": minor})


def set_allotment(conn: Connection, tenant: int, account: int, allotment: int | None, *, now_us: int) -> None:
    """Give an account its own allotment (minor units), or the policy's again (None). Refuses ``allotment_invalid``."""
    if allotment is not None and allotment < 0:
        raise Refusal("allotment_invalid", "An allotment is 0 or more minor units.", field="allotment")
    conn.execute(_sql.set_allotment, {"tenant": tenant, "account": account, "allotment": allotment, "now": to_datetime(now_us)})


def set_earmarks(conn: Connection, tenant: int, amounts: Mapping[int, int], *, now_us: int) -> None:
    """Write down what is set aside on the core: account -> minor units."""
    values = {"tenant": tenant, "accounts": list(amounts), "amounts": list(amounts.values()), "now": to_datetime(now_us)}
    conn.execute(_sql.set_earmarks, values)


def earmarks(conn: Connection, tenant: int) -> list[tuple[int, int, int]]:
    """What is set aside on the core: (account, core, minor units)."""
    return [(account, core, amount) for account, core, amount in conn.execute(_sql.earmarks, {"tenant": tenant}).fetchall()]


def standin_totals(conn: Connection, tenant: int, outage: int) -> StandinTotals:
    """What was admitted and declined in an outage."""
    row = conn.execute(_sql.standin_totals, {"tenant": tenant, "outage": outage}).fetchone()
    assert row is not None
    declines: dict[str, int] = dict(conn.execute(_sql.declines, {"tenant": tenant, "outage": outage}).fetchall())
    return StandinTotals(row[0], row[1], row[2], declines)


def refusal_of_decline(code: str) -> Refusal:
    """The refusal that says a decline to the caller; it may succeed later.

    Refuses ``twin_is_shadow``, ``standin_cap``, ``standin_velocity``, ``standin_allotment``, ``standin_exposure``.
    """
    return Refusal(code, DECLINES[code], category=Category.RULE, retry=Retry.NEW_KEY, field="amount")


def _locked(conn: Connection, tenant: int, ids: list[int], now_us: int) -> dict[int, Allowance]:
    conn.execute(_sql.make_allowances, {"tenant": tenant, "accounts": ids, "now": to_datetime(now_us)})
    rows = conn.execute(_sql.lock_allowances, {"tenant": tenant, "accounts": ids}).fetchall()
    if open_ := [row[0] for row in conn.execute(_sql.open_spends, {"tenant": tenant, "accounts": ids}).fetchall()]:
        values = {"tenant": tenant, "transfers": open_, "refused": False, "now": to_datetime(now_us)}
        conn.execute(_sql.recount_spends, values)
        rows = conn.execute(_sql.lock_allowances, {"tenant": tenant, "accounts": ids}).fetchall()
    return {row[0]: Allowance(row[0], row[1], row[2], row[3], to_us(row[4]), row[5]) for row in rows}


def _save(conn: Connection, tenant: int, held: list[Allowance], admitted: list[Spend], outage: int, now_us: int) -> None:
    conn.execute(
        _sql.save_allowances,
        {
            "tenant": tenant,
            "accounts": [a.account for a in held],
            "outages": [a.outage for a in held],
            "spents": [a.spent for a in held],
            "froms": [to_datetime(a.window_from_us) for a in held],
            "counts": [a.window_count for a in held],
        },
    )
    conn.execute(
        _sql.add_spends,
        {
            "tenant": tenant,
            "transfers": [s.transfer for s in admitted],
            "accounts": [s.account for s in admitted],
            "amounts": [s.amount for s in admitted],
            "opens": [s.hold for s in admitted],
            "outage": outage,
            "now": to_datetime(now_us),
        },
    )
