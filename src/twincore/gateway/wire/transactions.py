"""Transaction codes and postings by them, on the wire."""

from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, WithJsonSchema

from twincore.gateway.wire.scalar import Answer, Body, OutId, OutTime, Reason, Time, say_time, words
from twincore.gateway.wire.transfers import TransferRecord
from twincore.kernel.money import AMOUNT_MAX
from twincore.transactions import SystemAccount, TransactionCode, code_document

_NAME = Annotated[str, words(48, pattern="^[a-z][a-z0-9_]*$")]
_SIDE = Annotated[str, words(120, min_length=0)]
_FORMULA = Annotated[str, words(200, min_length=0)]


def _value(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | str | None):
        raise ValueError("parameter_type: Give a whole number or a text")
    if isinstance(value, str) and len(value) > PARAMETER_CHARS_MAX:
        raise ValueError("parameter_too_long: The text is too long")
    return value


PARAMETER_CHARS_MAX = 500
ParameterValue = Annotated[
    Any,
    AfterValidator(_value),
    WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string", "maxLength": PARAMETER_CHARS_MAX}, {"type": "null"}]}),
]


class TransactionAsk(Body):
    """One posting by a transaction code."""

    code: Annotated[str, words(48, pattern="^[a-z][a-z0-9_]*$", description="Name of the code.", examples=["internal_transfer"])]
    parameters: Annotated[
        dict[str, ParameterValue], Field(max_length=32, description="As the code says: GET /v1/transaction-codes/{code}.")
    ]
    id: Annotated[UUID | None, Field(description="Id of the first transfer; without it one that follows from your Idempotency-Key.")] = None


class TransactionOrder(TransactionAsk):
    """A posting by a transaction code, on its own."""

    reason: Reason | None = None


class TransactionRecord(Answer):
    """What a posting by code has put in the journal."""

    code: str
    command: OutId
    transfers: list[TransferRecord]


class ParameterTypeName(Enum):
    """What a parameter holds."""

    AMOUNT = "amount"
    COUNT = "count"
    ACCOUNT = "account"
    RATE = "rate"
    CURRENCY = "currency"
    DATE = "date"
    TIME = "time"
    TRANSFER = "transfer"
    TEXT = "text"


class ParameterDefinition(Body):
    """One parameter of a code."""

    name: _NAME
    type: ParameterTypeName
    required: bool = True
    default: int | str | None = None
    minimum: int | None = None
    maximum: int | None = None
    title: Annotated[str, words(200, min_length=0)] = ""


class LegKind(Enum):
    """What a leg does."""

    POST = "post"
    HOLD = "hold"
    CAPTURE = "capture"
    RELEASE = "release"
    REVERSE = "reverse"


class LegDefinition(Body):
    """One leg of a code: what becomes one transfer."""

    kind: LegKind = LegKind.POST
    debit: _SIDE = ""
    credit: _SIDE = ""
    amount: _FORMULA = "0"
    ref: _NAME | None = None
    expires_at: _NAME | None = None
    value_date: _NAME | None = None
    posted_at: _NAME | None = None
    optional: bool = False
    final: bool = False
    forced: bool = False
    words: bool = True
    gl_debit: Annotated[int, Field(ge=0, le=99_999)] = 0
    gl_credit: Annotated[int, Field(ge=0, le=99_999)] = 0


class DerivedDefinition(Body):
    """A value that other formulas may use."""

    name: _NAME
    formula: Annotated[str, words(200)]


class CodeDefinition(Body):
    """A transaction code, or the next version of one."""

    number: Annotated[int, Field(ge=1, le=99_999)]
    name: _NAME
    title: Annotated[str, words(80)]
    description: Annotated[str, words(1000)]
    parameters: Annotated[list[ParameterDefinition], Field(max_length=32)]
    legs: Annotated[list[LegDefinition], Field(min_length=1, max_length=32)]
    derived: list[DerivedDefinition] = Field(default_factory=list, max_length=32)
    roles: list[_NAME] = Field(default_factory=list, max_length=7, description="Who may use it; empty: whoever may post.")
    approval_above: Annotated[int | None, Field(ge=0, le=AMOUNT_MAX, description="Above so many minor units a second person approves.")] = (
        None
    )
    effective_from: Annotated[Time | None, Field(description="When it takes effect; at once if left out.")] = None

    def document(self) -> dict[str, Any]:
        """As the room of transactions takes it."""
        return self.model_dump(mode="json", exclude={"effective_from"}, exclude_none=True, exclude_defaults=False)


class CodeRecord(Answer):
    """One version of a transaction code."""

    number: int
    name: str
    version: int
    title: str
    description: str
    parameters: list[dict[str, Any]]
    legs: list[dict[str, Any]]
    derived: list[dict[str, str]]
    roles: list[str]
    approval_above: int | None
    effective_from: OutTime
    recorded_at: OutTime


class CodeList(Answer):
    """Transaction codes by number."""

    codes: list[CodeRecord]


class SystemAccountRecord(Answer):
    """An account of the credit union itself, which formulas call @name."""

    name: str
    title: str
    currency: str
    account: int
    gl: Annotated[int, Field(description="Code in the chart of accounts.")]
    side: Literal["D", "C"]


class SystemAccountList(Answer):
    """The credit union's own accounts."""

    accounts: list[SystemAccountRecord]


def code_body(code: TransactionCode) -> dict[str, Any]:
    """A transaction code as the wire has it."""
    document = code_document(code.spec)
    return {
        "number": code.number,
        "name": code.name,
        "version": code.version,
        "title": document["title"],
        "description": document["description"],
        "parameters": document["parameters"],
        "legs": document["legs"],
        "derived": document.get("derived", []),
        "roles": document.get("roles", []),
        "approval_above": document.get("approval_above"),
        "effective_from": say_time(code.effective_from_us),
        "recorded_at": say_time(code.recorded_at_us),
    }


def system_account_body(account: SystemAccount) -> dict[str, Any]:
    """A system account as the wire has it."""
    return {
        "name": account.name,
        "title": account.title,
        "currency": account.currency,
        "account": account.account,
        "gl": account.gl,
        "side": account.side,
    }
