from enum import StrEnum


class ReliefName(StrEnum):
    PAUSE = "pause"
    REDUCED = "reduced"

    def __str__(self) -> str:
        return str(self.value)
