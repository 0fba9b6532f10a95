from enum import StrEnum


class CreditAccountRecordState(StrEnum):
    ARREARS = "arrears"
    CURRENT = "current"
    DEFAULT = "default"
    HARDSHIP = "hardship"
    LATE = "late"
    PROBATION = "probation"

    def __str__(self) -> str:
        return str(self.value)
