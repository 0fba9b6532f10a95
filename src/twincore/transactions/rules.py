"""What makes a transaction code sound, decided when it is defined so that nothing is left to find out when money moves. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from twincore.kernel.money import AMOUNT_MAX, CURRENCIES
from twincore.kernel.refusal import Category, Refusal
from twincore.ledger import Kind
from twincore.transactions.formula import FUNCTIONS, Formula, FormulaError, parse, rate_of
from twincore.transactions.model import (
    CODE_NUMBER_MAX,
    DERIVED_MAX,
    LEGS_MAX,
    PARAMETERS_MAX,
    TEXT_CHARS_MAX,
    CodeSpec,
    GlCode,
    Leg,
    Parameter,
    ParameterType,
    code_refusal,
)

EFFECTIVE_AHEAD_MAX_US = 10 * 366 * 86_400_000_000
"""A definition takes effect within ten years."""
NAME = re.compile(r"^[a-z][a-z0-9_]{0,47}$", re.ASCII)
RESERVED = {"id", "code", *FUNCTIONS}
"""Names that no parameter and no derived value may have."""
_FORMULA_TYPES = {
    ParameterType.AMOUNT: "integer",
    ParameterType.COUNT: "integer",
    ParameterType.RATE: "rate",
    ParameterType.CURRENCY: "currency",
}
_FIELDS = {
    "ref": ParameterType.TRANSFER,
    "expires_at": ParameterType.TIME,
    "value_date": ParameterType.DATE,
    "posted_at": ParameterType.TIME,
}
_KINDS_OF_REF = (Kind.CAPTURE, Kind.RELEASE, Kind.REVERSE)


@dataclass(frozen=True, slots=True)
class CheckedCode:
    """A sound code with its formulas parsed: derived values in the order in which they can be computed, one amount per leg."""

    spec: CodeSpec
    derived: tuple[tuple[str, Formula], ...]
    amounts: tuple[Formula, ...]


def check_code(spec: CodeSpec, system_gl: Mapping[str, int], chart: Mapping[int, GlCode]) -> CheckedCode:
    """Whether a code is sound; returns it with its formulas parsed.

    system_gl: GL code by name of system account. Refuses ``code_invalid`` (names, numbers, limits, sides, references), ``formula_invalid`` (syntax,
    unknown name, type, cycle), ``system_account_unknown`` and ``gl_code_unknown``, each naming the code and the place.
    """
    _check_head(spec)
    parameters = {p.name: p for p in spec.parameters}
    for index, parameter in enumerate(spec.parameters):
        _check_parameter(spec, index, parameter)
    if len(parameters) != len(spec.parameters):
        raise _invalid(spec, "two parameters have the same name", "parameters")
    derived = _derive(spec, parameters)
    kinds = _formula_names(parameters) | {name: "integer" for name, _ in derived}
    amounts = []
    used = {name for _, formula in derived for name in formula.names}
    for index, leg in enumerate(spec.legs):
        place = f"legs/{index}"
        amounts.append(formula := _parse(spec, leg.amount, kinds, f"{place}/amount"))
        used |= formula.names | _check_leg(spec, leg, place, parameters, system_gl, chart)
    for index, parameter in enumerate(spec.parameters):
        if parameter.name not in used and parameter.type is not ParameterType.TEXT:
            raise _invalid(spec, f"parameter {parameter.name!r} is used by no leg and no formula", f"parameters/{index}")
    for index, (name, _) in enumerate(spec.derived):
        if name not in used:
            raise _invalid(spec, f"derived value {name!r} is used by no formula", f"derived/{index}")
    if all(leg.optional for leg in spec.legs) and len(spec.legs) == 1:
        raise _invalid(spec, "a code's only leg cannot be optional", "legs/0/optional")
    return CheckedCode(spec, derived, tuple(amounts))


def check_effective(name: str, effective_us: int, now_us: int) -> None:
    """Refuses ``effective_time_invalid`` for a version of what is called name that would take effect in the past or in more than ten years."""
    if not now_us <= effective_us <= now_us + EFFECTIVE_AHEAD_MAX_US:
        raise Refusal("effective_time_invalid", f"{name}: a version takes effect from now on and within ten years.", field="effective_from")


def next_version(name: str, latest: tuple[int, int] | None, effective_us: int) -> int:
    """The number of a version of what is called name; latest: number and effective time (microseconds) of the last one. Versions never overlap.

    Refuses ``effective_time_invalid`` for one that would not take effect after the last.
    """
    if latest is None:
        return 1
    version, since_us = latest
    if since_us >= effective_us:
        said = f"{name}: version {version} takes effect at or after that time."
        raise Refusal("effective_time_invalid", said, category=Category.CONFLICT, field="effective_from")
    return version + 1


def _invalid(spec: CodeSpec, message: str, field: str) -> Refusal:
    return code_refusal(spec.name, "code_invalid", message, field)


def _check_head(spec: CodeSpec) -> None:
    if not NAME.match(spec.name):
        raise _invalid(spec, "a code's name is snake_case, from 1 to 48 characters", "name")
    if not 1 <= spec.number <= CODE_NUMBER_MAX:
        raise _invalid(spec, f"a code's number is from 1 to {CODE_NUMBER_MAX}", "number")
    for name, words, most in (("title", spec.title, 80), ("description", spec.description, 1000)):
        if not words.strip() or len(words) > most or not words.isprintable():
            raise _invalid(spec, f"a code has a {name} of at most {most} characters, without control characters", name)
    if spec.approval_above is not None and not 0 <= spec.approval_above <= AMOUNT_MAX:
        raise _invalid(spec, f"approval_above is from 0 to {AMOUNT_MAX} minor units", "approval_above")
    for index, role in enumerate(spec.roles):
        if not NAME.match(role):
            raise _invalid(spec, f"{role!r} is not the name of a role", f"roles/{index}")
    for noun, given, limit in (
        ("parameters", len(spec.parameters), PARAMETERS_MAX),
        ("derived", len(spec.derived), DERIVED_MAX),
        ("legs", len(spec.legs), LEGS_MAX),
    ):
        if given > limit:
            raise _invalid(spec, f"a code has at most {limit} {noun}, not {given}", noun)
    if not spec.legs:
        raise _invalid(spec, "a code has at least one leg", "legs")


def _check_parameter(spec: CodeSpec, index: int, parameter: Parameter) -> None:
    place = f"parameters/{index}"
    if not NAME.match(parameter.name) or parameter.name in RESERVED:
        raise _invalid(spec, f"{parameter.name!r} cannot be the name of a parameter", f"{place}/name")
    if len(parameter.title) > 80 or not (parameter.title.isprintable() or not parameter.title):
        raise _invalid(spec, "a parameter's title has at most 80 characters, without control characters", f"{place}/title")
    kind, low, high = parameter.type, parameter.minimum, parameter.maximum
    if (low is not None or high is not None) and kind not in (
        ParameterType.AMOUNT,
        ParameterType.COUNT,
        ParameterType.RATE,
        ParameterType.TEXT,
    ):
        raise _invalid(spec, f"a parameter of type {kind} has no minimum and no maximum", place)
    top = TEXT_CHARS_MAX if kind is ParameterType.TEXT else 10**15 if kind is ParameterType.RATE else AMOUNT_MAX
    if low is not None and not 0 <= low <= top:
        raise _invalid(spec, f"minimum is from 0 to {top}", f"{place}/minimum")
    if high is not None and not (low or 0) <= high <= top:
        raise _invalid(spec, f"maximum is from the minimum to {top}", f"{place}/maximum")
    if parameter.default is None:
        return
    if parameter.required:
        raise _invalid(spec, "a required parameter has no default", f"{place}/default")
    if not _default_fits(parameter):
        raise _invalid(spec, f"{parameter.default!r} cannot be the default of a parameter of type {kind}", f"{place}/default")


def _default_fits(parameter: Parameter) -> bool:
    value, low, high = parameter.default, parameter.minimum or 0, parameter.maximum
    match parameter.type:
        case ParameterType.AMOUNT | ParameterType.COUNT:
            return isinstance(value, int) and not isinstance(value, bool) and low <= value <= (AMOUNT_MAX if high is None else high)
        case ParameterType.RATE:
            try:
                assert value is not None
                numerator, denominator = rate_of(value)
            except ValueError:
                return False
            return low * denominator <= numerator * 10**6 and (high is None or numerator * 10**6 <= high * denominator)
        case ParameterType.TEXT:
            return isinstance(value, str) and low <= len(value) <= (TEXT_CHARS_MAX if high is None else high)
        case ParameterType.CURRENCY:
            return value in CURRENCIES
        case _:
            return False


def _formula_names(parameters: Mapping[str, Parameter]) -> dict[str, str]:
    return {
        name: _FORMULA_TYPES[p.type]
        for name, p in parameters.items()
        if p.type in _FORMULA_TYPES and (p.type is not ParameterType.RATE or p.required or p.default is not None)
    }


def _parse(spec: CodeSpec, text: str, kinds: Mapping[str, str], field: str) -> Formula:
    try:
        return parse(text, kinds)
    except FormulaError as error:
        raise code_refusal(spec.name, "formula_invalid", f"in {text[:40]!r}: {error}", field) from None


def _derive(spec: CodeSpec, parameters: Mapping[str, Parameter]) -> tuple[tuple[str, Formula], ...]:
    """The derived values in an order in which each needs only those before it; a cycle is refused with its members."""
    kinds = _formula_names(parameters)
    for index, (name, _) in enumerate(spec.derived):
        if not NAME.match(name) or name in RESERVED:
            raise _invalid(spec, f"{name!r} cannot be the name of a derived value", f"derived/{index}/name")
        if name in parameters or sum(name == other for other, _ in spec.derived) > 1:
            raise _invalid(spec, f"the name {name!r} is taken", f"derived/{index}/name")
    names = {name for name, _ in spec.derived}
    kinds |= dict.fromkeys(names, "integer")
    waiting = {name: (index, _parse(spec, text, kinds, f"derived/{index}/formula")) for index, (name, text) in enumerate(spec.derived)}
    ordered: list[tuple[str, Formula]] = []
    while waiting:
        ready = [name for name, (_, formula) in waiting.items() if not formula.names & waiting.keys()]
        if not ready:
            first, (index, _) = next(iter(waiting.items()))
            circle = ", ".join(sorted(waiting))
            raise code_refusal(
                spec.name,
                "formula_invalid",
                f"derived value {first!r} needs itself (the circle is among {circle})",
                f"derived/{index}/formula",
            )
        ordered += [(name, waiting.pop(name)[1]) for name in ready]
    return tuple(ordered)


def _check_leg(
    spec: CodeSpec,
    leg: Leg,
    place: str,
    parameters: Mapping[str, Parameter],
    system_gl: Mapping[str, int],
    chart: Mapping[int, GlCode],
) -> set[str]:
    """Checks one leg and returns the names of the parameters that it uses outside of its formula."""
    if leg.kind is Kind.EXPIRE:
        raise _invalid(spec, "only the lane itself expires a hold", f"{place}/kind")
    if leg.debit and leg.debit == leg.credit:
        raise _invalid(spec, "a leg debits and credits two accounts", f"{place}/credit")
    used: set[str] = set()
    for side, gl in (("debit", leg.gl_debit), ("credit", leg.gl_credit)):
        used |= _check_side(spec, getattr(leg, side), gl, leg, place, side, parameters, system_gl, chart)
    for field, kind in _FIELDS.items():
        name: str | None = getattr(leg, field)
        if name is None:
            continue
        if name not in parameters or parameters[name].type is not kind:
            raise _invalid(spec, f"{field} must name a parameter of type {kind}", f"{place}/{field}")
        used.add(name)
    if (leg.ref is not None) != (leg.kind in _KINDS_OF_REF):
        raise _invalid(spec, "capture, release and reverse refer to a transfer, and only they do", f"{place}/ref")
    if leg.ref is not None and not parameters[leg.ref].required:
        raise _invalid(spec, "the transfer referred to must be a required parameter", f"{place}/ref")
    if (leg.expires_at is not None) and leg.kind is not Kind.HOLD:
        raise _invalid(spec, "only a hold expires", f"{place}/expires_at")
    if leg.final and leg.kind is not Kind.CAPTURE:
        raise _invalid(spec, "only a capture can be final", f"{place}/final")
    if leg.optional and leg.kind not in (Kind.POST, Kind.HOLD):
        raise _invalid(spec, "only a post or a hold can be left out: 0 means all that is left elsewhere", f"{place}/optional")
    if leg.kind is Kind.REVERSE and leg.amount != "0":
        raise _invalid(spec, "a reversal is whole: its amount is 0", f"{place}/amount")
    if leg.kind in (Kind.POST, Kind.HOLD) and leg.amount == "0":
        raise _invalid(spec, "a post and a hold need an amount", f"{place}/amount")
    return used


def _check_side(
    spec: CodeSpec,
    text: str,
    gl: int,
    leg: Leg,
    place: str,
    side: str,
    parameters: Mapping[str, Parameter],
    system_gl: Mapping[str, int],
    chart: Mapping[int, GlCode],
) -> set[str]:
    field = f"{place}/{side}"
    if leg.kind in _KINDS_OF_REF:
        if text:
            raise _invalid(spec, "the accounts of a capture, release or reversal follow from the transfer it refers to", field)
    elif not text:
        raise _invalid(spec, f"the leg must say which account it {side}s", field)
    if gl and gl not in chart:
        raise code_refusal(spec.name, "gl_code_unknown", f"{gl} is not in the chart of accounts", f"{place}/gl_{side}")
    if not text:
        return set()
    if not text.startswith("@"):
        if text not in parameters or parameters[text].type is not ParameterType.ACCOUNT or not parameters[text].required:
            raise _invalid(spec, f"{text!r} is not a required parameter of type account; a system account is written @name", field)
        return {text}
    name, _, currency = text[1:].partition(":")
    if name not in system_gl:
        raise code_refusal(spec.name, "system_account_unknown", f"there is no system account @{name}", field)
    if gl and gl != system_gl[name]:
        raise _invalid(spec, f"@{name} belongs to GL code {system_gl[name]}, not {gl}", f"{place}/gl_{side}")
    if currency:
        if currency not in parameters or parameters[currency].type is not ParameterType.CURRENCY:
            raise _invalid(spec, f"{currency!r} is not a parameter of type currency", field)
        return {currency}
    if "currency" in parameters and parameters["currency"].type is ParameterType.CURRENCY:
        return {"currency"}
    return set()
