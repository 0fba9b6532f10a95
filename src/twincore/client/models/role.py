from enum import StrEnum


class Role(StrEnum):
    ACCRUED_DEPOSIT_INTEREST = "accrued_deposit_interest"
    ACCRUED_LOAN_INTEREST = "accrued_loan_interest"
    ACCRUED_OVERDRAFT_INTEREST = "accrued_overdraft_interest"
    EXCHANGE_GAIN = "exchange_gain"
    EXCHANGE_LOSS = "exchange_loss"
    EXCHANGE_POSITION = "exchange_position"
    EXCHANGE_REVALUATION = "exchange_revaluation"
    RETAINED_EARNINGS = "retained_earnings"

    def __str__(self) -> str:
        return str(self.value)
