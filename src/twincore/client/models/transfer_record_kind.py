from enum import StrEnum


class TransferRecordKind(StrEnum):
    CAPTURE = "capture"
    EXPIRE = "expire"
    HOLD = "hold"
    POST = "post"
    RELEASE = "release"
    REVERSE = "reverse"

    def __str__(self) -> str:
        return str(self.value)
