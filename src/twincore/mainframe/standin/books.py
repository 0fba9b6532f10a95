"""The account file: in memory, an account decoded when it is first touched."""

from collections.abc import Iterator
from typing import Final

from twincore.mainframe.records import ACCOUNT
from twincore.mainframe.standin.fields import ACC, from_signed_zoned, packed, signed_zoned, unpacked

KEY: Final = slice(4, 19)
"""BSB and number in an account record: 15 zoned digits, the key of the file."""


class Account:
    """What changes of an account, decoded; the rest stays in its record. Amounts in minor units, accrued in millionths."""

    __slots__ = (
        "accrued",
        "actual",
        "available",
        "count",
        "earmark",
        "last_lsn",
        "last_posted",
        "last_statement",
        "overdraft",
        "packed_actual",
        "packed_available",
        "packed_sum",
        "record",
        "statement_balance",
        "status",
        "sum",
    )

    def __init__(self, record: bytes) -> None:
        self.record = record
        self.status = record[ACC["STATUS"]]
        self.overdraft = from_signed_zoned(record[ACC["OVERDRAFT"]])
        self.available = from_signed_zoned(record[ACC["AVAILABLE"]])
        self.actual = from_signed_zoned(record[ACC["ACTUAL"]])
        self.earmark = unpacked(record[ACC["EARMARK"]])
        self.sum = unpacked(record[ACC["SUM"]])
        self.count = int.from_bytes(record[ACC["COUNT"]], "big", signed=True)
        self.accrued = unpacked(record[ACC["ACCRUED"]])
        self.statement_balance = unpacked(record[ACC["STATEMENT-BALANCE"]])
        self.last_lsn = int.from_bytes(record[ACC["LAST-LSN"]], "big", signed=True)
        self.last_posted = record[ACC["LAST-POSTED"]]
        self.last_statement = record[ACC["LAST-STATEMENT"]]
        self.packed_actual, self.packed_available, self.packed_sum = packed(self.actual), packed(self.available), record[ACC["SUM"]]

    def image(self) -> bytes:
        """Its record as it is now."""
        image = bytearray(self.record)
        image[ACC["LAST-POSTED"]] = self.last_posted
        image[ACC["LAST-STATEMENT"]] = self.last_statement
        image[ACC["AVAILABLE"]] = signed_zoned(self.available, 15)
        image[ACC["ACTUAL"]] = signed_zoned(self.actual, 15)
        image[ACC["EARMARK"]] = packed(self.earmark)
        image[ACC["SUM"]] = self.packed_sum
        image[ACC["COUNT"]] = self.count.to_bytes(4, "big", signed=True)
        image[ACC["ACCRUED"]] = packed(self.accrued)
        image[ACC["STATEMENT-BALANCE"]] = packed(self.statement_balance)
        image[ACC["LAST-LSN"]] = self.last_lsn.to_bytes(8, "big", signed=True)
        return bytes(image)

    def set_balances(self, actual: int, available: int, total: int) -> None:
        """Set the three balances, in minor units."""
        self.actual, self.available, self.sum = actual, available, total
        self.packed_actual, self.packed_available, self.packed_sum = packed(actual), packed(available), packed(total)


class Books:
    """The accounts by key."""

    def __init__(self, records: bytes) -> None:
        """records: of the account file, in any order."""
        length = ACCOUNT.length
        self._accounts: dict[bytes, Account | bytes] = {}
        for at in range(0, len(records), length):
            record = records[at : at + length]
            self._accounts[record[KEY]] = record
        self._keys: list[bytes] | None = None

    def __len__(self) -> int:
        return len(self._accounts)

    def find(self, key: bytes) -> Account | None:
        """The account of a key (15 zoned digits)."""
        found = self._accounts.get(key)
        if found is None or isinstance(found, Account):
            return found
        account = self._accounts[key] = Account(found)
        return account

    def keys(self) -> list[bytes]:
        """All keys in order."""
        if self._keys is None:
            self._keys = sorted(self._accounts)
        return self._keys

    def record(self, key: bytes) -> bytes:
        """An account's record as it is now."""
        found = self._accounts[key]
        return found.image() if isinstance(found, Account) else found

    def records(self) -> Iterator[bytes]:
        """All records as they are now, in order."""
        return (self.record(key) for key in self.keys())
