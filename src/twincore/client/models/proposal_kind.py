from enum import StrEnum


class ProposalKind(StrEnum):
    JOURNAL = "journal"
    PERIOD_CLOSE = "period_close"
    PERIOD_REOPEN = "period_reopen"
    YEAR_END = "year_end"

    def __str__(self) -> str:
        return str(self.value)
