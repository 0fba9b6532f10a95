from enum import StrEnum


class ExternalKind(StrEnum):
    CARD_SCHEME = "card_scheme"
    CENTRAL_BANK = "central_bank"
    NOSTRO = "nostro"
    VOSTRO = "vostro"

    def __str__(self) -> str:
        return str(self.value)
