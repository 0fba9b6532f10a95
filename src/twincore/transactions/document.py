"""Transaction codes as JSON documents: written whole, read strictly. The same shape is stored, served and taken in."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from typing import Any

from twincore.kernel.refusal import Refusal
from twincore.ledger import Kind
from twincore.transactions.model import CodeSpec, Leg, Parameter, ParameterType


def code_document(spec: CodeSpec) -> dict[str, Any]:
    """A code as a JSON document; what is absent or as it would be anyway is left out of parameters and legs."""
    document: dict[str, Any] = {
        "number": spec.number,
        "name": spec.name,
        "title": spec.title,
        "description": spec.description,
        "parameters": [_short(p) for p in spec.parameters],
        "legs": [_short(leg) for leg in spec.legs],
    }
    if spec.derived:
        document["derived"] = [{"name": name, "formula": formula} for name, formula in spec.derived]
    if spec.roles:
        document["roles"] = list(spec.roles)
    if spec.approval_above is not None:
        document["approval_above"] = spec.approval_above
    return document


def read_code(document: Mapping[str, Any]) -> CodeSpec:
    """A code of a JSON document; refuses ``code_invalid`` with the place for an unknown, missing or wrongly typed member."""
    code = str(document.get("name", "code"))
    top = _take(code, document, "", CodeSpec)
    return CodeSpec(
        number=_value(code, top, "number", int, ""),
        name=_value(code, top, "name", str, ""),
        title=_value(code, top, "title", str, ""),
        description=_value(code, top, "description", str, ""),
        parameters=tuple(_read_parameter(code, item, f"parameters/{i}") for i, item in enumerate(_list(code, top, "parameters"))),
        legs=tuple(_read_leg(code, item, f"legs/{i}") for i, item in enumerate(_list(code, top, "legs"))),
        derived=tuple(_read_derived(code, item, f"derived/{i}") for i, item in enumerate(_list(code, top, "derived"))),
        roles=tuple(_strings(code, _list(code, top, "roles"), "roles")),
        approval_above=_value(code, top, "approval_above", int, "", None),
    )


def _short(record: Parameter | Leg) -> dict[str, Any]:
    short: dict[str, Any] = {}
    for f in fields(record):
        value = getattr(record, f.name)
        if f.default is not MISSING and value == f.default and f.name != "kind":
            continue
        short[f.name] = value.name.lower() if isinstance(value, Kind) else value
    return short


def _read_parameter(code: str, item: Any, place: str) -> Parameter:
    given = _take(code, item, place, Parameter)
    default = given.get("default")
    if default is not None and (isinstance(default, bool) or not isinstance(default, int | str)):
        raise _refuse(code, "must be a whole number or a string", f"{place}/default")
    return Parameter(
        name=_value(code, given, "name", str, place),
        type=_choice(code, _value(code, given, "type", str, place), ParameterType, f"{place}/type"),
        required=_value(code, given, "required", bool, place, True),
        default=default,
        minimum=_value(code, given, "minimum", int, place, None),
        maximum=_value(code, given, "maximum", int, place, None),
        title=_value(code, given, "title", str, place, ""),
    )


def _read_leg(code: str, item: Any, place: str) -> Leg:
    given = _take(code, item, place, Leg)
    kinds: Callable[[str], Kind] = lambda text: Kind[text.upper()]  # noqa: E731
    values: dict[str, Any] = {"kind": _choice(code, _value(code, given, "kind", str, place, "post"), kinds, f"{place}/kind")}
    for name, kind in (("debit", str), ("credit", str), ("amount", str), ("gl_debit", int), ("gl_credit", int)):
        values[name] = _value(code, given, name, kind, place, kind())
    values["amount"] = values["amount"] or "0"
    for name in ("optional", "final", "forced"):
        values[name] = _value(code, given, name, bool, place, False)
    values["words"] = _value(code, given, "words", bool, place, True)
    for name in ("ref", "expires_at", "value_date", "posted_at"):
        values[name] = _value(code, given, name, str, place, None)
    return Leg(**values)


def _read_derived(code: str, item: Any, place: str) -> tuple[str, str]:
    if not isinstance(item, Mapping) or set(item) != {"name", "formula"}:
        raise _refuse(code, "a derived value is an object of name and formula", place)
    return _value(code, item, "name", str, place), _value(code, item, "formula", str, place)


def _refuse(code: str, message: str, field: str) -> Refusal:
    return Refusal("code_invalid", f"{code}: {field or 'the code'} {message}", field=field or None, transaction_code=code)


def _take(code: str, item: Any, place: str, record: type[Any]) -> Mapping[str, Any]:
    if not isinstance(item, Mapping):
        raise _refuse(code, "must be an object", place)
    known = {f.name for f in fields(record)}
    for name in item:
        if name not in known:
            raise _refuse(code, f"is not known; there are {', '.join(sorted(known))}", f"{place}/{name}".lstrip("/"))
    return item


_REQUIRED: Any = object()


def _value(code: str, given: Mapping[str, Any], name: str, kind: type[Any], place: str, default: Any = _REQUIRED) -> Any:
    field = f"{place}/{name}".lstrip("/")
    value = given.get(name)
    if value is None:
        if default is _REQUIRED:
            raise _refuse(code, "is missing", field)
        return default
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise _refuse(code, f"must be {'a whole number' if kind is int else 'true or false' if kind is bool else 'a string'}", field)
    return value


def _list(code: str, given: Mapping[str, Any], name: str) -> list[Any]:
    value = given.get(name, [])
    if not isinstance(value, list | tuple):
        raise _refuse(code, "must be a list", name)
    return list(value)


def _strings(code: str, items: Iterable[Any], place: str) -> list[str]:
    for index, item in enumerate(items):
        if not isinstance(item, str):
            raise _refuse(code, "must be a string", f"{place}/{index}")
    return list(items)


def _choice(code: str, text: str, choose: Callable[[str], Any], field: str) -> Any:
    try:
        return choose(text)
    except (KeyError, ValueError):
        raise _refuse(code, f"cannot be {text!r}", field) from None
