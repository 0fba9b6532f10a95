from enum import StrEnum


class Source(StrEnum):
    BATCH = "batch"
    JOURNAL = "journal"
    YEAR_END = "year_end"

    def __str__(self) -> str:
        return str(self.value)
