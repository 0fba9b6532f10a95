from enum import StrEnum


class MatchingRuleOrderManyType0(StrEnum):
    ENTRIES = "entries"
    MOVEMENTS = "movements"

    def __str__(self) -> str:
        return str(self.value)
