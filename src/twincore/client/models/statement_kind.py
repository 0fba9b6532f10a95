from enum import StrEnum


class StatementKind(StrEnum):
    ELECTRONIC = "electronic"
    NONE = "none"
    PAPER = "paper"

    def __str__(self) -> str:
        return str(self.value)
