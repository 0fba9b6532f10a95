"""The central bank's settlement file: lines of 120 columns, a header, a line for each settlement, a trailer with control totals.

    0  1-1 '0'   2-21 account   22-24 currency   25-32 date   33-38 file number   39 C/D   40-56 opening balance
    1  1-1 '1'   2-21 bank's reference   22-39 our reference   40-45 counterparty   46 C/D   47-63 amount   64-71 value date   72-120 words
    9  1-1 '9'   2-7 settlements   8-24 credit total   25-41 debit total   42-51 hash total   52 C/D   53-69 closing balance

Amounts are minor units with leading zeros; the hash total is the sum of the counterparties' numbers, of which the last ten digits stand.
"""

from datetime import date

from twincore.kernel.money import CURRENCIES
from twincore.reconciliation.formats.file import (
    StatementEntry,
    StatementFile,
    check_closing,
    day,
    lines_of,
    malformed,
    total_wrong,
    whole_number,
    within,
)

WIDTH = 120
_SIGNS = {"C": 1, "D": -1}


def read_central_bank(content: bytes) -> list[StatementFile]:
    """The settlements of a file, as one statement.

    Refuses ``statement_malformed``, ``statement_total_wrong`` and ``statement_balance_wrong``, each with the line.
    """
    lines = lines_of(content)
    for number, line in enumerate(lines, 1):
        wanted = "0" if number == 1 else "9" if number == len(lines) else "1"
        if len(line) != WIDTH:
            raise malformed(number, f"it has {len(line)} columns, not {WIDTH}")
        if line[0] != wanted:
            raise malformed(number, f"it is a record {line[0]!r} where {wanted!r} belongs")
    if len(lines) < 2:
        raise malformed(1, "there is no trailer")
    header, trailer, last = lines[0], lines[-1], len(lines)
    currency, on = header[21:24], day(header[24:32], "date", 1)
    if currency not in CURRENCIES:
        raise malformed(1, f"{currency!r} is not a currency that is in use here")
    entries = tuple(_entry(line, number, on) for number, line in enumerate(lines[1:-1], 2))
    counterparties = sum(whole_number(line[39:45], "counterparty", number) for number, line in enumerate(lines[1:-1], 2))
    for what, stated, counted in (
        ("number of settlements", trailer[1:7], len(entries)),
        ("credit total", trailer[7:24], sum(e.amount for e in entries if e.amount > 0)),
        ("debit total", trailer[24:41], -sum(e.amount for e in entries if e.amount < 0)),
        ("hash total", trailer[41:51], counterparties % 10**10),
    ):
        if whole_number(stated, what, last) != counted:
            raise total_wrong(last, what, int(stated), counted)
    statement = StatementFile(
        line=1,
        reference=f"{on.isoformat()}/{whole_number(header[32:38], 'file number', 1)}",
        identification=header[1:21].strip(),
        currency=currency,
        opening=_amount(header[38], header[39:56], 1),
        opening_on=on,
        closing=_amount(trailer[51], trailer[52:69], last),
        closing_on=on,
        entries=entries,
    )
    return [check_closing(last, statement)]


def _entry(line: str, number: int, on: date) -> StatementEntry:
    reference = line[1:21].strip()
    if not reference:
        raise malformed(number, "the bank's reference is empty")
    return StatementEntry(
        line=number,
        amount=_amount(line[45], line[46:63], number),
        booked_on=on,
        value_date=day(line[63:71], "value date", number),
        reference=line[21:39].strip(),
        servicer_reference=reference,
        words=line[71:].strip(),
    )


def _amount(mark: str, digits: str, line: int) -> int:
    if mark not in _SIGNS:
        raise malformed(line, f"{mark!r} is neither C nor D")
    return _SIGNS[mark] * within(whole_number(digits, "amount", line), line)
