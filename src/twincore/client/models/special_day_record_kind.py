from enum import StrEnum


class SpecialDayRecordKind(StrEnum):
    HOLIDAY = "holiday"
    WORKING = "working"

    def __str__(self) -> str:
        return str(self.value)
