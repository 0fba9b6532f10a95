"""Refusals: expected answers of no, each with a stable code, a message to act on, and whether to retry."""

from enum import Enum
from typing import Any


class Category(Enum):
    """What kind of no it is; the gateway alone turns it into an HTTP status."""

    INVALID = "invalid"  # the request itself is wrong and will always be
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"  # also for what belongs to another tenant
    CONFLICT = "conflict"  # clashes with what is already recorded
    RULE = "rule"  # well formed, but a rule of the bank says no
    TOO_LARGE = "too_large"
    BUSY = "busy"  # a limit on rate or capacity
    UNAVAILABLE = "unavailable"


class Retry(Enum):
    """Whether the same request may be sent again."""

    NEVER = "never"  # change the request
    SAME_KEY = "same_key"  # send it again unchanged, with the same idempotency key
    NEW_KEY = "new_key"  # it may succeed later, as a new command with a new key


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """An expected no.

    code: stable, snake_case, documented in docs/refusals.md; message: a sentence a person can act on;
    field: where in the request (JSON pointer without the leading slash, e.g. ``legs/0/amount``), if it is about one place.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        category: Category = Category.INVALID,
        field: str | None = None,
        retry: Retry = Retry.NEVER,
        **detail: Any,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.category = category
        self.field = field
        self.retry = retry
        self.detail = detail

    def __str__(self) -> str:
        where = f" at {self.field}" if self.field else ""
        return f"{self.code}{where}: {self.message}"


def words_of(name: str) -> str:
    """A code or noun in words: ``gl_account`` is "GL account"."""
    return " ".join(word.upper() if word in _ACRONYMS else word for word in name.split("_"))


_ACRONYMS = {"bsb", "gl", "kyc", "pdf", "tfn"}


def not_found(noun: str, key: object, field: str | None = None) -> Refusal:
    """The refusal for something that does not exist in this tenant: code ``<noun>_not_found``."""
    return Refusal(
        f"{noun}_not_found",
        f"No {words_of(noun)} {key} in this tenant.",
        category=Category.NOT_FOUND,
        field=field,
    )
