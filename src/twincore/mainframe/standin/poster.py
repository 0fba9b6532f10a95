"""Posts one transaction: a committed unit of work, or a reject. The order of the COBOL program POSTER, and its bytes."""

import struct
import time
from typing import Final

from twincore.mainframe.model import AMOUNT_MAX
from twincore.mainframe.standin.books import Account
from twincore.mainframe.standin.core import Core
from twincore.mainframe.standin.fields import DIGITS, LOG, SPACE, TRN, ebcdic, packed

NUMBERS: Final = struct.Struct(">qqIqq8s16s")
"""LSN, unit of work, epoch, at, queue record, sequence (as it came), id: one after the other in a log record."""
_COUNT: Final = struct.Struct(">i")
_TAIL: Final = SPACE * 6
_NOTHING: Final = packed(0) * 6
_EYE: Final = ebcdic("TRAN", 4)
_ORIGIN: Final = {"Q": ebcdic("TWIN", 4), "B": ebcdic("CORE", 4)}
_SOURCE: Final = {source: ebcdic(source, 1) for source in "QBN"}
_U, _R, _C, _B = (ebcdic(kind, 1) for kind in "URCB")
_D: Final = ebcdic("D", 1)
_CREDIT: Final = ebcdic("C", 1)
_YES: Final = ebcdic("Y", 1)
_FORCED: Final = (_YES, ebcdic("N", 1))
_CLOSED: Final = ebcdic("C", 1)
_FROZEN: Final = ebcdic("F", 1)
_TFR: Final = ebcdic("DTFR", 4)
_EAR: Final = ebcdic("DEAR", 4)
_MONEY: Final = frozenset(ebcdic(side_type, 4) for side_type in ("CCRE", "CPCR", "DDEB", "DPDR"))
_NO_ID: Final = bytes(16)
_KEY, _TO_KEY, _SIDE_TYPE, _ALL = slice(8, 23), slice(23, 38), slice(38, 42), slice(38, 43)
_ID, _AMOUNT, _SEQUENCE, _DESCRIPTION, _VALUE, _ORIGIN_AT = (
    TRN[name] for name in ("ID", "AMOUNT", "SEQUENCE", "DESCRIPTION", "VALUE-DATE", "ORIGIN")
)


class Poster:
    """Posts on the books of a core."""

    def __init__(self, core: Core) -> None:
        self.core = core

    def post(self, raw: bytes, source: str, number: int) -> None:
        """Take one record of a queue. source: Q or B; number: of the record, from 1."""
        core = self.core
        if core.clock_of_posting is not None:
            core.clock = core.clock_of_posting()
        reason, lsn = self._unsound(raw, source), 0
        if reason is None:
            found = core.index.find(raw[_ID])
            if found is None:
                reason = self._unit(raw, source, number)
            else:
                reason, lsn = self._same(raw, found), found
        if reason is None:
            core.posted += 1
        else:
            core.reject(raw, source, number, reason, lsn)

    def _unsound(self, raw: bytes, source: str) -> str | None:
        digits = raw[_AMOUNT].hex()
        if (
            raw[:4] != _EYE
            or raw[8:38].translate(None, DIGITS)
            or raw[_VALUE].translate(None, DIGITS)
            or not digits[:15].isdigit()
            or digits[15] not in "cdf"
            or raw[_ID] == _NO_ID
            or raw[42:43] not in _FORCED
        ):
            return "0301"
        if raw[_ORIGIN_AT] != _ORIGIN[source]:
            return "0304"
        side_type = raw[_SIDE_TYPE]
        if side_type not in _MONEY and side_type != _EAR and (side_type != _TFR or raw[_KEY] == raw[_TO_KEY]):
            return "0302"
        zero = digits[:15] == "000000000000000"
        if (digits[15] == "d" and not zero) or (zero and side_type != _EAR):
            return "0303"
        return None

    def _same(self, raw: bytes, lsn: int) -> str:
        """The reason for an id that was posted: by the first record of its unit of work."""
        first = self.core.record_at(lsn)
        same = (
            first[6:21] == raw[_KEY]
            and first[21:25] == raw[_SIDE_TYPE]
            and int(first[LOG["AMOUNT"]].hex()[:15]) == int(raw[_AMOUNT].hex()[:15])
        )
        return "0401" if same else "0402"

    def _unit(self, raw: bytes, source: str, number: int) -> str | None:
        core = self.core
        side_type = raw[_SIDE_TYPE]
        amount = int(raw[_AMOUNT].hex()[:15])
        key = raw[_KEY]
        account = core.books.find(key)
        reason = _decide(account, side_type, amount, raw[42:43] == _YES)
        if reason is not None:
            return reason
        assert account is not None
        first = core.lsn + 1
        head = _SOURCE[source] + raw[_ORIGIN_AT]
        dates = core.business_digits + raw[_VALUE] + raw[_DESCRIPTION]
        numbers = (core.epoch, core.clock, number, raw[_SEQUENCE], raw[_ID])
        before = (account.actual, account.available, account.sum, account.earmark, account.count, account.last_lsn, account.last_posted)
        body = head + key + raw[_ALL] + dates
        self._change(account, body, side_type, amount, first, numbers)
        changes = 1
        if side_type == _TFR:
            to_key = raw[_TO_KEY]
            to_account = core.books.find(to_key)
            reason = _decide(to_account, _CREDIT, amount, True)
            if reason is None:
                assert to_account is not None
                self._change(to_account, head + to_key + _CREDIT + raw[39:43] + dates, _CREDIT, amount, first, numbers)
                changes = 2
            else:
                account.set_balances(*before[:3])
                account.earmark, account.count, account.last_lsn, account.last_posted = before[3:]
        if reason is None:
            if core.slow_ms:
                core.put()
                time.sleep(core.slow_ms / 1000)
            core.index.note(raw[_ID], first)
        core.add(
            (_C if reason is None else _B) + body + NUMBERS.pack(core.lsn + 1, first, *numbers) + _NOTHING + _COUNT.pack(changes) + _TAIL
        )
        return reason

    def _change(
        self, account: Account, body: bytes, side_type: bytes, amount: int, first: int, numbers: tuple[int, int, int, bytes, bytes]
    ) -> None:
        """Write UNDO and REDO of one account, and change it."""
        core = self.core
        amount_packed = packed(amount)
        actual, available, total = account.packed_actual, account.packed_available, account.packed_sum
        before = amount_packed + actual + available
        core.add(
            _U
            + body
            + NUMBERS.pack(core.lsn + 1, first, *numbers)
            + before
            + actual
            + available
            + total
            + _COUNT.pack(account.count)
            + _TAIL
        )
        if side_type == _EAR:
            account.earmark = amount
            account.available = account.actual + account.overdraft - amount
            account.packed_available = packed(account.available)
        else:
            signed = amount if side_type[:1] == _CREDIT else -amount
            account.actual += signed
            account.available += signed
            account.sum += signed
            account.count += 1
            account.packed_actual, account.packed_available, account.packed_sum = (
                packed(account.actual),
                packed(account.available),
                packed(account.sum),
            )
        core.add(
            _R
            + body
            + NUMBERS.pack(core.lsn + 1, first, *numbers)
            + before
            + account.packed_actual
            + account.packed_available
            + account.packed_sum
            + _COUNT.pack(account.count)
            + _TAIL
        )
        account.last_lsn = core.lsn
        account.last_posted = core.business_digits


def _decide(account: Account | None, side_type: bytes, amount: int, forced: bool) -> str | None:
    """Why an account may not be changed so, None if it may."""
    if account is None:
        return "0101"
    if account.status == _CLOSED:
        return "0102"
    if side_type == _EAR:
        beyond = not -AMOUNT_MAX <= account.actual + account.overdraft - amount <= AMOUNT_MAX
        return "0202" if beyond else None
    debit = side_type[:1] == _D
    if debit and not forced:
        if account.status == _FROZEN:
            return "0103"
        if amount > account.available:
            return "0201"
    signed = -amount if debit else amount
    for balance in (account.actual, account.available, account.sum):
        if not -AMOUNT_MAX <= balance + signed <= AMOUNT_MAX:
            return "0202"
    return None
