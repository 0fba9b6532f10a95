from enum import StrEnum


class ControlledRole(StrEnum):
    ANY = "any"
    AUDITOR = "auditor"
    COMPLIANCE = "compliance"
    MANAGER = "manager"
    MEMBER = "member"
    OPERATOR = "operator"
    PARTNER = "partner"
    TELLER = "teller"

    def __str__(self) -> str:
        return str(self.value)
