"""Money: an integer of minor units with its currency (ISO 4217). Never a float."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from twincore.kernel.refusal import Refusal

AMOUNT_MAX = 10**15
"""Largest amount of one transfer in minor units: ten trillion dollars. Keeps every sum far inside int64."""

# ISO 4217: alphabetic code -> (numeric code, digits after the point)
CURRENCIES: dict[str, tuple[int, int]] = {
    "AED": (784, 2), "AUD": (36, 2), "BHD": (48, 3), "BRL": (986, 2), "CAD": (124, 2), "CHF": (756, 2), "CLP": (152, 0),
    "CNY": (156, 2), "CZK": (203, 2), "DKK": (208, 2), "EUR": (978, 2), "FJD": (242, 2), "GBP": (826, 2), "HKD": (344, 2),
    "HUF": (348, 2), "IDR": (360, 2), "ILS": (376, 2), "INR": (356, 2), "JPY": (392, 0), "KRW": (410, 0), "KWD": (414, 3),
    "MXN": (484, 2), "MYR": (458, 2), "NOK": (578, 2), "NZD": (554, 2), "PGK": (598, 2), "PHP": (608, 2), "PLN": (985, 2),
    "SAR": (682, 2), "SEK": (752, 2), "SGD": (702, 2), "THB": (764, 2), "TND": (788, 3), "TRY": (949, 2), "TWD": (901, 2),
    "USD": (840, 2), "VND": (704, 0), "VUV": (548, 0), "WST": (882, 2), "ZAR": (710, 2),
}  # fmt: skip

BY_NUMBER: dict[int, str] = {number: code for code, (number, _) in CURRENCIES.items()}


def currency_number(code: str, field: str | None = "currency") -> int:
    """ISO 4217 numeric code of an alphabetic one; refuses ``currency_unknown``."""
    try:
        return CURRENCIES[code][0]
    except KeyError:
        raise Refusal("currency_unknown", f"{code!r} is not a currency code of ISO 4217 that is in use here.", field=field) from None


@dataclass(frozen=True, slots=True)
class Money:
    """amount: minor units, signed; currency: ISO 4217 alphabetic code."""

    amount: int
    currency: str

    def __str__(self) -> str:
        exponent = CURRENCIES[self.currency][1]
        return f"{self.currency} {Decimal(self.amount).scaleb(-exponent):,.{exponent}f}"


def round_half_even(value: Decimal) -> int:
    """Whole minor units of a decimal number of them, half to even (the accountant's rounding)."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
