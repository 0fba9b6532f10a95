"""Dual control as data: which operations need a second person, for whom and above which amount. Checked before an operation runs."""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
import structlog
from psycopg import OperationalError
from starlette.concurrency import run_in_threadpool

from twincore.gateway.access import ACCESS, Realm, Role
from twincore.gateway.approvals import APPROVERS, approve_or_wait
from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import PLATFORM, Connection, Database
from twincore.kernel.refusal import Category, Refusal
from twincore.kernel.sql import load
from twincore.ledger import TransferRequest, get_transfers

if TYPE_CHECKING:
    from twincore.gateway.operation import Call

_sql = load("twincore.gateway")
_log = structlog.get_logger("twincore.gateway")
ANY = "any"
"""The role of a rule for everybody who has no rule of his own."""
FRESH_S = 0.7
"""How old the rules that a process goes by may be."""
DEFINE = "define_control_rule"

AMOUNTS: Mapping[str, tuple[str, ...]] = {
    "post_transaction": (),
    "post_transfer": (),
    "apply_for_loan": ("amount",),
    "propose_journal": ("lines/*/debit",),
    "open_account": ("terms/overdraft_limit", "terms/opening_amount"),
    "maintain_account": ("overdraft_limit",),
    "repay_credit": ("amount",),
    "redraw": ("amount",),
    "change_card_limit": ("limit",),
    "open_credit_account": ("loan/amount", "card/limit"),
    "hold_deposit": ("amount",),
    "withdraw_early": ("amount",),
}
"""Where in the body an operation's amounts stand, in minor units; the largest counts. Empty: computed by the operation itself."""
COVERED_BY: Mapping[str, str] = {
    "post_transactions": "post_transaction",
    "post_transfers": "post_transfer",
    "post_linked_transfers": "post_transfer",
    "create_standing_order": "post_transaction",
}
"""Other forms of an operation: its rules hold for them, so that nobody goes round a rule."""
_COMPUTED = frozenset({*COVERED_BY, "post_transaction", "post_transfer"})
_UNCONTROLLED = frozenset({DEFINE, "approve_request", "decline_request", *COVERED_BY})


@dataclass(frozen=True, slots=True)
class ControlRule:
    """When one person is not enough. role: ``any`` or a role's name; required false: one person is enough (an exception for a role).

    above: minor units, None: whatever the amount; approvers: roles of which the second person has one. version 0: it comes with the platform.
    """

    operation: str
    role: str
    required: bool
    above: int | None
    approvers: frozenset[Role]
    version: int = 0
    reason: str = ""
    defined_by: str = ""
    at_us: int = 0


Rules = Mapping[tuple[str, str], ControlRule]
FIXED = ControlRule(DEFINE, ANY, True, None, APPROVERS, reason="Who changes the rules needs a second person.")
"""What no tenant can change."""


def rule_for(rules: Rules, operation: str, roles: Iterable[Role]) -> ControlRule | None:
    """The rule that binds somebody with these roles: of his roles' rules the most generous; None if one of his roles is bound by none. Pure."""
    if operation == DEFINE:
        return FIXED
    found = []
    for role in roles:
        rule = rules.get((operation, role.value)) or rules.get((operation, ANY))
        if rule is None or not rule.required:
            return None
        found.append(rule)
    return max(found, key=lambda rule: -1 if rule.above is None else rule.above, default=None)


def binds(rule: ControlRule, amount: int | None) -> bool:
    """Whether a rule asks for a second person at an amount (None: the operation has none, or it is not told)."""
    return rule.above is None or amount is None or amount > rule.above


def amount_in(document: Any, places: Sequence[str]) -> int | None:
    """The largest whole number at some places of a JSON document (``lines/*/debit``); None where there is none. Pure."""
    found = [number for place in places for number in _numbers(document, place.split("/"))]
    return max(found, default=None)


def _numbers(document: Any, path: Sequence[str]) -> Iterable[int]:
    if not path:
        return [document] if isinstance(document, int) and not isinstance(document, bool) else []
    if path[0] == "*":
        return [number for item in document for number in _numbers(item, path[1:])] if isinstance(document, list) else []
    return _numbers(document.get(path[0]), path[1:]) if isinstance(document, dict) else []


class Controls:
    """The tenants' rules as this process goes by them, at most ``FRESH_S`` old."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[int, Rules] = {}
        self._due_s: dict[int, float] = {}

    async def rule_for(self, call: "Call") -> ControlRule | None:
        """The rule that binds the caller of an operation."""
        if call.tenant == PLATFORM:
            return None
        rules = await self._rules(call.tenant)
        operation = call.operation.id
        if not rules and operation != DEFINE:
            return None
        assert call.operation.access is not None
        return rule_for(rules, COVERED_BY.get(operation, operation), call.principal.roles & call.operation.access.roles)

    async def check(self, call: "Call") -> None:
        """Let a write pass, with its approvals, and note the rule that binds it; refuses ``approval_required`` and ``approval_declined``.

        Postings are checked by ``check_posting`` once they are computed.
        """
        call.rule = rule = await self.rule_for(call)
        if rule is None or call.operation.id in _COMPUTED:
            return
        places = AMOUNTS.get(call.operation.id)
        amount = amount_in(_document(call.body), places) if places else None
        if binds(rule, amount):
            await run_in_threadpool(approve_or_wait, call, rule.approvers, rule.above, amount)

    def forget(self, tenant: int) -> None:
        """Read a tenant's rules anew the next time: one was defined."""
        self._due_s.pop(tenant, None)

    async def _rules(self, tenant: int) -> Rules:
        now_s = time.monotonic()
        if now_s < self._due_s.get(tenant, 0.0):
            return self._known[tenant]
        if tenant in self._known:
            self._due_s[tenant] = now_s + FRESH_S  # one reads, the others go on with what is known
        try:
            self._known[tenant] = await run_in_threadpool(self._read, tenant)
        except OperationalError as trouble:
            if tenant not in self._known:
                raise
            _log.warning("control_rules_not_read", tenant=tenant, error=str(trouble))
        self._due_s[tenant] = now_s + FRESH_S
        return self._known[tenant]

    def _read(self, tenant: int) -> Rules:
        with self._database.app(tenant) as conn:
            return {(rule.operation, rule.role): rule for rule in control_rules(conn, tenant)}


async def check_posting(call: "Call", requests: Sequence[TransferRequest], code_above: int | None = None) -> None:
    """Let transfers that are about to be posted pass, as ``posting_needs`` has it, without blocking; most need nothing."""
    if call.rule is not None or (code_above is not None and max(request.amount for request in requests) > code_above):
        await run_in_threadpool(check_posting_here, call, requests, code_above)


def check_posting_here(call: "Call", requests: Sequence[TransferRequest], code_above: int | None = None) -> None:
    """The same, in a thread that may wait. code_above: what the transaction code itself says, minor units.

    Refuses ``approval_required`` and ``approval_declined``.
    """
    needed = posting_needs(call, requests, code_above)
    if needed is not None:
        approve_or_wait(call, *needed)


def posting_needs(
    call: "Call", requests: Sequence[TransferRequest], code_above: int | None = None
) -> tuple[frozenset[Role], int | None, int] | None:
    """Who must approve transfers, above which amount, and theirs (the largest); None where one person is enough."""
    rule = call.rule
    largest = max(request.amount for request in requests)
    if rule is not None and rule.above is not None:
        largest = largest_of(call.platform.database, call.tenant, requests)
    if rule is not None and binds(rule, largest):
        return rule.approvers, rule.above, largest
    if code_above is not None and largest > code_above:
        return APPROVERS, code_above, largest
    return None


def largest_of(database: Database, tenant: int, requests: Sequence[TransferRequest]) -> int:
    """The largest amount of transfers, minor units; one that takes all that is left of another (amount 0) counts what that one moves or holds."""
    refs = {request.ref for request in requests if request.amount == 0 and request.ref is not None}
    return max(largest_referred(database, tenant, refs), *(request.amount for request in requests))


def largest_referred(database: Database, tenant: int, ids: Collection[UUID]) -> int:
    """The most that any of these transfers moves or holds, minor units; 0 for none."""
    if not ids:
        return 0
    with database.app(tenant) as conn:
        return max((max(found.amount, found.pending) for found in get_transfers(conn, tenant, ids).values()), default=0)


def control_rules(conn: Connection, tenant: int) -> list[ControlRule]:
    """A tenant's own rules that hold, by operation and role; withdrawn ones among them."""
    return [_rule(row) for row in conn.execute(_sql.control_rules, {"tenant": tenant}).fetchall()]


def control_rule_versions(conn: Connection, tenant: int, operation: str) -> list[ControlRule]:
    """Every version of the rules of an operation, by role and version."""
    rows = conn.execute(_sql.control_rule_versions, {"tenant": tenant, "operation": operation}).fetchall()
    return [_rule(row) for row in rows]


def define_control_rule(
    conn: Connection,
    tenant: int,
    *,
    operation: str,
    role: str,
    required: bool,
    above: int | None,
    approvers: frozenset[Role],
    reason: str,
    actor: str,
    command: UUID,
    now_us: int,
) -> ControlRule:
    """The next version of a rule, which holds from now on.

    role: ``any`` or one that may ask for the operation; above: minor units, None: whatever the amount. Refuses ``control_rule_invalid`` (no such
    operation, one that is not a tenant's, one that is controlled in another way, a role that may not ask for it, an amount where there is none).
    """
    access = ACCESS.get(operation)
    if operation in COVERED_BY:
        raise _invalid(f"{operation} goes by the rules of {COVERED_BY[operation]}: define that one.", "operation")
    if access is None or access.realm is Realm.PLATFORM or operation in _UNCONTROLLED:
        raise _invalid(f"{operation} is no operation that a rule can be for.", "operation")
    if role != ANY and role not in {one.value for one in access.roles}:
        raise _invalid(f"The role {role} may not ask for {operation} anyway.", "role")
    if above is not None and operation not in AMOUNTS:
        raise _invalid(f"{operation} has no amount: leave it out, and every request needs a second person.", "above")
    values = {
        "tenant": tenant,
        "operation": operation,
        "role": role,
        "required": required,
        "above": above,
        "approvers": sorted(one.value for one in approvers),
        "reason": reason,
        "defined_by": actor,
        "command": command,
        "now": to_datetime(now_us),
    }
    row = conn.execute(_sql.define_control_rule, values).fetchone()
    assert row is not None, "an insert of one row gives one row"
    return ControlRule(operation, role, required, above, approvers, row[0], reason, actor, now_us)


def _rule(row: Sequence[Any]) -> ControlRule:
    operation, role, version, required, above, approvers, reason, defined_by, at = row
    roles = frozenset(Role(name) for name in approvers)
    return ControlRule(operation, role, required, above, roles, version, reason, defined_by, to_us(at))


def _invalid(message: str, field: str) -> Refusal:
    return Refusal("control_rule_invalid", message, category=Category.RULE, field=field)


def _document(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
