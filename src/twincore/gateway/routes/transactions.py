"""Transactions: the bank's codes as data, and posting by them, which is the normal way to move money."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Path, Response
from starlette.concurrency import run_in_threadpool

from twincore import products, transactions
from twincore.gateway.access import Role
from twincore.gateway.commands import Done, perform, say
from twincore.gateway.control import check_posting
from twincore.gateway.operation import Call, Desk
from twincore.gateway.posting import post, tell_group
from twincore.gateway.routes.scope import Calling
from twincore.gateway.routes.transfers import LEDGER_REFUSALS
from twincore.gateway.wire.scalar import hear_time
from twincore.gateway.wire.transactions import (
    CodeDefinition,
    CodeList,
    CodeRecord,
    SystemAccountList,
    TransactionOrder,
    TransactionRecord,
    code_body,
    system_account_body,
)
from twincore.kernel.db import Connection
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.ledger import Outcome, TransferRequest
from twincore.transactions import Catalogue, TransactionCode, read_code

desk = Desk("transactions")
Code = Annotated[str, Path(max_length=100, description="The code's name.")]


def code_of(catalogue: Catalogue, name: str, roles: frozenset[Role]) -> TransactionCode:
    """A code, if one of the roles may use it; refuses ``transaction_code_not_found`` and ``code_role_lacking``."""
    code = catalogue.codes.get(name)
    if code is None:
        raise not_found("transaction_code", name, "code")
    allowed = code.spec.roles
    if allowed and not any(role.value in allowed for role in roles):
        raise Refusal(
            "code_role_lacking", f"{name} needs one of the roles {', '.join(allowed)}.", category=Category.FORBIDDEN, field="code"
        )
    return code


def largest(requests: list[TransferRequest]) -> int:
    """The largest amount of a posting, minor units."""
    return max(request.amount for request in requests)


def check_own_debits(call: Call, requests: list[TransferRequest]) -> None:
    """A token of role member alone moves money out of its party's accounts and does nothing else; refuses ``debit_account_not_found``."""
    ids = {request.debit for request in requests}
    with call.platform.database.app(call.tenant) as conn:
        owned = products.accounts_by_id(conn, call.tenant, ids)
    if 0 in ids or any(account not in owned or owned[account].party != call.principal.party for account in ids):
        raise Refusal("debit_account_not_found", "The debited account does not exist.", category=Category.NOT_FOUND, field="parameters")


@desk.operation(
    "POST",
    "/v1/transactions",
    command="transactions.post",
    body=TransactionOrder,
    answer=TransactionRecord,
    status=201,
    refusals=(
        "transaction_code_not_found",
        "code_role_lacking",
        "parameter_unknown",
        "parameter_missing",
        "parameter_invalid",
        "parameter_out_of_limits",
        "approval_required",
        "approval_declined",
        *LEDGER_REFUSALS,
    ),
    example={"code": "internal_transfer", "parameters": {"from_account": 1001, "to_account": 1002, "amount": 2500, "description": "Rent"}},
)
async def post_transaction(call: Calling) -> Response:
    """Post by a transaction code: the normal way to move money.

    The code's legs become one linked group: all of them or none. Answers when it is durable.
    """
    order = call.heard(TransactionOrder)
    platform = call.platform
    catalogue = await platform.catalogue(call.tenant)
    code = code_of(catalogue, order.code, call.principal.roles)
    identifier = order.id or id_of_key("transfer", call.tenant, call.actor, call.key)
    requests = catalogue.expander(order.code)(order.parameters, identifier)
    if call.principal.roles == {Role.MEMBER}:
        await run_in_threadpool(check_own_debits, call, requests)
    await check_posting(call, requests, code.spec.approval_above)

    def tell(outcomes: Sequence[Outcome]) -> dict[str, Any]:
        told = tell_group(outcomes, "")
        if "result" in told:
            transfers = told["result"]["body"]["transfers"]
            told["result"]["body"] = {"code": order.code, "command": transfers[0]["command"], "transfers": transfers}
            told["result"]["location"] = f"/v1/transfers/{transfers[0]['id']}"
        return told

    return await post(call, lambda _identifier: requests, tell, reason=order.reason)


@desk.operation("GET", "/v1/transaction-codes", answer=CodeList)
def list_transaction_codes(call: Calling) -> Response:
    """List the transaction codes that hold now, by number."""
    with call.platform.database.app(call.tenant) as conn:
        found = transactions.list_codes(conn, call.tenant, at_us=call.now_us())
    return say({"codes": [code_body(code) for code in found]})


@desk.operation("GET", "/v1/transaction-codes/{code}", answer=CodeRecord, refusals=("transaction_code_not_found",))
def get_transaction_code(call: Calling, code: Code) -> Response:
    """Get the version of a transaction code that holds now."""
    if "\x00" in code:
        raise not_found("transaction_code", "of this name")
    with call.platform.database.app(call.tenant) as conn:
        return say(code_body(transactions.get_code(conn, call.tenant, code, at_us=call.now_us())))


@desk.operation("GET", "/v1/transaction-codes/{code}/versions", answer=CodeList, refusals=("transaction_code_not_found",))
def get_transaction_code_versions(call: Calling, code: Code) -> Response:
    """List every version of a transaction code, oldest first."""
    if "\x00" in code:
        raise not_found("transaction_code", "of this name")
    with call.platform.database.app(call.tenant) as conn:
        found = transactions.code_versions(conn, call.tenant, code)
    return say({"codes": [code_body(version) for version in found]})


@desk.operation(
    "POST",
    "/v1/transaction-codes",
    command="transactions.define_code",
    body=CodeDefinition,
    answer=CodeRecord,
    status=201,
    refusals=("code_invalid", "code_number_taken", "code_number_fixed", "effective_time_invalid"),
    example={
        "number": 901,
        "name": "raffle_ticket",
        "title": "Raffle ticket",
        "description": "A ticket in the members' raffle.",
        "parameters": [{"name": "account", "type": "account"}, {"name": "tickets", "type": "count", "minimum": 1, "maximum": 20}],
        "legs": [{"debit": "account", "credit": "@account_fee_income", "amount": "tickets * 500"}],
        "roles": ["teller"],
    },
)
def define_transaction_code(call: Calling) -> Response:
    """Define a transaction code, or the next version of one.

    What was posted by an earlier version stays as it was.
    """
    asked = call.heard(CodeDefinition)

    def verb(conn: Connection, now_us: int) -> Done:
        spec = read_code(asked.document())
        code = transactions.define_code(conn, call.tenant, spec, now_us=now_us, effective_from_us=hear_time(asked.effective_from))
        body = code_body(code)
        return Done(body, f"transaction_code/{code.name}", None, body, location=f"/v1/transaction-codes/{code.name}")

    return perform(call, verb, on_commit=lambda: call.platform.forget_catalogue(call.tenant))


@desk.operation("GET", "/v1/system-accounts", answer=SystemAccountList)
def list_system_accounts(call: Calling) -> Response:
    """List the credit union's own accounts: cash, settlement, fee income and the like."""
    with call.platform.database.app(call.tenant) as conn:
        found = transactions.system_accounts(conn, call.tenant)
    return say({"accounts": [system_account_body(account) for account in found]})
