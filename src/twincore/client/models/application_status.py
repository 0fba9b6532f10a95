from enum import StrEnum


class ApplicationStatus(StrEnum):
    ACCEPTED = "accepted"
    APPROVED = "approved"
    REFERRED = "referred"
    REFUSED = "refused"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"

    def __str__(self) -> str:
        return str(self.value)
