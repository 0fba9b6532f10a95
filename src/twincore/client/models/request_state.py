from enum import StrEnum


class RequestState(StrEnum):
    APPROVED = "approved"
    DECLINED = "declined"
    USED = "used"
    WAITING = "waiting"

    def __str__(self) -> str:
        return str(self.value)
