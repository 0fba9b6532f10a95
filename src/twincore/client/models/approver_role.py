from enum import StrEnum


class ApproverRole(StrEnum):
    COMPLIANCE = "compliance"
    MANAGER = "manager"

    def __str__(self) -> str:
        return str(self.value)
