"""Master extracts: HEAD with the low watermark, the accounts, TAIL with the high one and the totals."""

from pathlib import Path
from typing import Final

from twincore.copybook import encode
from twincore.mainframe.records import CODEPAGE, EXTRACT
from twincore.mainframe.standin.core import Core
from twincore.mainframe.standin.fields import ACC, from_signed_zoned, unpacked


class ExtractFile:
    """One extract, written under a working name."""

    def __init__(self, core: Core, path: Path, first: int, last: int) -> None:
        self.core, self.path, self.first, self.last = core, path, first, last
        self.count = self.total_actual = self.total_sum = self.total_count = 0
        self._file = path.with_name(f"{path.name}.part").open("wb")
        self._mark("HEAD")

    def add(self, record: bytes) -> None:
        """Add an account's record."""
        self.count += 1
        self.total_actual += from_signed_zoned(record[ACC["ACTUAL"]])
        self.total_sum += unpacked(record[ACC["SUM"]])
        self.total_count += int.from_bytes(record[ACC["COUNT"]], "big", signed=True)
        self._file.write(record)

    def close(self) -> None:
        """End it; ``name`` gives it its name."""
        self._mark("TAIL")
        self._file.close()

    def name(self) -> None:
        """Put it in place."""
        self.path.with_name(f"{self.path.name}.part").replace(self.path)

    def _mark(self, eye: str) -> None:
        values = {
            "EXT-EYE": eye,
            "EXT-BUSINESS-DATE": self.core.business_date,
            "EXT-FROM": self.first,
            "EXT-TO": self.last,
            "EXT-LSN": self.core.lsn,
            "EXT-AT": self.core.clock,
            "EXT-EPOCH": self.core.epoch,
            "EXT-COUNT": self.count,
            "EXT-TOTAL-ACTUAL": self.total_actual,
            "EXT-TOTAL-SUM": self.total_sum,
            "EXT-TOTAL-COUNT": self.total_count,
        }
        self._file.write(encode(EXTRACT, values, CODEPAGE))


EVERY: Final = (0, 999_999_999_999_999)
