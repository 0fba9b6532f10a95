"""Problem details (RFC 9457): how a refusal is said over HTTP. HTTP status codes live here and nowhere else."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from pydantic import ValidationError
from starlette.responses import Response

from twincore.kernel.refusal import Category, Refusal, Retry, words_of
from twincore.kernel.telemetry import request_id

MEDIA = "application/problem+json"
TYPE_ROOT = "urn:twincore:refusal:"

STATUS: Mapping[Category, int] = {
    Category.INVALID: 422,
    Category.UNAUTHENTICATED: 401,
    Category.FORBIDDEN: 403,
    Category.NOT_FOUND: 404,
    Category.CONFLICT: 409,
    Category.RULE: 422,
    Category.TOO_LARGE: 413,
    Category.BUSY: 429,
    Category.UNAVAILABLE: 503,
}

_STATUS_OF_CODE: Mapping[str, int] = {
    # the few refusals of HTTP itself, which no room knows of
    "json_malformed": 400,
    "arrow_malformed": 400,
    "request_malformed": 400,
    "idempotency_key_missing": 400,
    "idempotency_key_invalid": 400,
    "idempotency_key_reused": 422,
    "request_id_invalid": 400,
    "media_type_unsupported": 415,
    "not_acceptable": 406,
    "method_not_allowed": 405,
    "internal_error": 500,
}


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal."""
    return _STATUS_OF_CODE.get(refusal.code) or STATUS[refusal.category]


def problem(refusal: Refusal) -> dict[str, Any]:
    """The problem document of a refusal; field is a JSON pointer into the body, or ``query:``, ``path:``, ``header:`` and a name."""
    title = words_of(refusal.code)
    document: dict[str, Any] = {
        "type": TYPE_ROOT + refusal.code,
        "title": title[:1].upper() + title[1:],
        "status": status_of(refusal),
        "detail": refusal.message if refusal.message.endswith(".") else refusal.message + ".",
        "code": refusal.code,
        "retry": refusal.retry.value,
        "request_id": request_id.get(),
    }
    if refusal.field:
        document["field"] = pointer(refusal.field)
    if refusal.detail:
        document.update({name: value for name, value in refusal.detail.items() if name not in document})
    return document


def problem_response(refusal: Refusal, headers: Mapping[str, str] | None = None) -> Response:
    """The HTTP answer that says a refusal."""
    extra = dict(headers or {})
    status = status_of(refusal)
    if status == 401:
        extra.setdefault("WWW-Authenticate", f'Bearer realm="twincore", error="invalid_token", error_description="{refusal.code}"')
    if status in (429, 503):
        extra.setdefault("Retry-After", "1")
    return Response(orjson.dumps(problem(refusal), default=str), status_code=status, media_type=MEDIA, headers=extra)


def pointer(field: str) -> str:
    """A refusal's field as the problem document says it: ``legs/0/amount`` becomes ``/legs/0/amount``."""
    return field if field.startswith("/") or ":" in field else f"/{field}"


def refusal_record(refusal: Refusal) -> dict[str, Any]:
    """A refusal as the audit trail keeps it, so that it can be said again word for word."""
    return {
        "code": refusal.code,
        "message": refusal.message,
        "category": refusal.category.value,
        "field": refusal.field,
        "retry": refusal.retry.value,
        "detail": orjson.loads(orjson.dumps(refusal.detail, default=str)),
    }


def recorded_refusal(record: Mapping[str, Any]) -> Refusal:
    """The refusal of an audit record."""
    return Refusal(
        record["code"],
        record["message"],
        category=Category(record.get("category", "invalid")),
        field=record.get("field"),
        retry=Retry(record.get("retry", "never")),
        **(record.get("detail") or {}),
    )


_WORDS: Mapping[str, str] = {
    "missing": "This field must be given.",
    "extra_forbidden": "There is no such field.",
    "int_type": "Give a JSON integer: no point, no exponent, no quotes.",
    "int_from_float": "Give a whole number.",
    "int_parsing": "Give a whole number.",
    "int_parsing_size": "The number has too many digits.",
}


def invalid(problems: Iterable[Mapping[str, Any]]) -> Refusal:
    """One refusal that lists every field that is wrong. Says where and why, never what was sent (it may be personal)."""
    listed: list[dict[str, str]] = []
    for entry in problems:
        kind = str(entry["type"])
        if kind == "json_invalid":
            words = str((entry.get("ctx") or {}).get("error") or entry["msg"])
            return Refusal("json_malformed", f"The body is not JSON: {words}.")
        listed.append(
            {
                "field": place(entry["loc"]),
                "code": kind if kind != "value_error" else str(entry["msg"]).removeprefix("Value error, ").split(":", 1)[0],
                "detail": _WORDS.get(kind) or _sentence(str(entry["msg"])),
            }
        )
    first = listed[0]
    more = f" ({len(listed)} fields are wrong: see errors.)" if len(listed) > 1 else ""
    return Refusal("request_invalid", first["detail"] + more, field=first["field"], errors=listed)


def invalid_body(error: ValidationError, within: tuple[str | int, ...] = ()) -> Refusal:
    """The refusal of a body that does not fit its model; within: where in the request the model stands."""
    found = error.errors(include_url=False, include_input=False)
    return invalid({**entry, "loc": ("body", *within, *entry["loc"])} for entry in found)


def place(loc: Iterable[str | int]) -> str:
    """Where a validation error is: a JSON pointer into the body, or ``query:limit``, ``path:account``, ``header:...``."""
    parts = [str(part).replace("~", "~0").replace("/", "~1")[:100] for part in loc]
    if not parts or parts[0] == "body":
        return "/" + "/".join(parts[1:]) if len(parts) > 1 else "/"
    return f"{parts[0]}:{'/'.join(parts[1:])}"


def _sentence(words: str) -> str:
    words = words.removeprefix("Value error, ")
    if ": " in words and words.split(": ", 1)[0].isidentifier():
        words = words.split(": ", 1)[1]
    return words[:1].upper() + words[1:] + ("" if words.endswith(".") else ".")
