from enum import StrEnum


class StatementImportOutcome(StrEnum):
    IMPORTED = "imported"
    PARKED = "parked"

    def __str__(self) -> str:
        return str(self.value)
