from enum import StrEnum


class CaseState(StrEnum):
    ASSIGNED = "assigned"
    OPEN = "open"
    RESOLVED = "resolved"

    def __str__(self) -> str:
        return str(self.value)
