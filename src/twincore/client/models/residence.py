from enum import StrEnum


class Residence(StrEnum):
    BOARDING = "boarding"
    MORTGAGE = "mortgage"
    OWNER = "owner"
    RENTING = "renting"
    WITH_FAMILY = "with_family"

    def __str__(self) -> str:
        return str(self.value)
