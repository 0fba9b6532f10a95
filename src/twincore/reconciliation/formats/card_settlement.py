"""A card scheme's daily settlement as CSV: a header, a line for each item, a trailer with control totals.

    H,<scheme>,<settlement date>,<currency>,<file number>,<our account with the scheme>
    D,<scheme's reference>,<our reference>,<type>,<C or D>,<minor units>,<date>,<words>
    T,<items>,<credit total>,<debit total>,<C or D>,<net>

C is what the scheme owes us (refunds to us, interchange that we earn), D what we owe it. Each file settles its own net: it opens at zero.
"""

import csv

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
    words,
)

TYPES = frozenset({"purchase", "refund", "chargeback", "representment", "cash", "fee", "interchange"})
_SIGNS = {"C": 1, "D": -1}


def read_card_settlement(content: bytes) -> list[StatementFile]:
    """The settlement of a file, as one statement. Refuses ``statement_malformed``, ``statement_total_wrong``, each with the line."""
    rows = [_cells(line, number) for number, line in enumerate(lines_of(content), 1)]
    if len(rows) < 2 or rows[0][:1] != ["H"] or len(rows[0]) != 6:
        raise malformed(1, "it does not begin with a header of six columns")
    _, scheme, settled, currency, number, account = rows[0]
    settled_on = day(settled, "settlement date", 1)
    if rows[-1][:1] != ["T"] or len(rows[-1]) != 6:
        raise malformed(len(rows), "it does not end with a trailer of six columns")
    if not scheme or not account:
        raise malformed(1, "the scheme or the account is empty")
    entries = tuple(_entry(cells, line) for line, cells in enumerate(rows[1:-1], 2))
    last = len(rows)
    credited, debited = sum(e.amount for e in entries if e.amount > 0), -sum(e.amount for e in entries if e.amount < 0)
    _, count, credit_total, debit_total, mark, net = rows[-1]
    for what, stated, counted in (
        ("number of items", whole_number(count, "number of items", last), len(entries)),
        ("credit total", whole_number(credit_total, "credit total", last), credited),
        ("debit total", whole_number(debit_total, "debit total", last), debited),
        ("net", _sign(mark, last) * whole_number(net, "net", last), credited - debited),
    ):
        if stated != counted:
            raise total_wrong(last, what, stated, counted)
    statement = StatementFile(
        line=1,
        reference=f"{words(scheme, 'scheme', 1, 35)}/{whole_number(number, 'file number', 1)}",
        identification=account,
        currency=currency,
        opening=0,
        opening_on=settled_on,
        closing=credited - debited,
        closing_on=settled_on,
        entries=entries,
        chained=False,
    )
    return [check_closing(last, statement)]


def _cells(line: str, number: int) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], strict=True))]
    except (csv.Error, StopIteration):
        raise malformed(number, "it is not a line of comma-separated values") from None


def _entry(cells: list[str], line: int) -> StatementEntry:
    if len(cells) != 8 or cells[0] != "D":
        raise malformed(line, "it is not an item of eight columns")
    _, scheme_reference, reference, kind, mark, amount, on, said = cells
    if kind not in TYPES:
        raise malformed(line, f"{kind!r} is not a type of item; there are {', '.join(sorted(TYPES))}")
    if not scheme_reference:
        raise malformed(line, "the scheme's reference is empty")
    booked = day(on, "date", line)
    signed = _sign(mark, line) * within(whole_number(amount, "amount", line), line)
    return StatementEntry(
        line,
        signed,
        booked,
        booked,
        words(reference, "reference", line),
        words(scheme_reference, "reference", line),
        f"{kind} {said}".strip(),
    )


def _sign(mark: str, line: int) -> int:
    if mark not in _SIGNS:
        raise malformed(line, f"{mark!r} is neither C nor D")
    return _SIGNS[mark]
