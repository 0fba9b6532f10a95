"""The nouns of reconciliation. Amounts are signed integers of minor units, times microseconds since 1970 UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

FILE_BYTES_MAX = 64 * 1024 * 1024
"""Bytes of one statement file at the most."""
ENTRIES_MAX = 500_000
"""Entries of one statement file at the most."""
FINDINGS_MAX = 1_000
"""Discrepancies that one comparison names; the rest is counted."""
NOTE_CHARS_MAX = 2_000
"""Characters of one note at the most."""
LIST_MAX = 1_000
"""Cases of one page at the most."""


class ExternalKind(StrEnum):
    """Whose books are compared with ours."""

    NOSTRO = "nostro"  # our account with another bank
    VOSTRO = "vostro"  # another bank's account with us, as that bank keeps it
    CENTRAL_BANK = "central_bank"  # our settlement account with the central bank
    CARD_SCHEME = "card_scheme"  # what a card scheme settles with us


class StatementFormat(StrEnum):
    """What a file is written in."""

    MT940 = "mt940"
    CAMT053 = "camt053"
    CARD_SETTLEMENT = "card_settlement"
    CENTRAL_BANK = "central_bank"


class ItemStatus(StrEnum):
    """Where an entry or a movement stands."""

    OPEN = "open"  # waits for its counterpart
    MATCHED = "matched"
    PARKED = "parked"  # an entry that no rule may match: its reference stands twice
    SUSPENDED = "suspended"  # no counterpart: its amount stands in suspense, a case is open
    PROPOSED = "proposed"  # came late: proposed as the counterpart of a suspended item
    CONTRA = "contra"  # a movement that this room itself asked for, to or from suspense


class CaseKind(StrEnum):
    """What an investigation is about."""

    BALANCE = "balance"  # a kept balance or hold is not what the raw rows add up to
    GL_LINE = "gl_line"  # the subledger's accounts do not add up to their line of the general ledger
    AMOUNT_DIFFERS = "amount_differs"  # one reference, two amounts
    NOT_IN_OUR_BOOKS = "not_in_our_books"  # on the statement, without a reference that we know
    UNKNOWN_REFERENCE = "unknown_reference"  # on the statement, with a reference that none of our movements has
    NOT_ON_STATEMENT = "not_on_statement"  # in our books, on no statement
    DUPLICATE_REFERENCE = "duplicate_reference"  # on the statement, and was there before
    FILE_REFUSED = "file_refused"  # a file that could not be read, kept as it came


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    ASSIGNED = "assigned"
    RESOLVED = "resolved"


class Action(StrEnum):
    """How a case is proposed to end."""

    POST = "post"  # postings take what stands in suspense to where it belongs
    MATCH = "match"  # the counterpart has come: both are matched, and suspense gives the amount back
    EXPLAIN = "explain"  # no money stands in suspense for it: the words say what it was


@dataclass(frozen=True, slots=True)
class ExternalAccount:
    """An account whose movements somebody else records too.

    identification: how files call the account; ledger_account: our account that mirrors it; mirrored: a credit in the file is a debit of ours (so
    for nostro, vostro and settlement accounts alike; False for a file that repeats our own marks); opening: the balance that both sides agreed on
    when it began, seen from the file; entry_grace_days, movement_grace_days: how long an item may wait for its counterpart before a case is opened;
    taken_seq: our movements are taken up to there.
    """

    name: str
    kind: ExternalKind
    format: StatementFormat
    identification: str
    currency: str
    ledger_account: int
    mirrored: bool = True
    opening: int = 0
    entry_grace_days: int = 0
    movement_grace_days: int = 3
    taken_seq: int = 0


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file. statements: references as the file gives them; parked: entries that no rule may match."""

    account: str
    statements: tuple[str, ...]
    entries: int
    parked: int
    closing: int
    closing_on: date


@dataclass(frozen=True, slots=True)
class MatchReport:
    """What matching has found. matched: by rule; differing: matches whose amounts differ; proposed: late counterparts; open: what is left."""

    matched: Mapping[str, int]
    differing: int
    proposed: int
    open_entries: int
    open_movements: int


@dataclass(frozen=True, slots=True)
class Position:
    """An external account, both sides beside each other, seen from the file (credit: above zero).

    statement: what the file says (its last closing balance; of files that each begin at zero, the agreed opening and their sum); ours: our ledger
    account; entries, movements: what is not matched, suspense's own postings among it; differing: what matched items differ by; unexplained: what
    remains, and must be 0.
    """

    account: str
    currency: str
    statement: int
    statement_on: date | None
    ours: int
    entries: int
    movements: int
    differing: int

    @property
    def unexplained(self) -> int:
        """What no known item accounts for."""
        return self.statement - self.ours - self.entries + self.movements - self.differing


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Two figures that should be one. subject: ``account/17``, ``hold/9``, ``line/2110/AUD``; measure: which figure; stated: as it is kept."""

    kind: CaseKind
    subject: str
    measure: str
    stated: int
    counted: int
    currency: str | None = None

    @property
    def difference(self) -> int:
        """Stated less counted."""
        return self.stated - self.counted

    def __str__(self) -> str:
        return f"{self.subject}: {self.measure} says {self.stated}, counted again it is {self.counted}"


@dataclass(frozen=True, slots=True)
class Case:
    """An investigation. amount: the difference, seen from the file; suspense: how much of it stands in suspense.

    maker, action, proposal: the resolution that is proposed, if one is; checker: who agreed.
    """

    id: UUID
    kind: CaseKind
    subject: str
    account: str | None
    currency: str | None
    amount: int
    suspense: int
    opened_on: date
    opened_at_us: int
    seen_on: date
    state: CaseState
    summary: str
    assignee: str | None
    maker: str | None
    action: Action | None
    proposal: dict[str, Any] | None
    checker: str | None
    resolved_at_us: int | None


@dataclass(frozen=True, slots=True)
class Note:
    """One line of a case's history. event: opened, seen, assigned, note, proposed, rejected, resolved."""

    number: int
    event: str
    actor: str
    words: str
    at_us: int


@dataclass(frozen=True, slots=True)
class CasesReport:
    """What a day has raised. postings_due: movements to suspense that wait to be posted."""

    opened: int
    seen_again: int
    postings_due: int


@dataclass(frozen=True, slots=True)
class Due:
    """A posting that waits: the code and parameters for ``transactions.expand`` with this id."""

    date: date
    step: str
    case: UUID
    account: int
    code: str
    parameters: dict[str, Any]
    id: UUID


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is unresolved for first_day to last_day days (None: and longer): cases, and credits and debits that stand in suspense."""

    currency: str
    first_day: int
    last_day: int | None
    cases: int
    credits: int
    debits: int


@dataclass(frozen=True, slots=True)
class Posting:
    """A posting that is proposed to end a case: a transaction code and its parameters."""

    code: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
