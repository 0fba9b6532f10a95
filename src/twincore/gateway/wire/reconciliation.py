"""Reconciliation on the wire: external accounts, statements and movements, cases and how they end, what each night has found."""

from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from twincore.gateway.wire.scalar import (
    INT64_MAX,
    AccountId,
    Answer,
    Body,
    Currency,
    Day,
    OutDay,
    OutId,
    OutTime,
    Reason,
    Signed,
    say_time,
    words,
)
from twincore.reconciliation import (
    Case,
    EntryRecord,
    ExternalAccount,
    ExternalKind,
    ImportReport,
    ItemStatus,
    MatchReport,
    MovementRecord,
    Position,
    Rule,
    StatementFormat,
    StatementRecord,
)

RULES = 20
Graces = Annotated[int, Field(ge=0, le=365, description="Days that an item may wait for its counterpart before a case is opened.")]
ExternalName = Annotated[str, words(48, pattern="^[a-z][a-z0-9_]*$", description="snake_case.", examples=["nostro_usd"])]


class MatchingRuleKind(Enum):
    """How a rule finds counterparts."""

    REFERENCE = "reference"
    AMOUNT_DATE = "amount_date"
    MANY_TO_ONE = "many_to_one"


class MatchingRuleOrder(Body):
    """One matching rule; what is left out is the room's default."""

    name: Annotated[str, words(48, pattern="^[a-z][a-z0-9_]*$", examples=["our_reference"])]
    kind: MatchingRuleKind
    entry_field: Literal["reference", "servicer_reference", "words"] | None = None
    movement_field: Literal["reference", "id"] | None = None
    days: Annotated[int | None, Field(ge=0, le=366, description="How far value dates may lie apart.")] = None
    many: Annotated[Literal["entries", "movements"] | None, Field(description="The side of which several make one.")] = None
    by: Annotated[Literal["value_date", "reference"] | None, Field(description="What these several share.")] = None

    def document(self) -> dict[str, Any]:
        """The rule as the room reads it."""
        return self.model_dump(mode="json", exclude_none=True)


class MatchingRulesOrder(Body):
    """The next version of an account's matching rules, tried in this order."""

    rules: Annotated[list[MatchingRuleOrder], Field(min_length=1, max_length=RULES)]
    effective_from: Day
    reason: Reason | None = None


class MatchingRuleRecord(Answer):
    """A matching rule with everything it decides by."""

    name: str
    kind: str
    entry_field: str
    movement_field: str
    days: int
    many: str
    by: str


class MatchingRulesRecord(Answer):
    """The matching rules that hold on a date."""

    account: str
    version: Annotated[int, Field(description="0: none hold yet.")]
    rules: list[MatchingRuleRecord]


class ExternalAccountOrder(Body):
    """An account whose movements somebody else records too."""

    name: ExternalName
    kind: ExternalKind
    format: StatementFormat
    identification: Annotated[str, words(35, description="How files call the account.", examples=["DE89370400440532013000"])]
    currency: Currency
    ledger_account: AccountId
    mirrored: Annotated[
        bool, Field(description="A credit in the file is a debit of ours; false for a file that repeats our own marks.")
    ] = True
    opening: Annotated[Signed, Field(description="The balance that both sides agreed on, seen from the file.")] = 0
    entry_grace_days: Graces = 0
    movement_grace_days: Graces = 3
    taken_seq: Annotated[int, Field(ge=0, le=INT64_MAX, description="Our movements count from after this place of the journal.")] = 0
    from_date: Annotated[Day, Field(description="Its matching rules hold from here on.")]
    rules: Annotated[list[MatchingRuleOrder] | None, Field(min_length=1, max_length=RULES, description="The room's own unless given.")] = (
        None
    )

    def account(self) -> ExternalAccount:
        """The account as the room takes it."""
        return ExternalAccount(
            self.name,
            self.kind,
            self.format,
            self.identification,
            self.currency,
            self.ledger_account,
            self.mirrored,
            self.opening,
            self.entry_grace_days,
            self.movement_grace_days,
            self.taken_seq,
        )


class ExternalAccountRecord(Answer):
    """An account whose movements somebody else records too."""

    name: str
    kind: ExternalKind
    format: StatementFormat
    identification: str
    currency: str
    ledger_account: int
    mirrored: bool
    opening: int
    entry_grace_days: int
    movement_grace_days: int
    taken_seq: Annotated[int, Field(description="Our movements are taken up to this place of the journal.")]


class ExternalAccountList(Answer):
    """External accounts by name."""

    accounts: list[ExternalAccountRecord]


class ExternalPosition(Answer):
    """Both sides of an external account, seen from the file (a credit is above 0). unexplained must be 0."""

    account: str
    currency: str
    statement: int
    statement_on: OutDay | None
    ours: int
    entries: Annotated[int, Field(description="Entries that are not matched.")]
    movements: Annotated[int, Field(description="Movements that are not matched.")]
    differing: Annotated[int, Field(description="What matched items differ by.")]
    unexplained: int


class FileRefusal(Answer):
    """Why a file was refused."""

    code: str
    detail: str
    field: str | None
    line: int | None


class StatementImport(Answer):
    """What became of a file."""

    outcome: Literal["imported", "parked"]
    account: str
    statements: Annotated[list[str], Field(description="References as the file gives them.")]
    entries: int
    entries_parked: Annotated[int, Field(description="Entries that repeat a reference: no rule matches them, and each gets a case.")]
    closing: int | None
    closing_on: OutDay | None
    case: Annotated[OutId | None, Field(description="The investigation of a file that was refused and kept.")]
    refusal: FileRefusal | None


class ExternalStatement(Answer):
    """A statement as recorded."""

    account: str
    number: int
    reference: str
    opening: int
    opening_on: OutDay
    closing: int
    closing_on: OutDay
    chained: bool
    entries: int
    imported_at: OutTime


class ExternalStatementPage(Answer):
    """A page of statements in the order in which they came."""

    statements: list[ExternalStatement]
    next: str | None


class ExternalEntry(Answer):
    """An entry of a statement; a credit in the file is above 0."""

    statement: int
    place: int
    line: int
    amount: int
    booked_on: OutDay
    value_date: OutDay
    reference: str
    servicer_reference: str
    words: str
    status: ItemStatus
    match: OutId | None
    case: OutId | None


class ExternalEntryPage(Answer):
    """A page of entries by statement and place."""

    entries: list[ExternalEntry]
    next: str | None


class ExternalMovement(Answer):
    """What our own books say happened, as the other side should see it."""

    seq: int
    transfer: OutId
    amount: int
    value_date: OutDay
    reference: str
    status: ItemStatus
    match: OutId | None
    case: OutId | None


class ExternalMovementPage(Answer):
    """A page of movements in the order of the journal."""

    movements: list[ExternalMovement]
    next: str | None


class MatchOrder(Body):
    """Match now, by the rules that hold on a date."""

    date: Annotated[Day | None, Field(description="Today unless said.")] = None


class MatchResult(Answer):
    """What matching has found."""

    matched: Annotated[dict[str, int], Field(description="Matches by rule.")]
    differing: int
    proposed: Annotated[int, Field(description="Late counterparts that wait for a second person.")]
    open_entries: int
    open_movements: int
    position: ExternalPosition


def external_account_body(account: ExternalAccount) -> dict[str, Any]:
    """An external account as the wire has it."""
    return {
        "name": account.name,
        "kind": account.kind.value,
        "format": account.format.value,
        "identification": account.identification,
        "currency": account.currency,
        "ledger_account": account.ledger_account,
        "mirrored": account.mirrored,
        "opening": account.opening,
        "entry_grace_days": account.entry_grace_days,
        "movement_grace_days": account.movement_grace_days,
        "taken_seq": account.taken_seq,
    }


def rules_body(account: str, version: int, rules: tuple[Rule, ...]) -> dict[str, Any]:
    """Matching rules as the wire has them."""
    return {
        "account": account,
        "version": version,
        "rules": [
            {
                "name": rule.name,
                "kind": rule.kind.value,
                "entry_field": rule.entry_field,
                "movement_field": rule.movement_field,
                "days": rule.days,
                "many": rule.many,
                "by": rule.by,
            }
            for rule in rules
        ],
    }


def position_body(found: Position) -> dict[str, Any]:
    """A position as the wire has it."""
    return {
        "account": found.account,
        "currency": found.currency,
        "statement": found.statement,
        "statement_on": None if found.statement_on is None else found.statement_on.isoformat(),
        "ours": found.ours,
        "entries": found.entries,
        "movements": found.movements,
        "differing": found.differing,
        "unexplained": found.unexplained,
    }


def imported_body(report: ImportReport) -> dict[str, Any]:
    """What a file that was taken in brought, as the wire has it."""
    return {
        "outcome": "imported",
        "account": report.account,
        "statements": list(report.statements),
        "entries": report.entries,
        "entries_parked": report.parked,
        "closing": report.closing,
        "closing_on": report.closing_on.isoformat(),
        "case": None,
        "refusal": None,
    }


def parked_body(case: Case, code: str, message: str, field: str | None, line: Any) -> dict[str, Any]:
    """What became of a file that was refused and kept, as the wire has it."""
    refusal = {"code": code, "detail": message, "field": field, "line": line if isinstance(line, int) else None}
    return {
        "outcome": "parked",
        "account": case.account,
        "statements": [],
        "entries": 0,
        "entries_parked": 0,
        "closing": None,
        "closing_on": None,
        "case": str(case.id),
        "refusal": refusal,
    }


def statement_body(found: StatementRecord) -> dict[str, Any]:
    """A statement as the wire has it."""
    return {
        "account": found.account,
        "number": found.number,
        "reference": found.reference,
        "opening": found.opening,
        "opening_on": found.opening_on.isoformat(),
        "closing": found.closing,
        "closing_on": found.closing_on.isoformat(),
        "chained": found.chained,
        "entries": found.entries,
        "imported_at": say_time(found.imported_at_us),
    }


def external_entry_body(entry: EntryRecord) -> dict[str, Any]:
    """An entry as the wire has it."""
    return {
        "statement": entry.statement,
        "place": entry.place,
        "line": entry.line,
        "amount": entry.amount,
        "booked_on": entry.booked_on.isoformat(),
        "value_date": entry.value_date.isoformat(),
        "reference": entry.reference,
        "servicer_reference": entry.servicer_reference,
        "words": entry.words,
        "status": entry.status.value,
        "match": _id(entry.match),
        "case": _id(entry.case),
    }


def movement_body(movement: MovementRecord) -> dict[str, Any]:
    """A movement as the wire has it."""
    return {
        "seq": movement.seq,
        "transfer": str(movement.id),
        "amount": movement.amount,
        "value_date": movement.value_date.isoformat(),
        "reference": movement.reference,
        "status": movement.status.value,
        "match": _id(movement.match),
        "case": _id(movement.case),
    }


def match_body(report: MatchReport, found: Position) -> dict[str, Any]:
    """What matching has found, as the wire has it."""
    return {
        "matched": dict(report.matched),
        "differing": report.differing,
        "proposed": report.proposed,
        "open_entries": report.open_entries,
        "open_movements": report.open_movements,
        "position": position_body(found),
    }


def _id(identifier: UUID | None) -> str | None:
    return None if identifier is None else str(identifier)
