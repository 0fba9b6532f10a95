from enum import StrEnum


class KycState(StrEnum):
    PENDING = "pending"
    REFUSED = "refused"
    UNVERIFIED = "unverified"
    VERIFIED = "verified"

    def __str__(self) -> str:
        return str(self.value)
