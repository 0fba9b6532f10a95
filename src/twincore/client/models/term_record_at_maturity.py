from enum import StrEnum


class TermRecordAtMaturity(StrEnum):
    PAY = "pay"
    RENEW = "renew"
    RENEW_PRINCIPAL = "renew_principal"

    def __str__(self) -> str:
        return str(self.value)
