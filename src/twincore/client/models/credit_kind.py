from enum import StrEnum


class CreditKind(StrEnum):
    AUTO_LOAN = "auto_loan"
    CREDIT_CARD = "credit_card"
    HOME_LOAN = "home_loan"
    PERSONAL_LOAN = "personal_loan"

    def __str__(self) -> str:
        return str(self.value)
