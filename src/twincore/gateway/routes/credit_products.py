"""Credit products and the reference rates that variable loans follow."""

from typing import Annotated

from fastapi import Path, Response

from twincore.gateway.commands import Done, perform, say
from twincore.gateway.operation import Desk
from twincore.gateway.routes.interest import business_date
from twincore.gateway.routes.scope import Calling
from twincore.gateway.wire.credit import (
    CreditProductDefinition,
    CreditProductList,
    CreditProductRecord,
    CreditRateDefinition,
    CreditRateList,
    CreditRateRecord,
    credit_product_body,
)
from twincore.gateway.wire.scalar import hear_time
from twincore.kernel.db import Connection
from twincore.kernel.refusal import not_found
from twincore.products import credit
from twincore.products.credit import CreditKind, CreditProductSpec

desk = Desk("credit")
Name = Annotated[str, Path(max_length=100, description="The credit product's name.")]


@desk.operation(
    "POST",
    "/v1/credit-products",
    command="credit.define_product",
    body=CreditProductDefinition,
    answer=CreditProductRecord,
    status=201,
    refusals=("credit_product_invalid", "rules_invalid", "schedule_never_amortises", "effective_time_invalid", "product_kind_fixed"),
    example={
        "name": "student_card",
        "kind": "credit_card",
        "title": "Student Card",
        "description": "A small limit at a plain rate.",
        "rules": {
            "account_class": 1340,
            "limit_minimum": 20_000,
            "limit_maximum": 200_000,
            "rates_ppm": {"purchases": 149_900, "cash": 199_900, "balance_transfers": 0},
            "day_count": "actual/365",
            "grace_days": 25,
            "minimum_floor": 2_500,
            "minimum_share_ppm": 30_000,
            "payment_order": ["interest", "fees", "cash", "purchases", "balance_transfers"],
            "write_off_days": 180,
            "provision_ppm": {
                "0": 10_000,
                "30": 200_000,
                "60": 400_000,
                "90": 750_000,
                "182": 1_000_000,
                "273": 1_000_000,
                "365": 1_000_000,
            },
        },
    },
)
def define_credit_product(call: Calling) -> Response:
    """Define a credit product, or the next version of one.

    Loans keep the version they were opened under; cards follow the one that holds.
    """
    asked = call.heard(CreditProductDefinition)
    spec = CreditProductSpec(asked.name, CreditKind(asked.kind.value), asked.title, asked.description, asked.rules)

    def verb(conn: Connection, now_us: int) -> Done:
        product = credit.define_credit_product(conn, call.tenant, spec, now_us=now_us, effective_from_us=hear_time(asked.effective_from))
        body = credit_product_body(product)
        return Done(body, f"credit_product/{product.name}", None, body, location=f"/v1/credit-products/{product.name}")

    return perform(call, verb, reason=asked.reason)


@desk.operation("GET", "/v1/credit-products", answer=CreditProductList)
def list_credit_products(call: Calling) -> Response:
    """List the credit products that hold now, by name."""
    with call.platform.database.app(call.tenant) as conn:
        found = credit.list_credit_products(conn, call.tenant, at_us=call.now_us())
    return say({"products": [credit_product_body(product) for product in found]})


@desk.operation("GET", "/v1/credit-products/{product}", answer=CreditProductRecord, refusals=("credit_product_not_found",))
def get_credit_product(call: Calling, product: Name) -> Response:
    """Get the version of a credit product that holds now."""
    if "\x00" in product:
        raise not_found("credit_product", "of this name")
    with call.platform.database.app(call.tenant) as conn:
        return say(credit_product_body(credit.get_credit_product(conn, call.tenant, product, at_us=call.now_us())))


@desk.operation("GET", "/v1/credit-products/{product}/versions", answer=CreditProductList, refusals=("credit_product_not_found",))
def get_credit_product_versions(call: Calling, product: Name) -> Response:
    """List every version of a credit product, oldest first."""
    if "\x00" in product:
        raise not_found("credit_product", "of this name")
    with call.platform.database.app(call.tenant) as conn:
        found = credit.credit_product_versions(conn, call.tenant, product)
    return say({"products": [credit_product_body(version) for version in found]})


@desk.operation(
    "POST",
    "/v1/credit-rates",
    command="credit.define_rate",
    body=CreditRateDefinition,
    answer=CreditRateRecord,
    status=201,
    refusals=("rate_series_invalid", "rate_invalid", "rate_backdated", "rate_dates_overlap"),
    example={"series": "home_loan_variable", "rate_ppm": 64_900, "effective_from": "2026-04-01"},
)
def define_credit_rate(call: Calling) -> Response:
    """Set a reference rate from a day on, today or later: variable loans follow it, and their instalments move in that day's night."""
    asked = call.heard(CreditRateDefinition)

    def verb(conn: Connection, now_us: int) -> Done:
        credit.define_credit_rate(
            conn,
            call.tenant,
            asked.series,
            asked.rate_ppm,
            effective_from=asked.effective_from,
            today=business_date(call, now_us),
            now_us=now_us,
        )
        body = {"series": asked.series, "rate_ppm": asked.rate_ppm, "effective_from": asked.effective_from.isoformat()}
        return Done(body, f"credit_rate/{asked.series}", None, body)

    return perform(call, verb, reason=asked.reason)


@desk.operation("GET", "/v1/credit-rates", answer=CreditRateList)
def list_credit_rates(call: Calling) -> Response:
    """List the reference rates by series, in the order of their days."""
    with call.platform.database.app(call.tenant) as conn:
        found = credit.credit_rates(conn, call.tenant)
    return say(
        {
            "rates": [
                {"series": series, "rate_ppm": rate, "effective_from": day.isoformat()}
                for series, rates in sorted(found.items())
                for day, rate in rates
            ]
        }
    )
