from enum import StrEnum


class ModeOfTwin(StrEnum):
    ACTIVE = "active"
    DEMOTING = "demoting"
    SHADOW = "shadow"

    def __str__(self) -> str:
        return str(self.value)
