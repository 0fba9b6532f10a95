"""The records of the core's files, by their copybooks (package data in ``copybooks``)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

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
    records: list[bytes] = []
    for number, account in enumerate(accounts, 1):
        values: dict[str, Any] = {
            "ACC-EYE": "ACCT",
            "ACC-KEY": {"ACC-BSB": account.bsb, "ACC-NUMBER": account.number},
            "ACC-CUSTOMER": account.customer,
            "ACC-NAME": account.name,
            "ACC-CLASS": account.account_class,
            "ACC-STATUS": account.status,
            "ACC-PRODUCT": account.product,
            "ACC-RATE": account.rate,
            "ACC-DEBIT-RATE": account.debit_rate,
            "ACC-OPENED": day_number(account.opened),
            "ACC-CYCLE-DAY": account.cycle_day,
            "ACC-LAST-STATEMENT": day_number(account.opened),
            "ACC-OVERDRAFT": account.overdraft,
            "ACC-AVAILABLE": account.balance + account.overdraft - account.earmark,
            "ACC-ACTUAL": account.balance,
            "ACC-EARMARK": account.earmark,
            "ACC-OPENING": account.balance,
            "ACC-STATEMENT-BALANCE": account.balance,
        }
        values |= _deposit_terms(account) if account.account_class == "D" else _loan_terms(account)
        records.append(encode(ACCOUNT, values, CODEPAGE, number=number))
    return b"".join(records)


def _deposit_terms(account: CoreAccount) -> dict[str, Any]:
    return {"ACC-DEPOSIT-TERMS": {"ACC-MONTHLY-FEE": account.monthly_fee, "ACC-FEE-WAIVED-FROM": account.fee_waived_from}}


def _loan_terms(account: CoreAccount) -> dict[str, Any]:
    terms = {"ACC-INSTALMENT": account.instalment, "ACC-TERM-MONTHS": account.term_months, "ACC-NEXT-DUE": day_number(account.next_due)}
    return {"ACC-LOAN-TERMS": terms}


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
    texts = {
        "TRN-EYE": ["TRAN"] * count,
        "TRN-ORIGIN": [origin] * count,
        "TRN-DC": [p.side for p in postings],
        "TRN-TYPE": [p.type for p in postings],
        "TRN-FORCED": ["Y" if p.forced else "N" for p in postings],
        "TRN-RAIL": [p.rail for p in postings],
        "TRN-DESCRIPTION": [p.description for p in postings],
    }
    columns = {name: np.array(values, np.int64) for name, values in numbers.items()}
    columns |= {name: np.array(values, np.str_) for name, values in texts.items()}
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
