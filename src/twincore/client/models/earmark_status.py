from enum import StrEnum


class EarmarkStatus(StrEnum):
    ASKED = "asked"
    REFUSED = "refused"
    SENT = "sent"

    def __str__(self) -> str:
        return str(self.value)
