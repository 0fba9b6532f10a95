"""Numbers as people read them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from twincore.kernel.money import CURRENCIES

SIGNS = {"AUD": "$", "NZD": "$", "USD": "$", "GBP": "£", "EUR": "€"}


class MoneyWords:
    """Writes amounts of one currency. Amounts are minor units."""

    def __init__(self, currency: str) -> None:
        self.sign = SIGNS.get(currency, currency + " ")
        self._exponent = CURRENCIES[currency][1]

    def full(self, amount: int) -> str:
        """To the minor unit: $1,234.56 or -$3.00."""
        whole, rest = divmod(abs(amount), 10**self._exponent)
        cents = f".{rest:0{self._exponent}d}" if self._exponent else ""
        return f"{'-' if amount < 0 else ''}{self.sign}{whole:,}{cents}"

    def figure(self, amount: int) -> str:
        """As in a column of figures: 1,234.56 or \u22123.00."""
        return self.full(amount).replace("-", "\u2212").replace(self.sign, "")

    def plain(self, amount: int) -> str:
        """As programs read it: 1234.56 or -3.00."""
        return self.full(amount).replace(self.sign, "").replace(",", "")

    def short(self, minor_units: float) -> str:
        """Three figures at the most: $950, $12.5k, $5.2M."""
        value = abs(minor_units) / 10**self._exponent
        sign = "-" if minor_units < 0 else ""
        for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
            if value >= size * 0.9995:
                scaled = value / size
                figures = f"{scaled:.0f}" if scaled >= 99.95 else f"{scaled:.1f}" if scaled >= 9.995 else f"{scaled:.2f}"
                return f"{sign}{self.sign}{figures.rstrip('0').rstrip('.') if '.' in figures else figures}{letter}"
        return f"{sign}{self.sign}{value:,.0f}"


def day_words(day: str | date) -> str:
    """2 March 2026."""
    when = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{when.day} {when:%B %Y}"


def short_day(day: str | date) -> str:
    """Mon 2 Mar."""
    when = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{when:%a} {when.day} {when:%b}"


def month_words(day: str | date) -> str:
    """March 2026."""
    when = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{when:%B %Y}"


def brief_day(day: str | date) -> str:
    """31 Mar 2026."""
    when = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{when.day} {when:%b %Y}"


def span_words(first: str, last: str) -> str:
    """A month by its name, other periods by their ends: April 2026, 2 to 31 March 2026, 2 March to 30 May 2026."""
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    if (begin.year, begin.month) != (end.year, end.month):
        return f"{begin.day} {begin:%B} to {day_words(end)}"
    if begin.day == 1 and (end + timedelta(days=1)).day == 1:
        return f"{end:%B %Y}"
    return f"{begin.day} to {day_words(end)}" if begin != end else day_words(end)


def axis_days(days: Sequence[date], room: float) -> list[str]:
    """Words for an axis of days in so many pixels: each day where there is room for that, else every week or so; the rest empty."""
    step = room / max(1, len(days))
    if step >= 22:
        words = [f"{day.day} {day:%b}" if n == 0 or day.day == 1 else f"{day.day}" for n, day in enumerate(days)]
        close = step < 40  # a day before the first of a month would touch its name
        return ["" if close and n + 1 < len(days) and days[n + 1].day == 1 else word for n, word in enumerate(words)]
    every = next((weeks * 7 for weeks in (1, 2, 4, 8) if weeks * 7 * step >= 46), 91)
    fits = len(days) - 18 / step  # the last one's words would reach beyond the axis
    return [f"{day.day} {day:%b}" if n == 0 or (n % every == 0 and n <= fits) else "" for n, day in enumerate(days)]


def moment_words(at: str) -> str:
    """Mon 2 Mar 14:59."""
    when = datetime.fromisoformat(at)
    return f"{short_day(when.date())} {when:%H:%M}"


def plural(count: int, one: str, many: str = "") -> str:
    """1 account, 2 accounts."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def percent(part: float, whole: float, digits: int = 1) -> str:
    """A share in percent; none where there is no whole."""
    return f"{100 * part / whole:.{digits}f}%" if whole else "none"
