"""The formula language of transaction codes: exact integer arithmetic over parameters, parsed once into closures.

    formula  = term { ("+" | "-") term }
    term     = factor { ("*" | "//") factor }
    factor   = "-" factor | integer | decimal | name | function "(" formula { "," formula } ")" | "(" formula ")"

Integers are minor units or counts; a decimal literal or a rate parameter is a rate. A rate meets an amount only in ``apply(amount, rate)`` and
``convert(amount, rate, from, to)``, which round half to even; ``//`` rounds down; ``min`` and ``max`` take two or more. Nothing else exists:
no attribute, no index, no call of anything but these four. A formula is written by a person at a bank, so every refusal gives the position.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Any, NoReturn

from twincore.kernel.money import CURRENCIES
from twincore.transactions.model import FORMULA_CHARS_MAX, FORMULA_DEPTH_MAX, RATE_DIGITS_MAX

Rate = tuple[int, int]
"""A rate as a fraction: numerator and positive denominator."""
Values = Mapping[str, Any]
Evaluate = Callable[[Values], Any]

FUNCTIONS = {"min": 0, "max": 0, "apply": 2, "convert": 4}
"""The functions of the language and how many arguments each takes (0: two or more)."""

_TOKEN = re.compile(r"\s*(?:(?P<decimal>\d+\.\d+)|(?P<integer>\d+)|(?P<name>[A-Za-z_]\w*)|(?P<sign>//|[-+*(),])|(?P<other>\S))", re.ASCII)
_DECIMAL = re.compile(r"^\d+(\.\d+)?$", re.ASCII)
_INTEGER_DIGITS_MAX = 18


class FormulaError(Exception):
    """What is wrong with a formula, and at which character (from 1); the caller says of which code and leg."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(f"{message} (at character {position})")
        self.position = position


@dataclass(frozen=True, slots=True)
class Formula:
    """A parsed formula. names: what it refers to; evaluate: values by name -> whole number (raises ``FormulaError`` on division by zero)."""

    text: str
    names: frozenset[str]
    evaluate: Callable[[Values], int]


def half_even(numerator: int, denominator: int) -> int:
    """The whole number nearest to a fraction, half to even (IEEE 754 roundTiesToEven, the accountant's rounding); exact for any size and sign."""
    quotient, rest = divmod(numerator, denominator)
    twice = 2 * rest
    if twice > denominator or (twice == denominator and quotient & 1):
        quotient += 1
    return quotient


def rate_of(value: int | str) -> Rate:
    """A rate as a fraction: an integer counts parts per million, a string is a plain decimal number. Raises ``ValueError`` for anything else."""
    if isinstance(value, int):
        return value, 1_000_000
    if not _DECIMAL.match(value) or len(value.replace(".", "")) > RATE_DIGITS_MAX:
        raise ValueError(f"{value!r} is not a plain decimal number of at most {RATE_DIGITS_MAX} digits")
    whole, _, fraction = value.partition(".")
    return int(whole + fraction), 10 ** len(fraction)


def parse(text: str, kinds: Mapping[str, str]) -> Formula:
    """Parse a formula that must give a whole number.

    kinds: the names it may use, each ``integer``, ``rate`` or ``currency``. Raises ``FormulaError``: unknown name, a type that does not fit, a
    result that is not a whole number, division by the literal 0, a formula too long or too deep, or plain bad syntax.
    """
    if len(text) > FORMULA_CHARS_MAX:
        raise FormulaError(f"a formula has at most {FORMULA_CHARS_MAX} characters", FORMULA_CHARS_MAX)
    parser = _Parser(text, kinds)
    kind, evaluate = parser.formula(0)
    if parser.kind != "end":
        parser.fail(f"{parser.token!r} is one too many")
    if kind != "integer":
        raise FormulaError(f"the formula gives a {kind}, not a whole number: a rate is used as apply(amount, rate)", 1)
    return Formula(text, frozenset(parser.names), evaluate)


class _Parser:
    """Recursive descent over the grammar above; every method returns the type of what it read and a closure that evaluates it."""

    def __init__(self, text: str, kinds: Mapping[str, str]) -> None:
        self.text, self.kinds = text, kinds
        self.names: set[str] = set()
        self.at = self.position = 0
        self.kind = self.token = ""
        self.advance()

    def advance(self) -> None:
        if match := _TOKEN.match(self.text, self.at):
            self.kind, self.token = match.lastgroup or "", match[match.lastgroup or 0]
            self.position, self.at = match.start(match.lastgroup or 0), match.end()
        else:
            self.kind, self.token, self.position = "end", "the end", len(self.text)

    def fail(self, message: str) -> NoReturn:
        raise FormulaError(message, self.position + 1)

    def formula(self, depth: int) -> tuple[str, Evaluate]:
        return self._chain(("+", "-"), self._term, depth)

    def _term(self, depth: int) -> tuple[str, Evaluate]:
        return self._chain(("*", "//"), self._factor, depth)

    def _chain(self, signs: tuple[str, str], part: Callable[[int], tuple[str, Evaluate]], depth: int) -> tuple[str, Evaluate]:
        kind, left = part(depth)
        while self.kind == "sign" and self.token in signs:
            sign, position = self.token, self.position + 1
            if kind != "integer":
                self.fail(f"{sign} takes whole numbers; a {kind} is used as apply(amount, rate)")
            self.advance()
            start, literal_zero = self.position, self.kind == "integer" and not int(self.token)
            right_kind, right = part(depth)
            if right_kind != "integer":
                raise FormulaError(f"{sign} takes whole numbers; a {right_kind} is used as apply(amount, rate)", start + 1)
            if sign == "//" and literal_zero:
                raise FormulaError("division by zero", position)
            left = _operation(sign, left, right, position)
        return kind, left

    def _factor(self, depth: int) -> tuple[str, Evaluate]:
        if depth > FORMULA_DEPTH_MAX:
            self.fail(f"a formula nests at most {FORMULA_DEPTH_MAX} deep")
        if self.kind == "sign" and self.token == "-":
            self.advance()
            start = self.position
            kind, inner = self._factor(depth + 1)
            if kind != "integer":
                raise FormulaError(f"a {kind} cannot be negative", start + 1)
            return kind, lambda v: -inner(v)
        if self.kind == "sign" and self.token == "(":
            self.advance()
            inside = self.formula(depth + 1)
            self._expect(")")
            return inside
        return self._atom(depth)

    def _atom(self, depth: int) -> tuple[str, Evaluate]:
        kind, token, start = self.kind, self.token, self.position
        if kind not in ("integer", "decimal", "name"):
            self.fail(f"{token!r} is not expected here")
        self.advance()
        if kind == "integer":
            if len(token) > _INTEGER_DIGITS_MAX:
                raise FormulaError(f"a number has at most {_INTEGER_DIGITS_MAX} digits", start + 1)
            number = int(token)
            return "integer", lambda _: number
        if kind == "decimal":
            try:
                rate = rate_of(token)
            except ValueError as error:
                raise FormulaError(str(error), start + 1) from None
            return "rate", lambda _: rate
        if self.kind == "sign" and self.token == "(":
            return self._call(token, start, depth + 1)
        if token not in self.kinds:
            raise FormulaError(f"there is no amount, count, rate or currency named {token!r}", start + 1)
        self.names.add(token)
        return self.kinds[token], itemgetter(token)

    def _call(self, name: str, start: int, depth: int) -> tuple[str, Evaluate]:
        if name not in FUNCTIONS:
            raise FormulaError(f"there is no function {name!r}; there are {', '.join(FUNCTIONS)}", start + 1)
        arguments: list[tuple[str, Evaluate]] = []
        while not arguments or (self.kind == "sign" and self.token == ","):
            self.advance()
            arguments.append(self.formula(depth))
        self._expect(")")
        wanted = FUNCTIONS[name]
        if len(arguments) != wanted if wanted else len(arguments) < 2:
            raise FormulaError(f"{name} takes {wanted or 'two or more'} arguments, not {len(arguments)}", start + 1)
        kinds = [kind for kind, _ in arguments]
        expected = {"apply": ["integer", "rate"], "convert": ["integer", "rate", "currency", "currency"]}.get(
            name, ["integer"] * len(kinds)
        )
        if kinds != expected:
            raise FormulaError(f"{name} takes ({', '.join(expected)}), not ({', '.join(kinds)})", start + 1)
        return "integer", _function(name, [evaluate for _, evaluate in arguments])

    def _expect(self, sign: str) -> None:
        if self.kind != "sign" or self.token != sign:
            self.fail(f"{sign!r} is missing")
        self.advance()


def _operation(sign: str, left: Evaluate, right: Evaluate, position: int) -> Evaluate:
    def divide(values: Values) -> Any:
        divisor = right(values)
        if divisor == 0:
            raise FormulaError("division by zero", position)
        return left(values) // divisor

    match sign:
        case "+":
            return lambda v: left(v) + right(v)
        case "-":
            return lambda v: left(v) - right(v)
        case "*":
            return lambda v: left(v) * right(v)
        case _:
            return divide


def _function(name: str, arguments: list[Evaluate]) -> Evaluate:
    if name in ("min", "max"):
        choose = min if name == "min" else max
        return lambda v: choose([argument(v) for argument in arguments])
    amount, rate = arguments[:2]
    if name == "apply":

        def apply(values: Values) -> int:
            numerator, denominator = rate(values)
            return half_even(amount(values) * numerator, denominator)

        return apply
    return partial(_convert, amount, rate, arguments[2], arguments[3])


def _convert(amount: Evaluate, rate: Evaluate, source: Evaluate, target: Evaluate, values: Values) -> int:
    numerator, denominator = rate(values)
    shift = CURRENCIES[target(values)][1] - CURRENCIES[source(values)][1]
    if shift >= 0:
        return half_even(amount(values) * numerator * 10**shift, denominator)
    return half_even(amount(values) * numerator, denominator * 10**-shift)
