from enum import StrEnum


class AccountStatus(StrEnum):
    CLOSED = "closed"
    FROZEN = "frozen"
    OPEN = "open"

    def __str__(self) -> str:
        return str(self.value)
