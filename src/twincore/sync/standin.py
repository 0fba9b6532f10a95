"""Stand-in: what the twin lets accounts spend while the core is away. The decision is durable before the ledger is asked."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
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


def admit(conn: Connection, tenant: int, spends: Sequence[Spend], *, now_us: int, exposure: int = 0) -> list[Decision]:
    """Decide, in this order, which debits of accounts that the core keeps may go to the ledger; what is admitted uses up the account's allotment.

    Commit before the ledger is asked. Asked again for the same transfer and account, the answer is yes again and nothing more is used up. exposure:
    minor units that the bank stands to lose already. While the core is up nothing is recorded. Refuses ``link_not_found``.
    """
    link = get_link(conn, tenant)
    if link.mode is Mode.ACTIVE and link.state is LinkState.UP:
        return [Decision(True)] * len(spends)
    transfers = [spend.transfer for spend in spends]
    known = {(row[0], row[1]) for row in conn.execute(_sql.spends, {"tenant": tenant, "transfers": transfers}).fetchall()}
    recording = link.mode is Mode.ACTIVE and link.state.standing_in
    ids = sorted({spend.account for spend in spends})
    held = _locked(conn, tenant, ids, now_us) if recording else {account: Allowance(account) for account in ids}
    decisions, admitted, declined = [], [], Counter[str]()
    for spend in spends:
        if (spend.transfer, spend.account) in known:
            decisions.append(Decision(True))
            continue
        decision, after = decide(
            link.state, link.mode, link.policy, held[spend.account], spend.amount, now_us=now_us, outage=link.outage, exposure=exposure
        )
        decisions.append(decision)
        held[spend.account] = after
        if decision.accepted:
            admitted.append(spend)
            known.add((spend.transfer, spend.account))
            exposure += spend.amount
        else:
            assert decision.code is not None, "a decline says why"
            declined[decision.code] += 1
    if recording and admitted:
        changed = {spend.account: held[spend.account] for spend in admitted}
        _save(conn, tenant, list(changed.values()), admitted, link.outage, now_us)
    if recording and declined:
        values = {"tenant": tenant, "outage": link.outage, "codes": list(declined), "counts": list(declined.values())}
        conn.execute(_sql.add_declines, values)
    return decisions


def withdraw(conn: Connection, tenant: int, transfers: Collection[UUID]) -> None:
    """The ledger refused what was admitted: give the allotments back."""
    conn.execute(_sql.withdraw, {"tenant": tenant, "transfers": list(transfers)})


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
            "outage": outage,
            "now": to_datetime(now_us),
        },
    )
