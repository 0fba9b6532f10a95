"""The OpenAPI 3.1 document: FastAPI's, completed with what our operations know of themselves. ``python -m twincore.gateway.document`` writes it."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from twincore.gateway.access import Realm
from twincore.gateway.operation import ARROW, JSON, NDJSON, Operation
from twincore.gateway.problem import MEDIA
from twincore.gateway.wire.problem import Problem

REF = "#/components/schemas/{model}"
DESCRIPTION = """\
The public API of twincore, the always-on twin of a core bank. Everything that the platform can do for an outsider is here.

**Identity.** Send an OIDC access token: `Authorization: Bearer <token>`. It names one tenant and the roles in it; what belongs to another
tenant does not exist for you (404). The local issuer gives tokens at `/oauth/token` (client credentials).

**Writes** need an `Idempotency-Key` of your choice (1 to 255 visible ASCII characters, unique to you). Sent again with the same body, a
request gets the same answer and `Idempotent-Replayed: true`; with another body 422; while the first is being served 409. So after a timeout
send it again, unchanged.

**Money** is a whole number of minor units (cents) and never a float. **Times** are RFC 3339 in UTC, to the microsecond.

**Refusals** are problem details (RFC 9457) with a stable `code`, the `field` where it is about one place, and `retry`: `never` (change the
request), `same_key` (send it again unchanged), `new_key` (it may succeed later, as a new request).

**Lists** are pages: follow `next` until it is null.
"""
TAGS = {
    "tenants": "Institutions on the platform, and the clock of a synthetic one.",
    "control": "Dual control: who needs a second person for what, and the requests that wait for one.",
    "clients": "Who gets tokens of the local issuer, and second persons' approvals.",
    "members": "People and organisations that bank here.",
    "accounts": "Product accounts, their balances, history and holds.",
    "products": "The catalogue of products.",
    "loans": "Loan applications and their decisions.",
    "transactions": "Transaction codes, and posting by them: the normal way to move money.",
    "transfers": "The ledger itself: posts, holds, captures, releases, reversals.",
    "nights": "Ending business dates while customers go on, and the calendar.",
    "standing orders": "Payments asked for in advance.",
    "interest": "What deposits earn and cost: plans, accruals, term deposits, protection, availability.",
    "credit": "Loans and cards in life: schedules, repayments, offsets, arrears, relief, statements.",
    "core": "The link to the core: stand-in, comparisons and re-sync, what waits, promotion and back.",
    "bulk": "Many at once: NDJSON or Arrow, a result for each item.",
    "gl": "The general ledger: chart of accounts, statements of any posted date, journals and periods under dual control.",
    "reconciliation": "Other institutions' files against our books, and a case for everything that differs.",
    "audit": "Who did what, and when.",
    "statements": "What members are given and told: statements, tax summaries, notices.",
    "journal": "Proof: receipts, the signed tree head, consistency, invariants.",
}
_STATUS_WORDS = {
    "400": "The request cannot be read, or its Idempotency-Key is missing or malformed.",
    "401": "No token, or one that is not good.",
    "403": "The token lacks the role, or is of the wrong kind of tenant; or the tenant is suspended.",
    "404": "It does not exist in this tenant.",
    "409": "It clashes with what is recorded, or a request with the same Idempotency-Key is being served.",
    "413": "The body is too large.",
    "415": "The body's media type is not taken here.",
    "422": "The request is understood, and refused: a field is wrong or a rule of the bank says no.",
    "429": "Too many requests.",
    "500": "Something is wrong on our side.",
    "503": "A part we need is away just now.",
}


def api_document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of an application."""
    document = get_openapi(
        title="twincore",
        version=app.version,
        openapi_version="3.1.0",
        summary="The always-on twin of a core bank",
        description=DESCRIPTION,
        routes=app.routes,
        tags=[{"name": name, "description": words} for name, words in TAGS.items()],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        servers=[{"url": "/"}],
    )
    operations = {operation.id: operation for operation in operations_of(app)}
    models: list[tuple[type[BaseModel], Any]] = [(Problem, "serialization")]
    models += [(operation.body, "validation") for operation in operations.values() if operation.body is not None]
    models += [(operation.answer, "serialization") for operation in operations.values() if operation.answer is not None]
    _, definitions = models_json_schema(list(dict.fromkeys(models)), ref_template=REF)
    components = document.setdefault("components", {})
    of_parameters = {
        name: schema for name, schema in components.get("schemas", {}).items() if name not in ("HTTPValidationError", "ValidationError")
    }
    components["schemas"] = dict(sorted((of_parameters | definitions["$defs"]).items()))
    components["securitySchemes"] = {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "An OIDC access token with the claims tenant and roles.",
        }
    }
    components["responses"] = {
        f"Problem{status}": {"description": words, "content": {MEDIA: {"schema": {"$ref": REF.format(model="Problem")}}}}
        for status, words in _STATUS_WORDS.items()
    }
    order = list(TAGS)
    document["paths"] = dict(sorted(document["paths"].items(), key=lambda path: order.index(next(iter(path[1].values()))["tags"][0])))
    for entries in document["paths"].values():
        for described in entries.values():
            if (operation := operations.get(described.get("operationId"))) is not None:
                _complete(described, operation)
    return document


def operations_of(app: FastAPI) -> Iterator[Operation]:
    """The operations of an application, in the order of its routes."""
    for route in app.routes:
        operation = getattr(route.endpoint, "operation", None) if isinstance(route, APIRoute) else None
        if operation is not None:
            yield operation


def _complete(described: dict[str, Any], operation: Operation) -> None:
    access = operation.access
    assert access is not None
    described["security"] = [{"bearer": []}]
    roles = ", ".join(sorted(role.value for role in access.roles))
    realm = {Realm.TENANT: "of a tenant", Realm.PLATFORM: "of the platform", Realm.EITHER: "of the tenant or of the platform"}[access.realm]
    notes = [f"Roles: {roles}, {realm}."]
    if operation.refusals:
        notes.append("Refusals: " + ", ".join(f"`{code}`" for code in operation.refusals) + ".")
    described["description"] = "\n\n".join(filter(None, [described.get("description"), *notes]))
    described["x-roles"] = sorted(role.value for role in access.roles)
    answers: dict[str, Any] = {str(operation.status): _success(operation)}
    statuses = ["401", "403", "404", "422", "429", "500", "503"]
    if operation.write:
        statuses += ["409"]
        described.setdefault("parameters", []).append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": True,
                "description": "Yours to choose, unique to this request; send a retry with the same one.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
                "example": "3f1c9c1e-rent-2026-03",
            }
        )
    if operation.media:
        statuses += ["400", "413", "415"]
        described["requestBody"] = _request(operation)
    for status in sorted(statuses):
        answers[status] = {"$ref": f"#/components/responses/Problem{status}"}
    described["responses"] = answers


def _success(operation: Operation) -> dict[str, Any]:
    headers: dict[str, Any] = {"X-Request-Id": {"description": "The id of this request.", "schema": {"type": "string"}}}
    if operation.write:
        headers["Idempotent-Replayed"] = {"description": "true if this is the answer of the first time.", "schema": {"type": "string"}}
    answer: dict[str, Any] = {"description": "Done." if operation.write else "Found.", "headers": headers}
    content: dict[str, Any] = {}
    for media in operation.answers_media:
        if media == JSON and operation.answer is not None:
            content[media] = {"schema": {"$ref": REF.format(model=operation.answer.__name__)}}
        else:
            content[media] = {"schema": _stream(media)}
    if content:
        answer["content"] = content
    return answer


def _request(operation: Operation) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for media in operation.media:
        if media == JSON:
            assert operation.body is not None
            content[media] = {"schema": {"$ref": REF.format(model=operation.body.__name__)}}
            if operation.example is not None:
                content[media]["example"] = operation.example
        else:
            content[media] = {"schema": _stream(media)}
            if media == NDJSON and operation.example is not None:
                content[media]["example"] = "\n".join(json.dumps(item) for item in operation.example)
            elif isinstance(operation.example, dict) and media in operation.example:
                content[media]["example"] = operation.example[media]
    return {"required": True, "content": content}


def _stream(media: str) -> dict[str, Any]:
    words = "One JSON object a line." if media == NDJSON else "An Arrow IPC stream." if media == ARROW else "Bytes."
    return {"type": "string", "format": "binary", "description": words}


def document_bytes() -> bytes:
    """The document as it is kept in docs/openapi.json: the same bytes for the same code."""
    from twincore.gateway.app import create_app  # the application is assembled over this module

    document = create_app(None).openapi()
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def main(arguments: list[str] | None = None) -> int:
    """Write the document, or with ``--check`` say whether the file is current (exit status 1 if not)."""
    parser = argparse.ArgumentParser(prog="python -m twincore.gateway.document", description=main.__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=Path("docs/openapi.json"))
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args(arguments)
    fresh = document_bytes()
    if given.check:
        current = given.file.exists() and given.file.read_bytes() == fresh
        print(f"{given.file} is {'current' if current else 'not current: run make client'}")
        return 0 if current else 1
    given.file.parent.mkdir(parents=True, exist_ok=True)
    given.file.write_bytes(fresh)
    print(f"{given.file}: {len(fresh):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
