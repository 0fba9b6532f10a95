"""Shapes of JSON documents: a small strict schema for rules, terms and policies. What does not fit is refused with its place."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from twincore.kernel.refusal import Refusal

Shape = Callable[[Any, str, str], Any]
"""(value, place, refusal code) -> the value as it is kept; refuses what does not fit."""


def misfit(code: str, place: str, message: str) -> Refusal:
    """The refusal of a value at a place (``age_minimum`` or ``bands/0/from``)."""
    return Refusal(code, f"{place or 'The document'} {message}.", field=place or None)


def whole(low: int, high: int) -> Shape:
    """A whole number from low to high."""

    def check(value: Any, place: str, code: str) -> int:
        if type(value) is not int or not low <= value <= high:
            raise misfit(code, place, f"must be a whole number from {low} to {high}, not {value!r}")
        return value

    return check


def text(fewest: int, most: int) -> Shape:
    """Printable text of so many characters."""

    def check(value: Any, place: str, code: str) -> str:
        if not isinstance(value, str) or not fewest <= len(value) <= most or not (value.isprintable() or not value):
            raise misfit(code, place, f"must be text of {fewest} to {most} characters without control characters")
        return value

    return check


def one_of(choices: Collection[str]) -> Shape:
    """One of some words."""

    def check(value: Any, place: str, code: str) -> str:
        if not isinstance(value, str) or value not in choices:
            raise misfit(code, place, f"must be one of {', '.join(choices)}, not {value!r}")
        return value

    return check


def several(item: Shape, fewest: int = 0, most: int = 64) -> Shape:
    """A list; kept as a tuple."""

    def check(value: Any, place: str, code: str) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple) or not fewest <= len(value) <= most:
            raise misfit(code, place, f"must be a list of {fewest} to {most}")
        return tuple(item(entry, f"{place}/{index}", code) for index, entry in enumerate(value))

    return check


def members(required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    """An object with these members and no others; an optional one that is null counts as absent."""
    optional = optional or {}
    known = {**required, **optional}

    def check(value: Any, place: str, code: str) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise misfit(code, place, "must be an object")
        for name in value:
            if name not in known:
                raise misfit(code, f"{place}/{name}".lstrip("/"), f"is not known; there are {', '.join(sorted(known))}")
        for name in required:
            if value.get(name) is None:
                raise misfit(code, f"{place}/{name}".lstrip("/"), "is missing")
        return {name: known[name](entry, f"{place}/{name}".lstrip("/"), code) for name, entry in value.items() if entry is not None}

    return check


def one_per(choices: Collection[str], item: Shape) -> Shape:
    """An object with exactly one member for each of some words."""
    return members(dict.fromkeys(choices, item))
