"""Accounts: open, maintain, freeze and close product accounts; balances, history and holds of any ledger account."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from twincore import ledger, products
from twincore.audit import find
from twincore.gateway.access import Role
from twincore.gateway.closing import admit_settlement, post_settlement, settle
from twincore.gateway.commands import Done, command_of, perform, refuse, replay, say
from twincore.gateway.operation import Call, Desk
from twincore.gateway.routes.scope import After, Calling, Limit, page, whole_cursor
from twincore.gateway.wire.accounts import (
    AccountChange,
    AccountClosing,
    AccountList,
    AccountOpeningOrder,
    AccountReason,
    AccountRecord,
    BalanceAtRecord,
    BalanceList,
    BalanceRecord,
    Freezing,
    HistoryPage,
    HoldList,
    account_body,
    balance_at_body,
    balance_body,
    given,
    history_body,
    hold_body,
    no_balance,
)
from twincore.gateway.wire.scalar import INT64_MAX, TimeParameter, hear_time
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.ledger import Account
from twincore.parties import PersonSpec, get_party
from twincore.products import AccountStatus, ProductAccount

desk = Desk("accounts")
AccountPath = Annotated[int, Path(ge=1, le=INT64_MAX, description="Account id.")]


def own_account(call: Call, conn: Connection, account: int) -> None:
    """A token of role member sees its party's accounts alone; refuses ``account_not_found``."""
    if call.principal.roles == {Role.MEMBER}:
        found = products.accounts_by_id(conn, call.tenant, [account]).get(account)
        call.require_own(found.party if found else None, "account", account)


def age_of(call: Call, conn: Connection, party: UUID, now_us: int) -> int | None:
    """A person's age in whole years on the tenant's business date; None for an organisation. Refuses ``party_not_found``."""
    details = get_party(conn, call.platform.key_ring, call.tenant, party).details
    if not isinstance(details, PersonSpec):
        return None
    today, born = call.platform.clocks.clock(call.tenant).business_date(now_us), details.birth_date
    return max(0, today.year - born.year - ((today.month, today.day) < (born.month, born.day)))


@desk.operation(
    "POST",
    "/v1/accounts",
    command="products.open_account",
    body=AccountOpeningOrder,
    answer=AccountRecord,
    status=201,
    refusals=(
        "product_not_found",
        "party_not_found",
        "party_closed",
        "kyc_insufficient",
        "age_not_allowed",
        "currency_not_offered",
        "terms_invalid",
        "overdraft_limit_too_high",
        "opening_amount_too_small",
        "term_not_offered",
        "loan_needs_application",
    ),
    example={"product": "everyday_account", "party": "01960c52-7d3e-7b1c-9f7a-2f1f6a7c9e10", "terms": {"nickname": "Daily"}},
)
def open_account(call: Calling) -> Response:
    """Open a product account for a member."""
    order = call.heard(AccountOpeningOrder)

    def verb(conn: Connection, now_us: int) -> Done:
        account = products.open_account(
            conn,
            call.tenant,
            product=order.product,
            party=order.party,
            currency=order.currency or call.platform.tenants.currency(call.tenant),
            now_us=now_us,
            terms=order.terms.document() if order.terms else None,
            age_years=age_of(call, conn, order.party, now_us),
        )
        body = account_body(account, nickname=False)
        return Done(body, f"account/{account.id}", None, body, location=f"/v1/accounts/{account.id}")

    return perform(call, verb)


@desk.operation("GET", "/v1/accounts", answer=AccountList, refusals=("cursor_invalid",))
def list_accounts(
    call: Calling,
    after: After = None,
    party: Annotated[UUID | None, Query(description="Only this member's, all of them on one page.")] = None,
    product: Annotated[str | None, Query(max_length=48, pattern="^[a-z][a-z0-9_]*$", description="Only of this product.")] = None,
    status: Annotated[AccountStatus | None, Query(description="Only in this state.")] = None,
    limit: Limit = 50,
) -> Response:
    """List product accounts in the order of their ids."""
    cursor = whole_cursor(after) or 0
    if call.principal.roles == {Role.MEMBER}:
        party = call.principal.party
    with call.platform.database.app(call.tenant) as conn:
        if party is not None:
            held = products.accounts_of_party(conn, call.tenant, party)
            chosen = [a for a in held if (not product or a.product == product) and (not status or a.status is status) and a.id > cursor]
            found = sorted(chosen, key=lambda account: account.id)[:limit]
        else:
            found = products.list_accounts(conn, call.tenant, after=cursor, limit=limit, product=product, status=status)
    return say(page("accounts", [account_body(account) for account in found], limit, found[-1].id if found else ""))


@desk.operation("GET", "/v1/accounts/{account}", answer=AccountRecord, refusals=("account_not_found",))
def get_account(call: Calling, account: AccountPath) -> Response:
    """Get a product account."""
    with call.platform.database.app(call.tenant) as conn:
        found = products.get_account(conn, call.tenant, account)
    call.require_own(found.party, "account", account)
    return say(account_body(found))


def _change(call: Call, account: int, change: Callable[[Connection, int], ProductAccount], reason: str | None) -> Response:
    def verb(conn: Connection, now_us: int) -> Done:
        before = account_body(products.get_account(conn, call.tenant, account), nickname=False)
        after = account_body(change(conn, now_us), nickname=False)
        return Done(after, f"account/{account}", before, after)

    return perform(call, verb, reason=reason)


@desk.operation(
    "PATCH",
    "/v1/accounts/{account}",
    command="products.maintain_account",
    body=AccountChange,
    answer=AccountRecord,
    refusals=("account_not_found", "account_closed", "changes_invalid", "overdraft_limit_too_high"),
    example={"overdraft_limit": 50_000, "reason": "Salary is paid in here now."},
)
def maintain_account(call: Calling, account: AccountPath) -> Response:
    """Change an account's terms: nickname, statement, overdraft limit."""
    change = call.heard(AccountChange)
    changes = given(change, "reason")
    return _change(call, account, lambda conn, _now: products.maintain_account(conn, call.tenant, account, changes), change.reason)


@desk.operation(
    "POST",
    "/v1/accounts/{account}/freeze",
    command="products.freeze_account",
    body=Freezing,
    answer=AccountRecord,
    refusals=("account_not_found", "account_closed", "freeze_invalid"),
    example={"debits": True, "credits": False, "reason": "Card reported stolen."},
)
def freeze_account(call: Calling, account: AccountPath) -> Response:
    """Freeze an account for debits, credits or both."""
    what = call.heard(Freezing)
    return _change(
        call,
        account,
        lambda conn, _now: products.freeze_account(conn, call.tenant, account, debits=what.debits, credits=what.credits),
        what.reason,
    )


@desk.operation(
    "POST",
    "/v1/accounts/{account}/unfreeze",
    command="products.unfreeze_account",
    body=AccountReason,
    answer=AccountRecord,
    refusals=("account_not_found", "account_closed", "account_not_frozen"),
    example={"reason": "Card found."},
)
def unfreeze_account(call: Calling, account: AccountPath) -> Response:
    """Let a frozen account move again."""
    reason = call.heard(AccountReason).reason
    return _change(call, account, lambda conn, _now: products.unfreeze_account(conn, call.tenant, account), reason)


@desk.operation(
    "POST",
    "/v1/accounts/{account}/close",
    command="products.close_account",
    body=AccountClosing,
    answer=AccountRecord,
    refusals=(
        "account_not_found",
        "account_closed",
        "account_frozen",
        "account_not_empty",
        "account_has_holds",
        "term_running",
        "accrual_day_missing",
    ),
    example={"reason": "Member asked at the counter.", "pay_to": 1002},
)
def close_account(call: Calling, account: AccountPath) -> Response:
    """Close an account for good.

    Interest up to today is paid and charged first. What is then in it is paid to pay_to; without one the account must come out empty.
    """
    asked = call.heard(AccountClosing)
    now_us = call.now_us()
    clock, catalogue = call.platform.clocks.clock(call.tenant), call.platform.catalogues.at(call.tenant, now_us)
    command = command_of(call, now_us).id
    try:
        with call.platform.database.app(call.tenant) as conn:
            if (recorded := find(conn, call.tenant, call.actor, call.key)) is not None:
                return replay(call, recorded)
            day = clock.business_date(now_us)
            found = settle(conn, call.tenant, account, pay_to=asked.pay_to, day=day, command=command, catalogue=catalogue)
            admit_settlement(call.platform, call.tenant, found)
    except Refusal as refusal:
        if refusal.category in (Category.BUSY, Category.UNAVAILABLE):
            raise
        return refuse(call, refusal, asked.reason)
    post_settlement(call.platform, call.tenant, found, command)
    return _change(call, account, lambda conn, at_us: products.close_account(conn, call.tenant, account, now_us=at_us), asked.reason)


def _ledger_account(call: Call, conn: Connection, account: int) -> Account:
    own_account(call, conn, account)
    found = ledger.accounts(conn, call.tenant, [account]).get(account)
    if found is None:
        raise not_found("account", account)
    return found


@desk.operation("GET", "/v1/accounts/{account}/balances", answer=BalanceRecord, refusals=("account_not_found",))
def get_balances(call: Calling, account: AccountPath) -> Response:
    """Tell what is in an account now, exact to the last transfer.

    Any ledger account: product accounts and the credit union's own.
    """
    with call.platform.database.app(call.tenant) as conn:
        found = _ledger_account(call, conn, account)
        sums = ledger.balances(conn, call.tenant, [account]).get(account) or no_balance(found)
    return say(balance_body(sums, found.currency))


@desk.operation("GET", "/v1/balances", answer=BalanceList)
def list_balances(
    call: Calling, account: Annotated[list[int], Query(min_length=1, max_length=200, description="Account ids; repeat the parameter.")]
) -> Response:
    """Tell what is in many accounts now, in one snapshot."""
    ids = sorted({number for number in account if 1 <= number <= INT64_MAX})
    with call.platform.database.app(call.tenant) as conn:
        found = ledger.accounts(conn, call.tenant, ids)
        sums = ledger.balances(conn, call.tenant, ids)
    return say({"balances": [balance_body(sums.get(at) or no_balance(found[at]), found[at].currency) for at in sorted(found)]})


@desk.operation("GET", "/v1/accounts/{account}/balance-at", answer=BalanceAtRecord, refusals=("account_not_found",))
def get_balance_at(
    call: Calling, account: AccountPath, at: Annotated[TimeParameter, Query(description="The moment, with its time zone.")]
) -> Response:
    """Tell what was in an account at a moment."""
    with call.platform.database.app(call.tenant) as conn:
        found = _ledger_account(call, conn, account)
        then = ledger.balance_at(conn, call.tenant, account, hear_time(at) or 0)
    return say(balance_at_body(then, found.currency))


@desk.operation("GET", "/v1/accounts/{account}/history", answer=HistoryPage, refusals=("account_not_found", "cursor_invalid"))
def get_account_history(call: Calling, account: AccountPath, after: After = None, limit: Limit = 50) -> Response:
    """List an account's transfers, newest first, with the balance after each."""
    with call.platform.database.app(call.tenant) as conn:
        found = _ledger_account(call, conn, account)
        transfers = ledger.history(conn, call.tenant, account, whole_cursor(after), limit)
    entries = [history_body(transfer, found) for transfer in transfers]
    return say(page("entries", entries, limit, transfers[-1].seq if transfers else ""))


@desk.operation("GET", "/v1/accounts/{account}/holds", answer=HoldList, refusals=("account_not_found",))
def list_holds(call: Calling, account: AccountPath, limit: Limit = 50) -> Response:
    """List the holds that are open on an account, newest first."""
    with call.platform.database.app(call.tenant) as conn:
        _ledger_account(call, conn, account)
        found = ledger.open_holds(conn, call.tenant, account, limit)
    return say({"holds": [hold_body(hold) for hold in found]})
