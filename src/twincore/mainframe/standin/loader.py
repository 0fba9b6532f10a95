"""Builds the files from the load files, and the first checkpoint."""

from pathlib import Path

from twincore.mainframe.records import ACCOUNT, CUSTOMER
from twincore.mainframe.standin.books import KEY, Account, Books
from twincore.mainframe.standin.core import Core, CoreFailed
from twincore.mainframe.standin.fields import ACC, packed


def load() -> None:
    """Load accounts and customers. Ends with 8 if one is there twice."""
    core = Core()
    customers = Path("load/CUSTOMER.LOAD").read_bytes()
    numbers = [customers[at + 4 : at + 14] for at in range(0, len(customers), CUSTOMER.length)]
    _must_be_new(numbers)
    Path("private/CUSTOMER").write_bytes(customers)
    data = Path("load/ACCOUNT.LOAD").read_bytes()
    records = [_opened(data[at : at + ACCOUNT.length]) for at in range(0, len(data), ACCOUNT.length)]
    _must_be_new([record[KEY] for record in records])
    core.books = Books(b"".join(records))
    total = sum(Account(record).actual for record in records)
    core.checkpoint("LOAD", len(records), total)


def _opened(record: bytes) -> bytes:
    """The record with nothing posted: the balance loaded is the opening one."""
    account = Account(record)
    account.set_balances(account.actual, account.actual + account.overdraft - account.earmark, 0)
    account.count = account.last_lsn = 0
    image = bytearray(account.image())
    image[ACC["OPENING"]] = packed(account.actual)
    return bytes(image)


def _must_be_new(keys: list[bytes]) -> None:
    seen: set[bytes] = set()
    for key in keys:
        if key in seen:
            raise CoreFailed(8, f"LOADER: LOADED TWICE {key.decode('cp037')}")
        seen.add(key)
