"""The records of the core's files, by their copybooks (package data in ``copybooks``)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from twincore.copybook import Discriminator, Record, decode, encode, encode_columns, parse
from twincore.kernel.sql import read
from twincore.mainframe.model import CoreAccount, CoreCustomer, CoreStatus, Posting, State, day_number

CODEPAGE: Final = "cp037"


def layout(name: str, *, redefines: Mapping[str, Any] | None = None, raw: Sequence[str] = ()) -> Record:
    """The layout of a copybook of the core, e.g. ``CHANGE``."""
    return parse(read("twincore.mainframe", f"copybooks/{name}.cpy")).record(redefines=redefines, raw=raw)


ACCOUNT: Final = layout(
    "ACCOUNT",
    redefines={"ACC-DEPOSIT-TERMS": Discriminator("ACC-CLASS", {"ACC-DEPOSIT": "ACC-DEPOSIT-TERMS", "ACC-LOAN": "ACC-LOAN-TERMS"})},
)
CHANGE: Final = layout(
    "CHANGE", redefines={"LOG-CHANGE": Discriminator("LOG-KIND", {"LOG-IS-TIE-UP": "LOG-TIE-UP"}, "LOG-CHANGE")}, raw=["LOG-ID"]
)
CHECKPOINT: Final = layout("CHECKPT")
CONTROL: Final = layout("CONTROL")
CUSTOMER: Final = layout("CUSTOMER")
EXTRACT: Final = layout("EXTRACT")
REJECT: Final = layout("REJECT", raw=["REJ-TRANSACTION"])
STATEMENT: Final = layout("STATEMNT")
STATUS: Final = layout("STATUS")
TRANSACTION: Final = layout("TRANSACT", raw=["TRN-ID"])


def account_records(accounts: Sequence[CoreAccount]) -> bytes:
    """The load file of accounts. Refuses, with record and field, what does not fit (``number_too_large``, ``text_too_long``, ...)."""
    if not accounts:
        return b""
    deposit = [account.account_class == "D" for account in accounts]
    numbers = {
        "ACC-BSB": [a.bsb for a in accounts],
        "ACC-NUMBER": [a.number for a in accounts],
        "ACC-CUSTOMER": [a.customer for a in accounts],
        "ACC-RATE": [a.rate for a in accounts],
        "ACC-DEBIT-RATE": [a.debit_rate for a in accounts],
        "ACC-OPENED": [day_number(a.opened) for a in accounts],
        "ACC-CYCLE-DAY": [a.cycle_day for a in accounts],
        "ACC-LAST-STATEMENT": [day_number(a.opened) for a in accounts],
        "ACC-OVERDRAFT": [a.overdraft for a in accounts],
        "ACC-AVAILABLE": [a.balance + a.overdraft - a.earmark for a in accounts],
        "ACC-ACTUAL": [a.balance for a in accounts],
        "ACC-EARMARK": [a.earmark for a in accounts],
        "ACC-OPENING": [a.balance for a in accounts],
        "ACC-STATEMENT-BALANCE": [a.balance for a in accounts],
        "ACC-MONTHLY-FEE": [a.monthly_fee if own else 0 for a, own in zip(accounts, deposit, strict=True)],
        "ACC-FEE-WAIVED-FROM": [a.fee_waived_from if own else 0 for a, own in zip(accounts, deposit, strict=True)],
        "ACC-INSTALMENT": [0 if own else a.instalment for a, own in zip(accounts, deposit, strict=True)],
        "ACC-TERM-MONTHS": [0 if own else a.term_months for a, own in zip(accounts, deposit, strict=True)],
        "ACC-NEXT-DUE": [0 if own else day_number(a.next_due) for a, own in zip(accounts, deposit, strict=True)],
    }
    texts: dict[str, Sequence[str]] = {
        "ACC-EYE": ["ACCT"] * len(accounts),
        "ACC-NAME": [a.name for a in accounts],
        "ACC-CLASS": [a.account_class for a in accounts],
        "ACC-STATUS": [a.status for a in accounts],
        "ACC-PRODUCT": [a.product for a in accounts],
    }
    return encode_columns(ACCOUNT, _columns(numbers, texts), CODEPAGE)


def _columns(numbers: Mapping[str, list[int]], texts: Mapping[str, Sequence[str]]) -> dict[str, npt.NDArray[Any]]:
    """Values by field, as the codec takes them by column; whole numbers beyond 64 bits stay what they are, for it to refuse."""
    columns: dict[str, npt.NDArray[Any]] = {name: np.array(values, np.str_) for name, values in texts.items()}
    for name, values in numbers.items():
        try:
            columns[name] = np.array(values, np.int64)
        except OverflowError:
            columns[name] = np.array(values, object)
    return columns


def customer_records(customers: Sequence[CoreCustomer]) -> bytes:
    """The load file of customers; refuses as ``account_records``."""
    return b"".join(
        encode(
            CUSTOMER,
            {
                "CUS-EYE": "CUST",
                "CUS-NUMBER": customer.number,
                "CUS-NAME": customer.name,
                "CUS-ADDRESS": [*customer.address, "", "", ""][:3],
                "CUS-BORN": day_number(customer.born),
                "CUS-SINCE": day_number(customer.since),
            },
            CODEPAGE,
            number=number,
        )
        for number, customer in enumerate(customers, 1)
    )


def posting_records(postings: Sequence[Posting], origin: str, business_date: int) -> bytes:
    """Requests as they are appended to a queue. origin: TWIN or CORE; business_date: YYYYMMDD, the value date of those without one."""
    if not postings:
        return b""
    count = len(postings)
    numbers = {
        "TRN-BSB": [p.bsb for p in postings],
        "TRN-NUMBER": [p.number for p in postings],
        "TRN-TO-BSB": [p.to_bsb for p in postings],
        "TRN-TO-NUMBER": [p.to_number for p in postings],
        "TRN-VALUE-DATE": [day_number(p.value_date) or business_date for p in postings],
        "TRN-DATE": [business_date] * count,
        "TRN-REFERENCE": [p.reference for p in postings],
        "TRN-AMOUNT": [p.amount for p in postings],
        "TRN-SENT-AT": [p.sent_at_us for p in postings],
        "TRN-SEQUENCE": [p.sequence for p in postings],
    }
    texts: dict[str, Sequence[str]] = {
        "TRN-EYE": ["TRAN"] * count,
        "TRN-ORIGIN": [origin] * count,
        "TRN-DC": [p.side for p in postings],
        "TRN-TYPE": [p.type for p in postings],
        "TRN-FORCED": ["Y" if p.forced else "N" for p in postings],
        "TRN-RAIL": [p.rail for p in postings],
        "TRN-DESCRIPTION": [p.description for p in postings],
    }
    columns = _columns(numbers, texts)
    columns["TRN-ID"] = np.frombuffer(b"".join(p.id for p in postings), "V16")
    return encode_columns(TRANSACTION, columns, CODEPAGE)


def read_status(data: bytes) -> CoreStatus | None:
    """The status record; None if it is caught while it is being written, or not there yet."""
    if len(data) != STATUS.length:
        return None
    values = decode(STATUS, data, CODEPAGE)
    if values["STA-BEAT"] != values["STA-BEAT-CHECK"] or values["STA-EYE"] != "STAT":
        return None
    return CoreStatus(
        state=State(values["STA-STATE"]),
        business_date=values["STA-BUSINESS-DATE"],
        last_batch=values["STA-LAST-BATCH"],
        opens=values["STA-OPENS"],
        closes=values["STA-CLOSES"],
        beat=values["STA-BEAT"],
        beat_at_us=values["STA-BEAT-AT"],
        process=values["STA-PROCESS"],
        clock_us=values["STA-CLOCK"],
        lsn=values["STA-LSN"],
        epoch=values["STA-EPOCH"],
        queue_record=values["STA-QUEUE-RECORD"],
        branch_record=values["STA-BRANCH-RECORD"],
        posted=values["STA-POSTED"],
        rejected=values["STA-REJECTED"],
        control=values["STA-CONTROL"],
        extract=values["STA-EXTRACT"],
    )
