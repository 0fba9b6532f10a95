from enum import StrEnum


class LegKind(StrEnum):
    CAPTURE = "capture"
    HOLD = "hold"
    POST = "post"
    RELEASE = "release"
    REVERSE = "reverse"

    def __str__(self) -> str:
        return str(self.value)
