from enum import StrEnum


class RoleName(StrEnum):
    AUDITOR = "auditor"
    COMPLIANCE = "compliance"
    MANAGER = "manager"
    MEMBER = "member"
    OPERATOR = "operator"
    PARTNER = "partner"
    TELLER = "teller"

    def __str__(self) -> str:
        return str(self.value)
