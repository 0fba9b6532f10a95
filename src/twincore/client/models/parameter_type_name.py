from enum import StrEnum


class ParameterTypeName(StrEnum):
    ACCOUNT = "account"
    AMOUNT = "amount"
    COUNT = "count"
    CURRENCY = "currency"
    DATE = "date"
    RATE = "rate"
    TEXT = "text"
    TIME = "time"
    TRANSFER = "transfer"

    def __str__(self) -> str:
        return str(self.value)
