from enum import StrEnum


class LoanDecisionVerdict(StrEnum):
    APPROVED = "approved"
    REFERRED = "referred"
    REFUSED = "refused"

    def __str__(self) -> str:
        return str(self.value)
