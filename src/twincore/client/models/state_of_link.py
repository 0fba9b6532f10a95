from enum import StrEnum


class StateOfLink(StrEnum):
    CATCHING_UP = "CATCHING_UP"
    DEGRADED = "DEGRADED"
    DOWN = "DOWN"
    UP = "UP"

    def __str__(self) -> str:
        return str(self.value)
