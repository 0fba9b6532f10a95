from enum import StrEnum


class Employment(StrEnum):
    CASUAL = "casual"
    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    RETIRED = "retired"
    SELF_EMPLOYED = "self_employed"
    UNEMPLOYED = "unemployed"

    def __str__(self) -> str:
        return str(self.value)
