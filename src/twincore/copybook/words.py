"""Digits by the word: eight zoned digits or sixteen packed ones of many records at once, in integer arithmetic.

A word is a uint64 per record. All of it is exact; what comes out of a word with an invalid digit means nothing, and is told apart by the mask.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.uint8]
"""Bytes: one row per record (or per record's field)."""
Words = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]

_U: Final = np.uint64
_LOW_HALVES: Final = _U(0x0F0F0F0F0F0F0F0F)
_HIGH_HALVES: Final = _U(0xF0F0F0F0F0F0F0F0)
_SIXES: Final = _U(0x0606060606060606)
_EIGHTS: Final = _U(0x8888888888888888)
_BYTES: Final = _U(0x00FF00FF00FF00FF)
_PAIRS: Final = _U(0x0000FFFF0000FFFF)


def little(rows: Rows, start: int, count: int) -> Words:
    """count (1..8) bytes of each row from start, as little-endian words with the last byte highest and zeros below the first."""
    return _word(rows, start, count, "<u8", _U(2**64 - 2 ** (64 - 8 * count)), left=True)


def big(rows: Rows, start: int, count: int) -> Words:
    """count (1..8) bytes of each row from start, as big-endian words with the last byte lowest and zeros above the first."""
    return _word(rows, start, count, ">u8", _U(2 ** (8 * count) - 1), left=False)


def _word(rows: Rows, start: int, count: int, order: str, mask: np.uint64, *, left: bool) -> Words:
    end, width = start + count, rows.shape[1]
    if count == 8 or end >= 8:
        words: Words = rows[:, end - 8 : end].view(order)[:, 0]
        return words & mask if count < 8 else words.astype(np.uint64)
    if width >= start + 8:
        words = rows[:, start : start + 8].view(order)[:, 0]
        shift = _U(64 - 8 * count)
        return words << shift if left else words >> shift
    padded = np.zeros((len(rows), 8), np.uint8)
    padded[:, 8 - count :] = rows[:, start:end]
    return padded.view(order)[:, 0].astype(np.uint64)


def zoned(rows: Rows, start: int, count: int, zone: int) -> tuple[Words, Mask]:
    """count (1..8) unsigned zoned digits of each row from start: their values, and where one is no digit with this zone (0..15)."""
    words = little(rows, start, count)
    kept = 2**64 - 2 ** (64 - 8 * count)
    halves = words & _LOW_HALVES
    wrong = ((words & _HIGH_HALVES) != _U(0x1010101010101010 * zone & kept)) | (((halves + _SIXES) & _HIGH_HALVES) != _U(0))
    # neighbours are put together three times: digits to pairs, pairs to fours, fours to eight
    values = (halves * _U(2561)) >> _U(8) & _BYTES
    values = (values * _U(6553601)) >> _U(16) & _PAIRS
    return (values * _U(42949672960001)) >> _U(32), wrong


def packed(words: Words) -> tuple[Words, Mask]:
    """Sixteen packed digits per word: their values, and where one is above 9."""
    wrong = (words & ((words << _U(1)) | (words << _U(2))) & _EIGHTS) != _U(0)
    values = words - _U(6) * ((words >> _U(4)) & _LOW_HALVES)
    values -= _U(156) * ((values >> _U(8)) & _BYTES)
    values -= _U(55536) * ((values >> _U(16)) & _PAIRS)
    values -= _U(2**32 - 10**8) * (values >> _U(32))
    return values, wrong


_FOURS_ZONED: Final = np.array([[n // 1000, n // 100 % 10, n // 10 % 10, n % 10] for n in range(10_000)], np.uint8)
_FOURS_PACKED: Final = np.array([[n // 1000 << 4 | n // 100 % 10, n // 10 % 10 << 4 | n % 10] for n in range(10_000)], np.uint8)


def spread_zoned(values: Words, count: int, zero: int, into: Rows) -> None:
    """Write count unsigned zoned digits of each value into the rows; zero: the byte of digit 0."""
    rest = values
    for end in range(count, 0, -4):
        rest, four = np.divmod(rest, _U(10_000)) if end > 4 else (rest, rest)
        digits = _FOURS_ZONED[four] + np.uint8(zero)
        start = max(0, end - 4)
        into[:, start:end] = digits[:, 4 - (end - start) :]


def spread_packed(values: Words, count: int, into: Rows) -> None:
    """Write count whole bytes of two packed digits of each value into the rows."""
    rest = values
    for end in range(count, 0, -2):
        rest, four = np.divmod(rest, _U(10_000)) if end > 2 else (rest, rest)
        start = max(0, end - 2)
        into[:, start:end] = _FOURS_PACKED[four][:, 2 - (end - start) :]
