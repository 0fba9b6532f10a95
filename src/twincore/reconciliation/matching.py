"""Which entries and which movements are one event: rules as data, and the pure decision."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from twincore.kernel.refusal import Refusal

RULES_MAX = 20
"""Rules of one account at the most."""
DAYS_MAX = 366
"""Days between both sides at the most."""


class RuleKind(StrEnum):
    """How a rule finds counterparts."""

    REFERENCE = "reference"  # the same reference; amounts that differ are matched too, and the difference is raised
    AMOUNT_DATE = "amount_date"  # the same amount, near in time, and no other candidate on either side
    MANY_TO_ONE = "many_to_one"  # several of one side that share a date or a reference add up to one of the other


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; rules are tried in their order. entry_field and movement_field: which reference is compared; days: how far value dates may lie apart;
    many: the side of which several make one; by: what these share (``value_date`` or ``reference``).
    """

    name: str
    kind: RuleKind
    entry_field: str = "reference"
    movement_field: str = "reference"
    days: int = 5
    many: str = "movements"
    by: str = "value_date"


@dataclass(frozen=True, slots=True)
class Item:
    """An entry or a movement that waits. amount: as the file sees it; references: by field name."""

    amount: int
    value_date: date
    references: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pairing:
    """Entries and movements (their places in what was handed in) that one rule takes for one event. difference: entries less movements."""

    rule: str
    entries: tuple[int, ...]
    movements: tuple[int, ...]
    difference: int


DEFAULT_RULES: tuple[Mapping[str, Any], ...] = (
    {"name": "our_reference", "kind": "reference", "days": 30},
    {"name": "transfer_id", "kind": "reference", "movement_field": "id", "days": 30},
    {"name": "day_total", "kind": "many_to_one", "many": "movements", "by": "value_date", "days": 3},
    {"name": "amount_and_date", "kind": "amount_date", "days": 3},
)
"""What an account is matched by unless rules are given."""

_CHOICES: dict[str, tuple[str, ...]] = {
    "entry_field": ("reference", "servicer_reference", "words"),
    "movement_field": ("reference", "id"),
    "many": ("entries", "movements"),
    "by": ("value_date", "reference"),
}


def read_rules(document: Sequence[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """The rules of a JSON document. Refuses ``matching_rules_invalid`` with the place."""
    if not 1 <= len(document) <= RULES_MAX:
        raise _invalid(f"An account has from 1 to {RULES_MAX} matching rules.", "rules")
    rules = [_rule(given, f"rules/{at}") for at, given in enumerate(document)]
    if len({rule.name for rule in rules}) < len(rules):
        raise _invalid("Two rules have one name.", "rules")
    return tuple(rules)


def _rule(given: Mapping[str, Any], place: str) -> Rule:
    known = {"name", "kind", "days", *_CHOICES}
    if unknown := sorted(set(given) - known):
        raise _invalid(f"A rule has no {unknown[0]!r}; it has {', '.join(sorted(known))}.", f"{place}/{unknown[0]}")
    name, kind, days = given.get("name"), given.get("kind"), given.get("days", 5)
    if not isinstance(name, str) or not name.isidentifier() or len(name) > 48:
        raise _invalid("A rule's name is snake_case, at most 48 characters.", f"{place}/name")
    if kind not in list(RuleKind):
        raise _invalid(f"A rule's kind is one of {', '.join(RuleKind)}.", f"{place}/kind")
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= DAYS_MAX:
        raise _invalid(f"Days are a whole number from 0 to {DAYS_MAX}.", f"{place}/days")
    chosen: dict[str, str] = {}
    for field, choices in _CHOICES.items():
        if field in given:
            if given[field] not in choices:
                raise _invalid(f"{field} is one of {', '.join(choices)}.", f"{place}/{field}")
            chosen[field] = given[field]
    return Rule(name, RuleKind(kind), days=days, **chosen)


def pair(entries: Sequence[Item], movements: Sequence[Item], rules: Sequence[Rule]) -> list[Pairing]:
    """The pairings that the rules find, in the order of the rules and then of the entries. Pure: the same items are always paired alike.

    No item is in two pairings; where a rule could choose between several, it chooses none, and leaves them to the next rule or to a person.
    """
    pairings: list[Pairing] = []
    free_entries, free_movements = dict.fromkeys(range(len(entries))), dict.fromkeys(range(len(movements)))
    for rule in rules:
        for found in _FINDERS[rule.kind](rule, entries, movements, list(free_entries), list(free_movements)):
            if all(at in free_entries for at in found[0]) and all(at in free_movements for at in found[1]):
                for at in found[0]:
                    del free_entries[at]
                for at in found[1]:
                    del free_movements[at]
                difference = sum(entries[at].amount for at in found[0]) - sum(movements[at].amount for at in found[1])
                pairings.append(Pairing(rule.name, found[0], found[1], difference))
    return pairings


_Found = list[tuple[tuple[int, ...], tuple[int, ...]]]


def _by_reference(
    rule: Rule, entries: Sequence[Item], movements: Sequence[Item], free_entries: list[int], free_movements: list[int]
) -> _Found:
    """The same reference: equal amounts first, then one left against one left, whatever their amounts; a group where totals agree."""
    theirs, ours = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for at in free_entries:
        if reference := entries[at].references.get(rule.entry_field, ""):
            theirs[reference].append(at)
    for at in free_movements:
        if reference := movements[at].references.get(rule.movement_field, ""):
            ours[reference].append(at)
    found: _Found = []
    for reference, left in theirs.items():
        right = ours.get(reference, [])
        by_amount = defaultdict[int, list[int]](list)
        for at in reversed(right):
            by_amount[movements[at].amount].append(at)
        paired: set[int] = set()
        rest: list[int] = []
        for at in left:
            same = by_amount[entries[at].amount]
            if same and _near(rule, [entries[at]], [movements[same[-1]]]):
                paired.add(same[-1])
                found.append(((at,), (same.pop(),)))
            else:
                rest.append(at)
        right = [at for at in right if at not in paired]
        one_side, other_side = [entries[at] for at in rest], [movements[at] for at in right]
        if not rest or not right or not _near(rule, one_side, other_side):
            continue
        one_way = len({item.amount > 0 for item in (*one_side, *other_side)}) == 1
        alike = sum(item.amount for item in one_side) == sum(item.amount for item in other_side)
        if alike or (len(rest) == len(right) == 1 and one_way):
            found.append((tuple(rest), tuple(right)))
    return found


def _by_amount_and_date(
    rule: Rule, entries: Sequence[Item], movements: Sequence[Item], free_entries: list[int], free_movements: list[int]
) -> _Found:
    """The same amount within the days, where neither has another candidate."""
    ours, theirs = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    for at in free_movements:
        ours[movements[at].amount].append(at)
    for at in free_entries:
        theirs[entries[at].amount].append(at)
    found: _Found = []
    for amount, left in theirs.items():
        right = sorted(ours.get(amount, ()), key=lambda at: movements[at].value_date)
        left = sorted(left, key=lambda at: entries[at].value_date)
        their_days = [entries[at].value_date.toordinal() for at in left]
        our_days = [movements[at].value_date.toordinal() for at in right]
        for at, on in zip(left, their_days, strict=True):
            first, last = _window(our_days, on, rule.days)
            if last - first == 1:
                back, end = _window(their_days, our_days[first], rule.days)
                if end - back == 1:
                    found.append(((at,), (right[first],)))
    return found


def _by_total(rule: Rule, entries: Sequence[Item], movements: Sequence[Item], free_entries: list[int], free_movements: list[int]) -> _Found:
    """Several that share a date or a reference, against the only one of the other side with their total."""
    of_movements = rule.many == "movements"
    many, free_many = (movements, free_movements) if of_movements else (entries, free_entries)
    single, free_single = (entries, free_entries) if of_movements else (movements, free_movements)
    groups = defaultdict[object, list[int]](list)
    for at in free_many:
        item = many[at]
        field = rule.movement_field if of_movements else rule.entry_field
        shared: object = item.value_date if rule.by == "value_date" else item.references.get(field, "")
        if shared:
            groups[shared, item.amount > 0].append(at)
            groups[shared, None].append(at)
    by_amount = defaultdict[int, list[int]](list)
    for at in free_single:
        by_amount[single[at].amount].append(at)
    found: _Found = []
    seen: set[tuple[int, ...]] = set()
    for group in groups.values():
        members = tuple(group)
        if len(members) < 2 or members in seen:
            continue
        seen.add(members)
        total = sum(many[at].amount for at in members)
        fitting = [at for at in by_amount.get(total, ()) if _near(rule, [single[at]], [many[m] for m in members])]
        if total and len(fitting) == 1:
            found.append(((fitting[0],), members) if of_movements else (members, (fitting[0],)))
    return found


def _near(rule: Rule, ones: Sequence[Item], others: Sequence[Item]) -> bool:
    """Whether every one lies within the rule's days of every other."""
    mine, theirs = [item.value_date for item in ones], [item.value_date for item in others]
    return max((max(mine) - min(theirs)).days, (max(theirs) - min(mine)).days) <= rule.days


def _window(days: list[int], on: int, width: int) -> tuple[int, int]:
    """The stretch of sorted days within width of one."""
    return bisect_left(days, on - width), bisect_right(days, on + width)


def _invalid(message: str, field: str) -> Refusal:
    return Refusal("matching_rules_invalid", message, field=field)


_FINDERS = {RuleKind.REFERENCE: _by_reference, RuleKind.AMOUNT_DATE: _by_amount_and_date, RuleKind.MANY_TO_ONE: _by_total}
