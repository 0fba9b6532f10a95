from enum import StrEnum


class MatchingRuleKind(StrEnum):
    AMOUNT_DATE = "amount_date"
    MANY_TO_ONE = "many_to_one"
    REFERENCE = "reference"

    def __str__(self) -> str:
        return str(self.value)
