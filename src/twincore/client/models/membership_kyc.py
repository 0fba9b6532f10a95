from enum import StrEnum


class MembershipKyc(StrEnum):
    PENDING = "pending"
    REFUSED = "refused"
    UNVERIFIED = "unverified"
    VERIFIED = "verified"

    def __str__(self) -> str:
        return str(self.value)
