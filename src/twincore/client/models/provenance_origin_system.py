from enum import StrEnum


class ProvenanceOriginSystem(StrEnum):
    API = "api"
    CORE = "core"
    END_OF_DAY = "end_of_day"
    LEDGER = "ledger"
    UNKNOWN = "unknown"

    def __str__(self) -> str:
        return str(self.value)
