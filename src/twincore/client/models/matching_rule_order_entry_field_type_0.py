from enum import StrEnum


class MatchingRuleOrderEntryFieldType0(StrEnum):
    REFERENCE = "reference"
    SERVICER_REFERENCE = "servicer_reference"
    WORDS = "words"

    def __str__(self) -> str:
        return str(self.value)
