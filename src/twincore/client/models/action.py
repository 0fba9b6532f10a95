from enum import StrEnum


class Action(StrEnum):
    EXPLAIN = "explain"
    MATCH = "match"
    POST = "post"

    def __str__(self) -> str:
        return str(self.value)
