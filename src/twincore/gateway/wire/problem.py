"""Problem details on the wire (RFC 9457)."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class FieldProblem(BaseModel):
    """One field that is wrong."""

    field: str
    code: str
    detail: str


class Problem(BaseModel):
    """What a refusal says. May carry further members that are particular to its code."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "urn:twincore:refusal:insufficient_funds",
                "title": "Insufficient funds",
                "status": 422,
                "detail": "The available balance of the debited account is too small.",
                "code": "insufficient_funds",
                "field": "/amount",
                "retry": "new_key",
                "request_id": "5b0f6f0a1f6c4c8a9a3b1d2e3f405162",
            }
        }
    )

    type: Annotated[str, Field(description="A URN that names the kind of problem.")]
    title: str
    status: int
    detail: Annotated[str, Field(description="A sentence a person can act on.")]
    code: Annotated[str, Field(description="Stable, snake_case: what programs look at.")]
    retry: Annotated[Literal["never", "same_key", "new_key"], Field(description="Whether to send it again, and how.")]
    request_id: str | None
    field: Annotated[str | None, Field(description="Where: a JSON pointer into the body, or query:, path:, header: and a name.")] = None
    errors: Annotated[list[FieldProblem] | None, Field(description="Every field that is wrong, where more can be told.")] = None
