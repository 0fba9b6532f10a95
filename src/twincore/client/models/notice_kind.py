from enum import StrEnum


class NoticeKind(StrEnum):
    ARREARS = "arrears"
    MATURITY = "maturity"
    RATE_CHANGE = "rate_change"
    STATEMENT_READY = "statement_ready"

    def __str__(self) -> str:
        return str(self.value)
