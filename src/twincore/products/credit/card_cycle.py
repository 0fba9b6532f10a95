"""A card's cycle: what is owed in five balances, how payments meet them, interest, the minimum payment. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from twincore.products.credit.accrual import charge_of, units_of
from twincore.products.credit.model import CARD_BALANCES, CardRules
from twincore.products.day_count import month_on, parts
from twincore.transactions import half_even


@dataclass(frozen=True, slots=True)
class CardMovement:
    """One movement on a card. amount: minor units, above zero.

    kind: which of ``CARD_BALANCES`` grows by it; ``payment``; ``refund``, which meets the balances too but no minimum payment; ``dishonour``, a
    payment taken back, which is owed again as a purchase.
    """

    value_date: date
    kind: str
    amount: int


@dataclass(frozen=True, slots=True)
class Cycle:
    """What a cycle begins with. start: first day; statement: last day. balances: at the start; below zero altogether: the bank owes the member.

    grace: the last statement was paid in full by its due date, so that purchases (and with them fees and interest billed before) are free of
    interest; minimum: the last statement's;
    rates: first day -> parts per million of purchases, cash and balance_transfers, in order.
    """

    start: date
    statement: date
    balances: Mapping[str, int]
    grace: bool
    minimum: int
    carried: int
    rates: Sequence[tuple[date, Mapping[str, int]]]
    limit: int
    transfers_until: date | None = None
    over_limit_agreed: bool = False


@dataclass(frozen=True, slots=True)
class CycleResult:
    """What a cycle comes to: balances with the interest and the over-limit fee of this statement in them. units: accrued, before the carry.

    overdue: what of the last minimum was not paid by the end.
    """

    balances: dict[str, int]
    debits: int
    credits: int
    interest: int
    over_limit_fee: int
    units: int
    carried: int
    closing: int
    minimum: int
    overdue: int


def close_cycle(rules: CardRules, cycle: Cycle, movements: Iterable[CardMovement]) -> CycleResult:
    """Close a cycle: fold its movements day by day, charge interest and, where it was agreed, the over-limit fee, and set the minimum payment.

    Interest is charged on the balance at the end of each day, each of the five at its own rate: purchases, fees and interest at that of purchases
    (none with grace), cash from the first day, transferred balances at theirs until the promotion ends and at that of cash after. A movement
    whose value date lies before the cycle bears interest from there, a payment gives it back.
    """
    balances = {name: cycle.balances.get(name, 0) for name in CARD_BALANCES}
    unpaid, debited, credited, exact, over = cycle.minimum, 0, 0, 0, sum(balances.values()) > cycle.limit
    day = cycle.start
    for movement in sorted(movements, key=lambda m: m.value_date):
        turn = min(max(movement.value_date, cycle.start), cycle.statement)
        exact += _accrue(rules, cycle, balances, day, turn)
        day, before = turn, dict(balances)
        if movement.kind in ("payment", "refund"):
            credited += movement.amount
            first = min(movement.amount, unpaid) if movement.kind == "payment" else 0
            unpaid -= first
            _pay(balances, first, rules.minimum_order or rules.payment_order)
            _pay(balances, movement.amount - first, rules.payment_order)
        else:
            debited += movement.amount
            if movement.kind == "dishonour":
                unpaid = min(cycle.minimum, unpaid + movement.amount)
            balances["purchases" if movement.kind == "dishonour" else movement.kind] += movement.amount
            _use_credit(balances, rules.payment_order)
        if movement.value_date < cycle.start:
            late = _accrue(rules, cycle, balances, movement.value_date, cycle.start)
            exact += late - _accrue(rules, cycle, before, movement.value_date, cycle.start)
        over = over or sum(balances.values()) > cycle.limit
    exact += _accrue(rules, cycle, balances, day, cycle.statement + timedelta(days=1))
    units = units_of(exact)
    interest, carried = charge_of(units + cycle.carried)
    if interest < 0:
        interest, carried = 0, units + cycle.carried  # given back by what the next cycle does not charge
    fee = rules.over_limit_fee if over and cycle.over_limit_agreed else 0
    balances["interest"] += interest
    balances["fees"] += fee
    _use_credit(balances, rules.payment_order)
    closing = sum(balances.values())
    overdue = max(0, min(unpaid, closing))
    minimum = minimum_payment(rules, closing, cycle.limit, overdue=overdue)
    return CycleResult(balances, debited, credited, interest, fee, units, carried, closing, minimum, overdue)


def minimum_payment(rules: CardRules, closing: int, limit: int, *, overdue: int) -> int:
    """The minimum payment of a statement: a share of the closing balance, no less than the floor; or, if more, what is overdue and over the limit
    with the share; never more than the closing balance."""
    if closing <= 0:
        return 0
    share = max(rules.minimum_floor, half_even(closing * rules.minimum_share_ppm, 1_000_000))
    return min(closing, share + max(0, overdue) + max(0, closing - limit))


def statement_dates(last: date, statement_day: int) -> date:
    """The statement date after one (or after the day a card was opened)."""
    this_month = last.replace(day=statement_day)
    return this_month if this_month > last else month_on(last, 1, statement_day)


def _rate(cycle: Cycle, name: str, day: date) -> int:
    rates = [rates for since, rates in cycle.rates if since <= day or since == cycle.rates[0][0]][-1]
    if name == "cash":
        return rates["cash"]
    if name == "balance_transfers":
        promoted = cycle.transfers_until is None or day <= cycle.transfers_until
        return rates["balance_transfers" if promoted else "cash"]
    return 0 if cycle.grace else rates["purchases"]


def _accrue(rules: CardRules, cycle: Cycle, balances: Mapping[str, int], start: date, end: date) -> int:
    """Units times ``YEAR`` that balances accrue from start to end (exclusive)."""
    if start >= end:
        return 0
    changes = [since for since, _ in cycle.rates]
    if cycle.transfers_until is not None:
        changes.append(cycle.transfers_until + timedelta(days=1))
    turns = [start, *sorted({day for day in changes if start < day < end}), end]
    exact = 0
    for first, last in pairwise(turns):
        stretch = parts(rules.day_count, start, first, last)
        exact += sum(max(0, amount) * _rate(cycle, name, first) for name, amount in balances.items()) * stretch
    return exact


def _pay(balances: dict[str, int], amount: int, order: Sequence[str]) -> None:
    """A payment meets the balances in order; what is left over stands to the member's credit in the last of them."""
    for name in order:
        part = min(amount, max(0, balances[name]))
        balances[name] -= part
        amount -= part
    balances[order[-1]] -= amount


def _use_credit(balances: dict[str, int], order: Sequence[str]) -> None:
    """What stands to the member's credit meets what is owed."""
    credit = -sum(amount for amount in balances.values() if amount < 0)
    if credit:
        for name, amount in balances.items():
            balances[name] = max(0, amount)
        _pay(balances, credit, order)
