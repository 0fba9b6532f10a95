from enum import StrEnum


class FrequencyName(StrEnum):
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    ONCE = "once"
    QUARTERLY = "quarterly"
    WEEKLY = "weekly"
    YEARLY = "yearly"

    def __str__(self) -> str:
        return str(self.value)
