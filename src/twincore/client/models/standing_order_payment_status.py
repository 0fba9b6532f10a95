from enum import StrEnum


class StandingOrderPaymentStatus(StrEnum):
    CANCELLED = "cancelled"
    DUE = "due"
    FAILED = "failed"
    POSTED = "posted"

    def __str__(self) -> str:
        return str(self.value)
