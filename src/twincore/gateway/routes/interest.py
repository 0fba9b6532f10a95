"""Interest: plans, what accounts earn and owe, term deposits, overdraft protection, withholding, availability of deposits."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import Path, Query, Response
from starlette.concurrency import run_in_threadpool

from twincore import eod, ledger, parties, products
from twincore.gateway.closing import Settlement, admit_settlement, check_receiving, deposit_kind, post_settlement
from twincore.gateway.commands import Done, command_of, perform, say
from twincore.gateway.operation import Call, Desk
from twincore.gateway.posting import post, tell_group
from twincore.gateway.routes.accounts import AccountPath, own_account
from twincore.gateway.routes.scope import Calling
from twincore.gateway.routes.transfers import LEDGER_REFUSALS
from twincore.gateway.wire.interest import (
    AvailabilityOrder,
    AvailabilityRecord,
    EarlyWithdrawalOrder,
    EarlyWithdrawalRecord,
    InterestPlanDefinition,
    InterestPlanList,
    InterestPlanRecord,
    InterestRecord,
    MaturityInstruction,
    ProtectionChain,
    ProtectionRecord,
    TermList,
    TermRecord,
    WithholdingOrder,
    WithholdingRecord,
    early_withdrawal_body,
    interest_body,
    interest_plan_body,
    term_body,
)
from twincore.gateway.wire.scalar import DayParameter
from twincore.kernel.db import Connection
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.products import interest

desk = Desk("interest")
Product = Annotated[str, Path(max_length=100, description="The product's name.")]
MemberPath = Annotated[UUID, Path(description="Id of the member.")]
_DAY = timedelta(days=1)
_log = structlog.get_logger("twincore.gateway")


def business_date(call: Call, now_us: int) -> date:
    """The tenant's business date at a time."""
    return call.platform.clocks.clock(call.tenant).business_date(now_us)


@desk.operation(
    "POST",
    "/v1/products/{product}/interest-plans",
    command="interest.define_plan",
    body=InterestPlanDefinition,
    answer=InterestPlanRecord,
    status=201,
    refusals=("product_not_found", "plan_invalid", "plan_dates_overlap", "plan_in_the_past"),
    example={
        "rules": {
            "day_count": "actual/365",
            "cycle": "monthly",
            "tiers": [{"from": 0, "rate_ppm": 5_000}, {"from": 5_000_000, "rate_ppm": 21_000}],
        },
        "effective_from": "2026-04-01",
    },
)
def define_interest_plan(call: Calling, product: Product) -> Response:
    """Define the interest plan of a deposit product, or its next version.

    It rules all accounts of the product from that day's interest on, and never a day before. A term deposit keeps the rate of its term.
    """
    asked = call.heard(InterestPlanDefinition)
    if "\x00" in product:
        raise not_found("product", "of this name")

    def verb(conn: Connection, now_us: int) -> Done:
        plan = interest.define_plan(conn, call.tenant, product, asked.rules, effective_from=asked.effective_from, now_us=now_us)
        body = interest_plan_body(plan)
        return Done(body, f"product/{product}", None, body, location=f"/v1/products/{product}/interest-plans")

    return perform(call, verb, reason=asked.reason)


@desk.operation("GET", "/v1/products/{product}/interest-plans", answer=InterestPlanList, refusals=("product_not_found",))
def list_interest_plans(call: Calling, product: Product) -> Response:
    """List every version of a product's interest plan, oldest first; none where the product's own rules hold."""
    if "\x00" in product:
        raise not_found("product", "of this name")
    with call.platform.database.app(call.tenant) as conn:
        products.get_product(conn, call.tenant, product, at_us=call.now_us())
        found = interest.plan_versions(conn, call.tenant, product)
    return say({"plans": [interest_plan_body(version) for version in found]})


@desk.operation(
    "GET",
    "/v1/accounts/{account}/interest",
    answer=InterestRecord,
    refusals=("account_not_found", "account_without_interest", "interest_not_found"),
)
def get_interest(
    call: Calling,
    account: AccountPath,
    on: Annotated[DayParameter | None, Query(description="The last date that is accrued if left out.")] = None,
) -> Response:
    """Tell what an account had earned and was charged at the end of a date."""
    with call.platform.database.app(call.tenant) as conn:
        own_account(call, conn, account)
        _deposit_kind(call, conn, account)
        if on is None:
            following = eod.next_date(conn, call.tenant)  # its accruals are there already while it is being ended
            days = [following, following - _DAY]
        else:
            days = [on]
        for day in days:
            found = interest.interest_of(conn, call.tenant, account, day)
            if found is not None:
                plan = interest.get_plan(conn, call.tenant, account, day)
                return say(interest_body(account, day.isoformat(), found, plan))
    raise not_found("interest", f"accrued on account {account}" + (f" on {on}" if on else " yet"), "query:on" if on else None)


def _deposit_kind(call: Call, conn: Connection, account: int) -> str:
    """The kind of product of a deposit account. Refuses ``account_not_found``, ``account_without_interest`` (a loan or a card)."""
    kind = deposit_kind(conn, call.tenant, account)
    if kind is None:
        raise Refusal(
            "account_without_interest", f"Account {account} is a loan or a card: it has no interest plan.", category=Category.RULE
        )
    return kind


@desk.operation("GET", "/v1/accounts/{account}/terms", answer=TermList, refusals=("account_not_found",))
def list_terms(call: Calling, account: AccountPath) -> Response:
    """List the terms of a term deposit, oldest first. The first one begins when its money has come and that day has ended."""
    with call.platform.database.app(call.tenant) as conn:
        own_account(call, conn, account)
        products.get_account(conn, call.tenant, account)
        return say({"terms": [term_body(term) for term in interest.terms_of(conn, call.tenant, account)]})


@desk.operation(
    "POST",
    "/v1/accounts/{account}/maturity",
    command="interest.set_maturity",
    body=MaturityInstruction,
    answer=TermRecord,
    refusals=("maturity_invalid", "account_not_found", "term_not_found"),
    example={"at_maturity": "pay", "pay_to": 1001},
)
def set_maturity(call: Calling, account: AccountPath) -> Response:
    """Say what happens when the running term of a term deposit ends."""
    asked = call.heard(MaturityInstruction)

    def verb(conn: Connection, _now_us: int) -> Done:
        own_account(call, conn, account)
        term = interest.set_maturity(conn, call.tenant, account, at_maturity=asked.at_maturity.value, pay_to=asked.pay_to)
        body = term_body(term)
        return Done(body, f"account/{account}", None, body)

    return perform(call, verb, reason=asked.reason)


@desk.operation(
    "POST",
    "/v1/accounts/{account}/early-withdrawal",
    command="interest.break_term",
    body=EarlyWithdrawalOrder,
    answer=EarlyWithdrawalRecord,
    refusals=(
        "term_not_found",
        "amount_invalid",
        "account_not_found",
        "account_closed",
        "account_frozen",
        "accrual_day_missing",
        "accrual_out_of_order",
    ),
    example={"to_account": 1001, "reason": "Member needs the money."},
)
def withdraw_early(call: Calling, account: AccountPath) -> Response:
    """Take a term deposit, or part of it, before it matures.

    Interest up to today is paid with it, reduced as the plan says. It is paid out at once; should the ledger refuse that (the receiving account
    was frozen in this very moment), it is tried again in the night.
    """
    asked = call.heard(EarlyWithdrawalOrder)
    made: list[Settlement] = []
    command: list[UUID] = []

    def verb(conn: Connection, now_us: int) -> Done:
        own_account(call, conn, account)
        products.get_account(conn, call.tenant, account)
        check_receiving(conn, call.tenant, asked.to_account, "to_account")
        id_ = command_of(call, now_us).id
        found = interest.break_term(
            conn, call.tenant, account, date=business_date(call, now_us), to_account=asked.to_account, id=id_, amount=asked.amount
        )
        settlement = Settlement(found.due.date, [found.due], None, by_member=True)
        admit_settlement(call.platform, call.tenant, settlement)
        made.append(settlement)
        command.append(id_)
        body = early_withdrawal_body(found)
        return Done(body, f"account/{account}", None, body)

    return perform(call, verb, reason=asked.reason, on_commit=lambda: post_settlement(call.platform, call.tenant, made[-1], command[-1]))


@desk.operation(
    "POST",
    "/v1/accounts/{account}/protection",
    command="interest.set_protection",
    body=ProtectionChain,
    answer=ProtectionRecord,
    refusals=("account_not_found", "protection_invalid"),
    example={"sources": [1002, 1003]},
)
def set_protection(call: Calling, account: AccountPath) -> Response:
    """Say which accounts of the holder cover an account when it is overdrawn, in order."""
    asked = call.heard(ProtectionChain)

    def verb(conn: Connection, _now_us: int) -> Done:
        own_account(call, conn, account)
        before = {"account": account, "sources": interest.protection_of(conn, call.tenant, account)}
        interest.set_protection(conn, call.tenant, account, asked.sources)
        after = {"account": account, "sources": interest.protection_of(conn, call.tenant, account)}
        return Done(after, f"account/{account}", before, after)

    return perform(call, verb, reason=asked.reason)


@desk.operation("GET", "/v1/accounts/{account}/protection", answer=ProtectionRecord, refusals=("account_not_found",))
def get_protection(call: Calling, account: AccountPath) -> Response:
    """Tell which accounts cover an account when it is overdrawn, in order."""
    with call.platform.database.app(call.tenant) as conn:
        own_account(call, conn, account)
        products.get_account(conn, call.tenant, account)
        return say({"account": account, "sources": interest.protection_of(conn, call.tenant, account)})


@desk.operation(
    "POST",
    "/v1/members/{member}/withholding",
    command="interest.set_withholding",
    body=WithholdingOrder,
    answer=WithholdingRecord,
    refusals=("party_not_found",),
    example={"withhold": True, "since": "2026-04-01", "reason": "No tax file number was given."},
)
def set_withholding(call: Calling, member: MemberPath) -> Response:
    """Say whether tax is withheld from a member's interest: it is where no tax number was given."""
    asked = call.heard(WithholdingOrder)

    def verb(conn: Connection, _now_us: int) -> Done:
        if member not in parties.standings(conn, call.tenant, [member]):
            raise not_found("party", member)
        if asked.withhold:
            changed = interest.withhold_tax(conn, call.tenant, [member], since=asked.since)
        else:
            changed = interest.stop_withholding(conn, call.tenant, [member], until=asked.since)
        body = {"member": str(member), "withhold": asked.withhold, "since": asked.since.isoformat(), "changed": bool(changed)}
        return Done(body, f"party/{member}", None, body)

    return perform(call, verb, reason=asked.reason)


@desk.operation(
    "POST",
    "/v1/accounts/{account}/availability-holds",
    command="interest.hold_deposit",
    body=AvailabilityOrder,
    answer=AvailabilityRecord,
    status=201,
    refusals=("account_not_found", "account_without_interest", "availability_unknown", "end_of_day_not_installed", *LEDGER_REFUSALS),
    example={"schedule": "cheque", "amount": 120_000},
)
async def hold_deposit(call: Calling, account: AccountPath) -> Response:
    """Hold a deposit until it may be spent, by a schedule of the account's plan and the tenant's calendar.

    One hold for each day on which a part becomes available; each ends by itself. Post the deposit first.
    """
    asked = call.heard(AvailabilityOrder)
    identifier = id_of_key("transfer", call.tenant, call.actor, call.key)

    def plan() -> list[ledger.TransferRequest]:
        now_us = call.now_us()
        clock = call.platform.clocks.clock(call.tenant)
        with call.platform.database.app(call.tenant) as conn:
            _deposit_kind(call, conn, account)
            calendar = eod.get_calendar(conn, call.tenant)
            holds = interest.availability_holds(
                conn,
                call.tenant,
                account,
                schedule=asked.schedule,
                amount=asked.amount,
                currency=asked.currency or call.platform.tenants.currency(call.tenant),
                deposited_on=asked.deposited_on or clock.business_date(now_us),
                is_business_day=calendar.is_business_day,
                begins_us=lambda day: eod.end_of_date_us(clock.tenant.time_zone, day - _DAY),
            )
        expand = call.platform.catalogues.at(call.tenant, now_us).expander("availability_hold")
        found: list[ledger.TransferRequest] = []
        for number, parameters in enumerate(holds):
            found += expand(parameters, id_of_key(identifier, number))
        return linked(found)

    requests = await run_in_threadpool(plan)
    if not requests:
        body = {"account": account, "transfers": []}
        return await run_in_threadpool(perform, call, lambda _conn, _now_us: Done(body, f"account/{account}"), reason=asked.reason)

    def tell(outcomes: object) -> dict[str, object]:
        told = tell_group(outcomes, "")  # type: ignore[arg-type]
        if "result" in told:
            told["result"]["body"] = {"account": account, **told["result"]["body"]}
        return told

    return await post(call, lambda _identifier: requests, tell, reason=asked.reason, subject=f"account/{account}")


def linked(requests: list[ledger.TransferRequest]) -> list[ledger.TransferRequest]:
    """The same transfers as one linked group: all of them or none."""
    last = len(requests) - 1
    return [
        replace(request, flags=request.flags | ledger.Flag.LINKED if at < last else request.flags & ~ledger.Flag.LINKED)
        for at, request in enumerate(requests)
    ]
