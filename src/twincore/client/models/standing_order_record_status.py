from enum import StrEnum


class StandingOrderRecordStatus(StrEnum):
    ACTIVE = "active"
    CANCELLED = "cancelled"
    ENDED = "ended"

    def __str__(self) -> str:
        return str(self.value)
