"""From a transaction code and its parameters to the transfers to ask the ledger for. Pure: compiled once, then no I/O, no clock, no randomness."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from twincore.kernel.clock import to_us
from twincore.kernel.ids import id_of_key
from twincore.kernel.money import AMOUNT_MAX, CURRENCIES
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.ledger import NEVER_US, Flag, Kind, TransferRequest
from twincore.transactions.formula import FormulaError, rate_of
from twincore.transactions.model import (
    TEXT_CHARS_MAX,
    GlCode,
    Leg,
    Parameter,
    ParameterType,
    SystemAccount,
    TransactionCode,
    code_refusal,
)
from twincore.transactions.rules import CheckedCode, check_code

_ABSENT: Any = object()
_NEEDED: Any = object()
_ACCOUNT_MAX = 2**63 - 1
_TIME_END = 253_402_300_800_000_000  # the year 10000
Read = Callable[[Any], Any]
Resolve = Callable[[Mapping[str, Any]], int]
Expander = Callable[[Mapping[str, Any], UUID], list[TransferRequest]]


@dataclass(frozen=True, slots=True)
class _CompiledLeg:
    place: str
    kind: Kind
    debit: Resolve | None
    credit: Resolve | None
    amount: Callable[[Mapping[str, Any]], int]
    ref: str | None
    expires_at: str | None
    value_date: str | None
    posted_at: str | None
    flags: Flag
    linked: Flag
    optional: bool
    words: bool


class _CompiledCode:
    """One version of a code, ready to expand."""

    def __init__(self, checked: CheckedCode, currency: str, accounts: Mapping[tuple[str, str], int]) -> None:
        spec = checked.spec
        self.name, self.number = spec.name, spec.number
        self.known = frozenset(p.name for p in spec.parameters)
        self.readers = tuple((p.name, _reader(spec.name, p), _fallback(p, currency)) for p in spec.parameters)
        self.words = tuple(p.name for p in spec.parameters if p.type is ParameterType.TEXT)
        self.derived = tuple((name, formula.evaluate) for name, formula in checked.derived)
        own = "currency" if any(p.name == "currency" and p.type is ParameterType.CURRENCY for p in spec.parameters) else ""
        self.legs = tuple(
            _CompiledLeg(
                place=f"legs/{index}",
                kind=leg.kind,
                debit=_resolver(spec.name, leg.debit, own, currency, accounts, f"legs/{index}/debit"),
                credit=_resolver(spec.name, leg.credit, own, currency, accounts, f"legs/{index}/credit"),
                amount=formula.evaluate,
                ref=leg.ref,
                expires_at=leg.expires_at,
                value_date=leg.value_date,
                posted_at=leg.posted_at,
                flags=_flags(leg),
                linked=_flags(leg) | Flag.LINKED,
                optional=leg.optional,
                words=leg.words,
            )
            for index, (leg, formula) in enumerate(zip(spec.legs, checked.amounts, strict=True))
        )

    def expand(self, parameters: Mapping[str, Any], id: UUID) -> list[TransferRequest]:  # noqa: A002 - the contract's name
        values = self.read(parameters)
        place = "derived"
        try:
            for name, evaluate in self.derived:
                values[name] = evaluate(values)
            detail = {name: words for name in self.words if (words := values[name]) is not None} or None
            drawn: list[tuple[int, _CompiledLeg, int]] = []
            for index, leg in enumerate(self.legs):
                place = leg.place
                amount = leg.amount(values)
                if amount <= 0:
                    if amount == 0 and leg.optional:
                        continue
                    if amount < 0 or leg.kind is Kind.POST or leg.kind is Kind.HOLD:
                        raise code_refusal(
                            self.name, "leg_amount_invalid", f"the amount comes to {amount}", f"{place}/amount", Category.RULE
                        )
                elif amount > AMOUNT_MAX:
                    raise code_refusal(self.name, "leg_amount_invalid", f"the amount comes to more than {AMOUNT_MAX}", f"{place}/amount")
                drawn.append((index, leg, amount))
        except FormulaError as error:
            raise code_refusal(self.name, "formula_undefined", str(error), place, Category.RULE) from None
        if not drawn:
            raise code_refusal(
                self.name, "leg_amount_invalid", "every amount comes to 0: there is nothing to post", "parameters", Category.RULE
            )
        index, leg, amount = drawn[0]
        if len(drawn) == 1:
            return [self._request(id, leg, amount, leg.flags, values, detail)]
        requests = [self._request(id, leg, amount, leg.linked, values, detail)]
        for index, leg, amount in drawn[1:-1]:
            requests.append(self._request(id_of_key(id, index), leg, amount, leg.linked, values, detail))
        index, leg, amount = drawn[-1]
        requests.append(self._request(id_of_key(id, index), leg, amount, leg.flags, values, detail))
        return requests

    def _request(
        self,
        id: UUID,  # noqa: A002
        leg: _CompiledLeg,
        amount: int,
        flags: Flag,
        values: Mapping[str, Any],
        detail: dict[str, Any] | None,
    ) -> TransferRequest:
        debit = 0 if leg.debit is None else leg.debit(values)
        credit = 0 if leg.credit is None else leg.credit(values)
        expires = None if leg.expires_at is None else values[leg.expires_at]
        posted = None if leg.posted_at is None else values[leg.posted_at]
        return TransferRequest(
            id,
            leg.kind,
            debit,
            credit,
            amount,
            self.number,
            None if leg.ref is None else values[leg.ref],
            flags if posted is None else flags | Flag.IMPORTED,
            None if leg.value_date is None else values[leg.value_date],
            posted,
            NEVER_US if expires is None else expires,
            detail if leg.words else None,
        )

    def read(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The values of all parameters, checked; refuses an unknown, missing, wrongly typed or unlimited one by its name."""
        values: dict[str, Any] = {}
        given = 0
        for name, read, fallback in self.readers:
            value = parameters.get(name, _ABSENT)
            if value is not _ABSENT:
                given += 1
                if value is not None:
                    values[name] = read(value)
                    continue
            if fallback is _NEEDED:
                raise code_refusal(self.name, "parameter_missing", f"parameter {name!r} is missing", f"parameters/{name}")
            values[name] = fallback
        if given != len(parameters):
            unknown = next(name for name in parameters if name not in self.known)
            known = ", ".join(name for name, _, _ in self.readers)
            raise code_refusal(
                self.name, "parameter_unknown", f"there is no parameter {unknown!r}; there are {known}", f"parameters/{unknown}"
            )
        return values


class Catalogue:
    """The codes of one tenant as they hold in one span of time, compiled. Immutable; share it between threads."""

    def __init__(
        self,
        tenant: int,
        currency: str,
        codes: Iterable[TransactionCode],
        accounts: Iterable[SystemAccount],
        chart: Mapping[int, GlCode],
        *,
        valid_until_us: int = NEVER_US,
    ) -> None:
        self.tenant = tenant
        self.currency = currency
        self.valid_until_us = valid_until_us
        self.accounts = tuple(accounts)
        self._ids = {(a.name, a.currency): a.account for a in self.accounts}
        self.codes = {code.name: code for code in codes}
        gl = {a.name: a.gl for a in self.accounts}
        self._compiled = {name: _CompiledCode(check_code(c.spec, gl, chart), currency, self._ids) for name, c in self.codes.items()}

    def expander(self, code: str) -> Expander:
        """The function that expands one code: (parameters, id) -> transfer requests. Refuses ``transaction_code_not_found``."""
        compiled = self._compiled.get(code)
        if compiled is None:
            raise not_found("transaction_code", repr(code), "code")
        return compiled.expand

    def system_account(self, name: str, currency: str | None = None) -> int:
        """The ledger account of ``@name``, in the tenant's own currency unless said. Refuses ``system_account_not_found``."""
        currency = currency or self.currency
        if (account := self._ids.get((name, currency))) is None:
            raise not_found("system_account", f"@{name} in {currency}", "name")
        return account

    def title(self, number: int) -> str | None:
        """The title of a code by its number, for statements; None if no code that holds now has it."""
        return next((c.spec.title for c in self.codes.values() if c.number == number), None)


def expand(catalogue: Catalogue, code: str, parameters: Mapping[str, Any], *, id: UUID) -> list[TransferRequest]:  # noqa: A002
    """The transfers of a transaction code, as one linked group. Pure and cheap.

    parameters: by name, as Python or JSON values (a date may be ``"2026-03-31"``, a transfer a UUID string). id: the id of the first transfer; the leg
    at index n gets ``id_of_key(id, n)``, so the same call always asks for the same transfers.
    Refuses ``transaction_code_not_found``, ``parameter_unknown``, ``parameter_missing``, ``parameter_invalid``, ``parameter_out_of_limits``,
    ``leg_amount_invalid``, ``formula_undefined`` and ``system_account_not_found``, naming code, parameter and place.
    """
    return catalogue.expander(code)(parameters, id)


def _flags(leg: Leg) -> Flag:
    return (Flag.FORCED if leg.forced else Flag(0)) | (Flag.FINAL if leg.final else Flag(0))


def _fallback(parameter: Parameter, currency: str) -> Any:
    if parameter.required:
        return _NEEDED
    match parameter.type:
        case ParameterType.AMOUNT | ParameterType.COUNT:
            return parameter.default or 0
        case ParameterType.RATE:
            return None if parameter.default is None else rate_of(parameter.default)
        case ParameterType.CURRENCY:
            return parameter.default or currency
        case _:
            return parameter.default


def _resolver(code: str, text: str, own: str, currency: str, accounts: Mapping[tuple[str, str], int], field: str) -> Resolve | None:
    """How a side of a leg finds its account: None where it follows from the transfer referred to."""
    if not text:
        return None
    if not text.startswith("@"):
        return lambda values: values[text]
    name, _, chosen = text[1:].partition(":")
    chosen = chosen or own
    if not chosen:
        if (account := accounts.get((name, currency))) is not None:
            return lambda _: account
        return partial(_refuse_unopened, code, name, currency, field)
    by_currency = {its_currency: account for (its_name, its_currency), account in accounts.items() if its_name == name}

    def resolve(values: Mapping[str, Any]) -> int:
        account = by_currency.get(values[chosen])
        return _refuse_unopened(code, name, values[chosen], f"parameters/{chosen}", values) if account is None else account

    return resolve


def _refuse_unopened(code: str, name: str, currency: str, field: str, _values: Mapping[str, Any]) -> int:
    raise code_refusal(code, "system_account_not_found", f"@{name} is not open in {currency}", field, Category.RULE)


def _reader(code: str, parameter: Parameter) -> Read:
    """The function that checks one given value of a parameter and returns it as the ledger wants it."""
    field = f"parameters/{parameter.name}"

    def wrong(wanted: str) -> Refusal:
        return code_refusal(code, "parameter_invalid", f"parameter {parameter.name!r} must be {wanted}", field)

    def outside(low: object, high: object) -> Refusal:
        return code_refusal(
            code, "parameter_out_of_limits", f"parameter {parameter.name!r} must be from {low} to {high}", field, Category.RULE
        )

    match parameter.type:
        case ParameterType.AMOUNT | ParameterType.COUNT:
            unit = "minor units" if parameter.type is ParameterType.AMOUNT else "units"
            low = parameter.minimum if parameter.minimum is not None else 1 if parameter.required else 0
            high = parameter.maximum if parameter.maximum is not None else AMOUNT_MAX
            return partial(_read_integer, low, high, lambda: wrong(f"a whole number of {unit}"), lambda: outside(low, high))
        case ParameterType.ACCOUNT:
            return partial(_read_integer, 1, _ACCOUNT_MAX, lambda: wrong("an account id"), lambda: wrong("an account id"))
        case ParameterType.TIME:
            return partial(_read_time, lambda: wrong("a time such as 2026-03-31T17:00:00Z, or microseconds since 1970 UTC"))
        case ParameterType.RATE:
            least, most = parameter.minimum or 0, parameter.maximum if parameter.maximum is not None else 10**15
            said = "a rate: a whole number of parts per million or a decimal string"
            return partial(_read_rate, least, most, lambda: wrong(said), lambda: outside(f"{least} ppm", f"{most} ppm"))
        case ParameterType.TEXT:
            fewest, longest = parameter.minimum or 0, TEXT_CHARS_MAX if parameter.maximum is None else parameter.maximum
            return partial(
                _read_text, fewest, longest, lambda: wrong(f"text of {fewest} to {longest} characters without control characters")
            )
        case ParameterType.CURRENCY:
            return partial(_read_currency, lambda: wrong("a currency code of ISO 4217"))
        case ParameterType.DATE:
            return partial(_read_date, lambda: wrong("a date such as 2026-03-31"))
        case ParameterType.TRANSFER:
            return partial(_read_id, lambda: wrong("the id of a transfer"))


def _read_integer(low: int, high: int, wrong: Callable[[], Refusal], outside: Callable[[], Refusal], value: Any) -> int:
    if type(value) is not int:
        raise wrong()
    if not low <= value <= high:
        raise outside()
    return value


def _read_time(wrong: Callable[[], Refusal], value: Any) -> int:
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise wrong() from None
        if moment.tzinfo is None:
            raise wrong()
        value = to_us(moment)
    if type(value) is not int or not 0 <= value < _TIME_END:
        raise wrong()
    return value


def _read_rate(low: int, high: int, wrong: Callable[[], Refusal], outside: Callable[[], Refusal], value: Any) -> tuple[int, int]:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise wrong()
    try:
        numerator, denominator = rate_of(value)
    except ValueError:
        raise wrong() from None
    if not low * denominator <= numerator * 1_000_000 <= high * denominator:
        raise outside()
    return numerator, denominator


def _read_text(fewest: int, longest: int, wrong: Callable[[], Refusal], value: Any) -> str:
    if not isinstance(value, str) or not fewest <= len(value) <= longest or not (value.isprintable() or not value):
        raise wrong()
    return value


def _read_currency(wrong: Callable[[], Refusal], value: Any) -> str:
    if not isinstance(value, str) or value not in CURRENCIES:
        raise wrong()
    return value


def _read_date(wrong: Callable[[], Refusal], value: Any) -> date:
    if type(value) is date:
        return value
    try:
        if not isinstance(value, str) or len(value) != 10:
            raise wrong()
        return date.fromisoformat(value)
    except ValueError:
        raise wrong() from None


def _read_id(wrong: Callable[[], Refusal], value: Any) -> UUID:
    if isinstance(value, UUID):
        return value
    try:
        if not isinstance(value, str) or len(value) != 36:
            raise wrong()
        return UUID(value)
    except ValueError:
        raise wrong() from None
