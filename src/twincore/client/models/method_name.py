from enum import StrEnum


class MethodName(StrEnum):
    ANNUITY = "annuity"
    BULLET = "bullet"
    PRINCIPAL = "principal"

    def __str__(self) -> str:
        return str(self.value)
