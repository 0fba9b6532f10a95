from enum import StrEnum


class ProvenanceAccountKind(StrEnum):
    LEDGER = "ledger"
    MEMBER = "member"
    SYSTEM = "system"

    def __str__(self) -> str:
        return str(self.value)
