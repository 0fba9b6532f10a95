from enum import StrEnum


class ProblemRetry(StrEnum):
    NEVER = "never"
    NEW_KEY = "new_key"
    SAME_KEY = "same_key"

    def __str__(self) -> str:
        return str(self.value)
