from enum import StrEnum


class ComparisonResultComparison(StrEnum):
    BALANCES = "balances"
    GL_LINES = "gl_lines"

    def __str__(self) -> str:
        return str(self.value)
