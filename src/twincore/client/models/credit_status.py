from enum import StrEnum


class CreditStatus(StrEnum):
    ACTIVE = "active"
    REPAID = "repaid"
    WRITTEN_OFF = "written_off"

    def __str__(self) -> str:
        return str(self.value)
