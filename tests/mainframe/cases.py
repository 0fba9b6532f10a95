"""Accounts and postings of the tests, and the files of a core as dicts and columns."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from twincore.copybook import Record, decode
from twincore.mainframe import (
    ACCOUNT,
    CHANGE,
    CODEPAGE,
    REJECT,
    STATEMENT,
    TRANSACTION,
    CoreAccount,
    CoreCustomer,
    Mainframe,
    Posting,
    posting_records,
)

BSB: Final = 802_001
DAY: Final = date(2026, 1, 14)
CLOCK_US: Final = 1_768_348_800_000_000
"""2026-01-14 00:00 UTC."""
EVERY: Final = (0, 999_999_999_999_999)

ACCOUNTS: Final = (
    CoreAccount(BSB, 1, "Ada Member", 100_00),
    CoreAccount(BSB, 2, "Ben Member", 50_00, overdraft=200_00),
    CoreAccount(BSB, 3, "Cleo Frozen", 75_00, status="F"),
    CoreAccount(BSB, 4, "Dan Closed", 0, status="C"),
    CoreAccount(BSB, 5, "Eve Borrower", -1_000_00, account_class="L", overdraft=1_000_00, debit_rate=690, instalment=25_00, term_months=48),
)


def proof(number: int) -> bytes:
    """An id of 16 bytes."""
    return b"TWIN" + number.to_bytes(12, "big")


def debit(number: int, account: int, amount: int, **more: Any) -> Posting:
    return Posting(proof(number), BSB, account, "D", amount, "DEB", **more)


def credit(number: int, account: int, amount: int, **more: Any) -> Posting:
    return Posting(proof(number), BSB, account, "C", amount, "CRE", **more)


def transfer(number: int, account: int, to: int, amount: int, **more: Any) -> Posting:
    return Posting(proof(number), BSB, account, "D", amount, "TFR", to_bsb=BSB, to_number=to, **more)


def records(path: Path, layout: Record) -> list[dict[str, Any]]:
    """The whole records of a file, decoded."""
    data = path.read_bytes()
    length = layout.length
    return [decode(layout, data[at : at + length], CODEPAGE, number=at // length + 1) for at in range(0, len(data) - length + 1, length)]


def changes(core: Mainframe) -> list[dict[str, Any]]:
    return records(core.change_log, CHANGE)


def kinds(core: Mainframe) -> str:
    """The kinds of the log's records in one string, e.g. ``TURC``."""
    return "".join(change["LOG-KIND"] for change in changes(core))


def reasons(core: Mainframe) -> list[str]:
    return [reject["REJ-CODE"] for reject in records(core.reject_file, REJECT)]


def accounts_of(extract: Path) -> dict[int, dict[str, Any]]:
    """The accounts of a master extract by number."""
    length = ACCOUNT.length
    data = extract.read_bytes()[length:-length]
    decoded = [decode(ACCOUNT, data[at : at + length], CODEPAGE) for at in range(0, len(data), length)]
    return {account["ACC-KEY"]["ACC-NUMBER"]: account for account in decoded}


def books(core: Mainframe) -> dict[int, dict[str, Any]]:
    """The accounts of a running core by number, through an extract on demand."""
    return accounts_of(core.extract(*EVERY))


def statements(core: Mainframe, day: str) -> list[dict[str, Any]]:
    return records(core.extracts / f"STATEMNT.{day}", STATEMENT)


def batch_postings(core: Mainframe, day: str) -> list[dict[str, Any]]:
    return records(core.extracts / f"TRANS.{day}", TRANSACTION)


def until(reached: Callable[[], bool], timeout_s: float = 60.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not reached():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.002)


def a_membership(seed: int, count: int) -> tuple[list[CoreAccount], list[CoreCustomer]]:
    """Accounts and customers of every kind, and balances of every size and sign."""
    chance = random.Random(seed)
    accounts = []
    for number in range(1, count + 1):
        loan = chance.random() < 0.15
        balance = chance.choice([0, 1, 99, chance.randrange(500_000), chance.randrange(10**9), 999_999_999_800_000])
        overdraft = chance.choice([0, 0, 5_00, 1_000_00])
        account = CoreAccount(
            chance.choice([BSB, BSB + 1]),
            number,
            chance.choice(["Zoë Müller", "O'Brien & Söhne", "Ada Member", "[Trust] ^ {A}"]),
            -chance.randrange(10**8) if loan else balance - chance.choice([0, overdraft]) if balance < 10**12 else balance,
            overdraft=overdraft,
            customer=chance.randrange(1, count),
            account_class="L" if loan else "D",
            status=chance.choices("AFC", [90, 5, 5])[0],  # type: ignore[arg-type]
            rate=chance.choice([0, 1, 425, 99_99]),
            debit_rate=chance.choice([0, 1_990, 7]),
            opened=date(2019, 2, 28),
            cycle_day=chance.choice([0, 1, 29, 30, 31]),
            earmark=chance.choice([0, 0, 10_00]),
            monthly_fee=0 if loan else chance.choice([0, 1, 5_00, 99_999_99]),
            fee_waived_from=0 if loan else chance.choice([0, 2_000_00]),
            instalment=chance.randrange(10**6) if loan else 0,
            term_months=chance.randrange(360) if loan else 0,
            next_due=date(2026, 2, 1) if loan else None,
        )
        accounts.append(account)
    customers = [CoreCustomer(number, f"Member {number}", ("1 Straße", "Sydney"), date(1970, 1, 1)) for number in range(1, count, 2)]
    return accounts, customers


def a_day_of_requests(seed: int, accounts: list[CoreAccount], count: int, origin: str = "TWIN") -> bytes:
    """Requests of every type, sound and unsound: repeated ids, missing accounts, odd amounts, and records with a broken byte."""
    chance = random.Random(seed)
    out: list[bytes] = []
    sent: list[Posting] = []
    for number in range(count):
        account, to = chance.choice(accounts), chance.choice(accounts)
        kind, side = chance.choice(
            [("CRE", "C"), ("PCR", "C"), ("DEB", "D"), ("PDR", "D"), ("TFR", "D"), ("TFR", "D"), ("EAR", "D"), ("FEE", "D"), ("CRE", "D")]
        )
        posting = Posting(
            id=b"%s%s" % (origin.encode()[:2], (seed * 100_000 + number).to_bytes(14, "big")),
            bsb=account.bsb,
            number=account.number if chance.random() > 0.03 else 777_777,
            side=side,  # type: ignore[arg-type]
            amount=chance.choice([0, 1, 100, chance.randrange(100_000), chance.randrange(10**7), 999_999_999_999_999]),
            type=kind,
            forced=chance.random() < 0.2,
            to_bsb=to.bsb if kind == "TFR" else 0,
            to_number=(to.number if chance.random() > 0.1 else 888_888) if kind == "TFR" else 0,
            value_date=chance.choice([None, date(2026, 1, 2)]),
            description=chance.choice(["Payment", "", "Zoë's [café] ^1", "x" * 40]),
            rail=chance.choice(["NPP", "CARD", ""]),
            reference=chance.randrange(10**12),
            sequence=chance.randrange(-(10**18) + 1, 10**18),
            sent_at_us=chance.randrange(10**18),
        )
        if sent and chance.random() < 0.1:
            posting = replace(chance.choice(sent), sequence=number)
            if chance.random() < 0.4:
                posting = replace(posting, amount=max(posting.amount - 1, 5))
        sent.append(posting)
        image = bytearray(posting_records([posting], origin if chance.random() > 0.02 else "XXXX", 20260114))
        if chance.random() < 0.06:
            at = chance.choice([*range(52), *range(141, 149), 148, 148])
            image[at] = chance.randrange(256)
        out.append(bytes(image))
    return b"".join(out)


def with_amount(posting: Posting, amount: bytes) -> bytes:
    """A request whose 8 bytes of packed amount are these."""
    image = bytearray(posting_records([posting], "TWIN", 20260114))
    image[141:149] = amount
    return bytes(image)


def cuts(size: int, back: int, step: int) -> Iterator[int]:
    """Sizes that a file may have had when it was torn, from the end backwards."""
    yield from range(size - 1, max(size - back, 0), -step)
