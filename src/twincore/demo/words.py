"""Numbers as people read them."""

from datetime import date, datetime

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
