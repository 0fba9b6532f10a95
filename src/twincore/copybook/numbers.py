"""One value to its bytes and back: zoned, packed, binary and floating-point numbers. Integers throughout; a float only for COMP-1 and COMP-2.

Formats: z/Architecture Principles of Operation, chapters "Decimal instructions" and "Hexadecimal-floating-point".
"""

import math
import struct
from decimal import Decimal
from typing import Final

from twincore.copybook.codepage import CodePage
from twincore.copybook.model import Dialect, Field, Usage

_PACKED_MINUS: Final = "bd"
_HEX_BIAS: Final = 64


class Wrong(Exception):  # noqa: N818 - becomes a refusal where the record and the field are known
    """A value or its bytes are not what the field can hold. code: of the refusal; index: of the byte in the field."""

    def __init__(self, code: str, reason: str, index: int = 0) -> None:
        super().__init__(reason)
        self.code, self.reason, self.index = code, reason, index


class KeptFloat(float):
    """A floating-point number that is kept with its bytes, ``image``, because the float does not say them: a COMP-2 of 56 bits in
    hexadecimal format, of which this is the nearest float, or something that is no number. Written back, it is its image.
    """

    image: bytes

    def __new__(cls, nearest: float, image: bytes) -> "KeptFloat":
        """nearest: the float; image: the bytes that were read."""
        made = super().__new__(cls, nearest)
        made.image = image
        return made

    def __getnewargs__(self) -> tuple[float, bytes]:  # type: ignore[override]
        return float(self), self.image


def read_number(raw: bytes, field: Field, page: CodePage, dialect: Dialect) -> int | float:
    """The value of a number's bytes, unscaled; raises Wrong."""
    match field.usage:
        case Usage.PACKED:
            return _read_packed(raw, field)
        case Usage.BINARY:
            return int.from_bytes(raw, "big", signed=field.signed)
        case Usage.NATIVE:
            return int.from_bytes(raw, "big" if dialect.native_order == "big" else "little", signed=field.signed)
        case Usage.FLOAT | Usage.DOUBLE:
            return _read_floating(raw, dialect)
        case _:
            return _read_zoned(raw, field, page)


def write_number(value: object, field: Field, page: CodePage, dialect: Dialect) -> bytes:
    """The bytes of a value; raises Wrong."""
    if field.usage in (Usage.FLOAT, Usage.DOUBLE):
        return _write_floating(value, field, dialect)
    number = _unscaled(value, field)
    if field.usage is Usage.NATIVE:
        least, most = (-(1 << field.length * 8 - 1), (1 << field.length * 8 - 1) - 1) if field.signed else (0, (1 << field.length * 8) - 1)
        if not least <= number <= most:
            raise Wrong("number_too_large", f"{number} does not fit into {field.length} bytes")
        return number.to_bytes(field.length, "big" if dialect.native_order == "big" else "little", signed=field.signed)
    if abs(number) >= 10**field.digits:
        raise Wrong("number_too_large", f"{number} has more than {field.digits} digits")
    if field.usage is Usage.BINARY:
        return number.to_bytes(field.length, "big", signed=field.signed)
    if field.usage is Usage.PACKED:
        sign = "F" if not field.signed else "D" if number < 0 else "C"
        return bytes.fromhex(f"{abs(number):0{field.length * 2 - 1}}{sign}")
    return _write_zoned(number, field, page, dialect)


def _unscaled(value: object, field: Field) -> int:
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise Wrong("number_inexact", f"{value} is no number")
        sign, digits, exponent = value.as_tuple()
        assert isinstance(exponent, int)
        shift = exponent + field.scale
        number = int("".join(map(str, digits)) or "0")
        if shift < 0 and number % 10 ** min(-shift, 400):
            raise Wrong("number_inexact", f"{value} has more digits after the point than the field, {field.scale}")
        if shift > 400 and number:
            raise Wrong("number_too_large", f"{value} has more than {field.digits} digits")
        number = number * 10 ** min(shift, 400) if shift >= 0 else number // 10 ** min(-shift, 400)
        value = -number if sign else number
    if not isinstance(value, int) or isinstance(value, bool):
        raise Wrong("value_type_wrong", f"a number is an integer (unscaled) or a Decimal, not {type(value).__name__}")
    if value < 0 and not field.signed:
        raise Wrong("number_negative", f"{value} is negative, and the field has no sign")
    return value


def _read_packed(raw: bytes, field: Field) -> int:
    image = raw.hex()
    digits, sign = image[:-1], image[-1]
    if not digits.isdecimal():
        at = next(n for n, digit in enumerate(digits) if digit > "9")
        raise Wrong("digit_invalid", f"X'{raw[at // 2]:02X}' has a half byte that is not a digit", at // 2)
    if sign <= "9":
        raise Wrong("sign_invalid", f"X'{raw[-1]:02X}' ends in no sign", len(raw) - 1)
    if not field.digits % 2 and digits[0] != "0":
        raise Wrong("digit_invalid", f"X'{raw[0]:02X}' has a digit more than the field, {field.digits}")
    if sign in _PACKED_MINUS:
        if not field.signed:
            raise Wrong("sign_invalid", f"X'{raw[-1]:02X}' ends in a minus, and the field has no sign", len(raw) - 1)
        return -int(digits)
    return int(digits)


def _read_zoned(raw: bytes, field: Field, page: CodePage) -> int:
    sign, negative, shift = field.sign, False, 0
    if sign.separate:
        at = 0 if sign.leading else len(raw) - 1
        if raw[at] not in (page.plus, page.minus):
            raise Wrong("sign_invalid", f"X'{raw[at]:02X}' is neither plus nor minus", at)
        negative = raw[at] == page.minus
        raw, shift = (raw[1:], 1) if sign.leading else (raw[:-1], 0)
        digits = raw.translate(page.digits)
    else:
        at = 0 if sign.leading else len(raw) - 1
        digit, negative = page.overpunch.get(raw[at], (-1, False))
        if digit < 0:
            code = "sign_invalid" if field.signed else "digit_invalid"
            raise _first_wrong(raw, page, at) or Wrong(code, f"X'{raw[at]:02X}' is no digit" + " with a sign" * field.signed, at)
        if negative and not field.signed:
            raise Wrong("sign_invalid", f"X'{raw[at]:02X}' has a minus, and the field has no sign", at)
        plain = raw.translate(page.digits)
        digits = plain[:at] + b"%d" % digit + plain[at + 1 :]
    if not digits.isdigit():
        at = next(n for n, character in enumerate(digits) if not 48 <= character <= 57)
        raise Wrong("digit_invalid", f"X'{raw[at]:02X}' is not a digit", at + shift)
    return -int(digits) if negative else int(digits)


def _first_wrong(raw: bytes, page: CodePage, signed_at: int) -> Wrong | None:
    """The first byte in front of the one with the sign that is not a digit: where reading goes wrong first."""
    for at, byte in enumerate(raw[:signed_at]):
        if page.digits[byte] > 57:
            return Wrong("digit_invalid", f"X'{byte:02X}' is not a digit", at)
    return None


def _write_zoned(number: int, field: Field, page: CodePage, dialect: Dialect) -> bytes:
    body = bytearray(page.zoned(f"{abs(number):0{field.digits}}"))
    if field.sign.separate:
        mark = page.minus if number < 0 else page.plus
        body.insert(0 if field.sign.leading else len(body), mark)
    elif field.signed:
        at = 0 if field.sign.leading else len(body) - 1
        body[at] = page.signed_digit(body[at] - page.zero, number < 0, dialect)
    return bytes(body)


def _read_floating(raw: bytes, dialect: Dialect) -> float:
    order = ">" if dialect.floating_order == "big" else "<"
    if dialect.floating == "ieee":
        value: float = struct.unpack(order + ("f" if len(raw) == 4 else "d"), raw)[0]
        return value if math.isfinite(value) else KeptFloat(value, raw)
    image = raw if order == ">" else raw[::-1]
    bits = (len(raw) - 1) * 8
    fraction = int.from_bytes(image[1:], "big")
    nearest = math.ldexp(fraction, 4 * ((image[0] & 0x7F) - _HEX_BIAS) - bits)
    value = -nearest if image[0] & 0x80 else nearest
    return value if _hexadecimal(value, len(raw)) == image else KeptFloat(value, raw)


def _write_floating(value: object, field: Field, dialect: Dialect) -> bytes:
    if isinstance(value, KeptFloat) and len(value.image) == field.length:
        kept = _read_floating(value.image, dialect)
        if kept == value or (math.isnan(kept) and math.isnan(value)):
            return value.image
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise Wrong("value_type_wrong", f"a floating-point number is not {type(value).__name__}")
    order = ">" if dialect.floating_order == "big" else "<"
    try:
        number = float(value)
        if dialect.floating == "ieee":
            return struct.pack(order + ("f" if field.length == 4 else "d"), number)
    except OverflowError:
        raise Wrong("number_too_large", f"{value} is larger than the field holds") from None
    if not math.isfinite(number):
        raise Wrong("number_too_large", f"{value} is no number that hexadecimal floating-point has")
    image = _hexadecimal(number, field.length)
    return image if order == ">" else image[::-1]


def _hexadecimal(value: float, length: int) -> bytes:
    """Hexadecimal floating-point, normalised, rounded to the nearest (half to even): sign, exponent of 16 plus 64, fraction below 1."""
    if value == 0:
        return bytes([0x80 if math.copysign(1, value) < 0 else 0]) + bytes(length - 1)
    bits = (length - 1) * 8
    mantissa, exponent = math.frexp(abs(value))
    power = -(-exponent // 4)
    fraction = _rounded(int(math.ldexp(mantissa, 53)), 53 - bits - (exponent - 4 * power))
    if fraction >> bits:
        fraction, power = fraction >> 4, power + 1
    if power < -_HEX_BIAS:
        return bytes(length)  # smaller than the smallest: zero, as the machine has it
    if power > 63:
        raise Wrong("number_too_large", f"{value} is larger than hexadecimal floating-point holds")
    return bytes([power + _HEX_BIAS | (0x80 if value < 0 else 0)]) + fraction.to_bytes(length - 1, "big")


def _rounded(number: int, shift: int) -> int:
    """number / 2**shift, half to even."""
    if shift <= 0:
        return number << -shift
    whole, rest = number >> shift, number & ((1 << shift) - 1)
    half = 1 << (shift - 1)
    return whole + (rest > half or (rest == half and whole & 1))
