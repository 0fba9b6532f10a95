from enum import StrEnum


class TermRecordStatus(StrEnum):
    BROKEN = "broken"
    PAID = "paid"
    RENEWED = "renewed"
    RUNNING = "running"

    def __str__(self) -> str:
        return str(self.value)
