from enum import StrEnum


class ItemStatus(StrEnum):
    CONTRA = "contra"
    MATCHED = "matched"
    OPEN = "open"
    PARKED = "parked"
    PROPOSED = "proposed"
    SUSPENDED = "suspended"

    def __str__(self) -> str:
        return str(self.value)
