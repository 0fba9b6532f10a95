from enum import StrEnum


class MatchingRuleOrderByType0(StrEnum):
    REFERENCE = "reference"
    VALUE_DATE = "value_date"

    def __str__(self) -> str:
        return str(self.value)
