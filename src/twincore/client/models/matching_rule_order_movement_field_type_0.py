from enum import StrEnum


class MatchingRuleOrderMovementFieldType0(StrEnum):
    ID = "id"
    REFERENCE = "reference"

    def __str__(self) -> str:
        return str(self.value)
