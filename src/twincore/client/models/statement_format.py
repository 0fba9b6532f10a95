from enum import StrEnum


class StatementFormat(StrEnum):
    CAMT053 = "camt053"
    CARD_SETTLEMENT = "card_settlement"
    CENTRAL_BANK = "central_bank"
    MT940 = "mt940"

    def __str__(self) -> str:
        return str(self.value)
