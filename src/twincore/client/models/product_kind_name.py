from enum import StrEnum


class ProductKindName(StrEnum):
    LOAN = "loan"
    SAVINGS = "savings"
    TERM_DEPOSIT = "term_deposit"
    TRANSACTION = "transaction"

    def __str__(self) -> str:
        return str(self.value)
