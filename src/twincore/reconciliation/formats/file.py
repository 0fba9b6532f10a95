"""What every statement file becomes once it is read, and the checks that hold for all of them.

Amounts are signed integers of minor units as the file's keeper sees them: a credit is above zero, a debit below. Lines count from 1.
"""

import re
from dataclasses import dataclass
from datetime import date

from twincore.kernel.money import AMOUNT_MAX, CURRENCIES
from twincore.kernel.refusal import Category, Refusal

_DIGITS = re.compile(r"[0-9]+")
REFERENCE_MAX = 140
WORDS_MAX = 1_000


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """One entry. reference: the one that we gave; servicer_reference: the keeper's own; empty where there is none."""

    line: int
    amount: int
    booked_on: date
    value_date: date
    reference: str
    servicer_reference: str
    words: str


@dataclass(frozen=True, slots=True)
class StatementFile:
    """One statement: what it says it is, from where to where it leads, and its entries in the file's order.

    chained: its opening balance continues the closing balance of the statement before.
    """

    line: int
    reference: str
    identification: str
    currency: str
    opening: int
    opening_on: date
    closing: int
    closing_on: date
    entries: tuple[StatementEntry, ...]
    chained: bool = True


def malformed(line: int, reason: str) -> Refusal:
    """The refusal ``statement_malformed`` of a line, with the reason."""
    return Refusal("statement_malformed", f"Line {line}: {reason}.", field=f"line/{line}", line=line)


def total_wrong(line: int, what: str, stated: int, counted: int) -> Refusal:
    """The refusal ``statement_total_wrong``: a control total is not what the entries add up to."""
    return Refusal(
        "statement_total_wrong",
        f"Line {line}: the {what} is stated as {stated}, but the entries come to {counted}.",
        category=Category.RULE,
        field=f"line/{line}",
        line=line,
        stated=stated,
        counted=counted,
    )


def check_closing(line: int, statement: StatementFile) -> StatementFile:
    """The statement, if its opening balance and its entries come to its closing balance; refuses ``statement_balance_wrong``."""
    counted = statement.opening + sum(entry.amount for entry in statement.entries)
    if counted != statement.closing:
        raise Refusal(
            "statement_balance_wrong",
            f"Line {line}: statement {statement.reference} closes at {statement.closing}, but its opening balance and entries come to {counted}.",
            category=Category.RULE,
            field=f"line/{line}",
            line=line,
            stated=statement.closing,
            counted=counted,
        )
    return statement


def minor_units(text: str, currency: str, line: int, point: str, *, point_needed: bool = False) -> int:
    """Minor units of an unsigned decimal such as ``1234,5`` (with its decimal point), exact. Refuses more digits than the currency has."""
    if currency not in CURRENCIES:
        raise malformed(line, f"{currency!r} is not a currency that is in use here")
    exponent = CURRENCIES[currency][1]
    whole, found, fraction = text.partition(point)
    if not _DIGITS.fullmatch(whole) or (fraction and not _DIGITS.fullmatch(fraction)) or (point_needed and not found):
        raise malformed(line, f"{text!r} is not an amount")
    if len(fraction.rstrip("0")) > exponent:
        raise malformed(line, f"{text!r} has more digits after the point than {currency} has")
    return within(int(whole) * 10**exponent + int((fraction[:exponent] or "0").ljust(exponent, "0") if exponent else "0"), line)


def within(amount: int, line: int) -> int:
    """The amount, unless it is larger than any amount here."""
    if amount > AMOUNT_MAX:
        raise malformed(line, f"an amount of {amount} is larger than {AMOUNT_MAX}")
    return amount


def whole_number(text: str, what: str, line: int) -> int:
    """A whole number in ASCII digits."""
    if not _DIGITS.fullmatch(text) or len(text) > 18:
        raise malformed(line, f"the {what} is {text!r}, not a whole number")
    return int(text)


def day(text: str, what: str, line: int) -> date:
    """A date written ``2026-03-31`` or ``20260331``."""
    digits = text.replace("-", "") if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else text
    try:
        if not re.fullmatch(r"[0-9]{8}", digits):
            raise ValueError(text)
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise malformed(line, f"the {what} is {text!r}, not a date") from None


def lines_of(content: bytes) -> list[str]:
    """The lines of a text file in UTF-8. Refuses what is not, and control characters."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise malformed(content.count(b"\n", 0, error.start) + 1, "it is not UTF-8") from None
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    for number, line in enumerate(lines, 1):
        if any(character < " " or character == "\x7f" for character in line):
            raise malformed(number, "it has a control character")
    return lines


def words(text: str, what: str, line: int, longest: int = REFERENCE_MAX) -> str:
    """A text without blanks around it, not longer than may be."""
    text = text.strip()
    if len(text) > longest:
        raise malformed(line, f"the {what} has more than {longest} characters")
    return text
