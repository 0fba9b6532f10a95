from enum import StrEnum


class SystemAccountRecordSide(StrEnum):
    C = "C"
    D = "D"

    def __str__(self) -> str:
        return str(self.value)
