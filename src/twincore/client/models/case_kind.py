from enum import StrEnum


class CaseKind(StrEnum):
    AMOUNT_DIFFERS = "amount_differs"
    BALANCE = "balance"
    DUPLICATE_REFERENCE = "duplicate_reference"
    FILE_REFUSED = "file_refused"
    GL_LINE = "gl_line"
    NOT_IN_OUR_BOOKS = "not_in_our_books"
    NOT_ON_STATEMENT = "not_on_statement"
    UNKNOWN_REFERENCE = "unknown_reference"

    def __str__(self) -> str:
        return str(self.value)
