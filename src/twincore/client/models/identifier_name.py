from enum import StrEnum


class IdentifierName(StrEnum):
    ABN = "abn"
    EMAIL = "email"
    LICENCE = "licence"
    PHONE = "phone"
    TFN = "tfn"

    def __str__(self) -> str:
        return str(self.value)
