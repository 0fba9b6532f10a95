"""Products: the catalogue of what the credit union offers."""

from typing import Annotated

from fastapi import Path, Response

from twincore import products
from twincore.gateway.commands import Done, perform, say
from twincore.gateway.operation import Desk
from twincore.gateway.routes.scope import Calling
from twincore.gateway.wire.products import ProductDefinition, ProductList, ProductRecord, product_body
from twincore.gateway.wire.scalar import hear_time
from twincore.kernel.db import Connection
from twincore.kernel.refusal import not_found
from twincore.products import ProductKind, ProductSpec

desk = Desk("products")
Name = Annotated[str, Path(max_length=100, description="The product's name.")]


@desk.operation(
    "POST",
    "/v1/products",
    command="products.define_product",
    body=ProductDefinition,
    answer=ProductRecord,
    status=201,
    refusals=("rules_invalid", "effective_time_invalid", "product_kind_fixed", "credit_policy_not_found"),
    example={
        "name": "youth_saver",
        "kind": "savings",
        "title": "Youth Saver",
        "description": "For members under 18.",
        "rules": {"account_class": 2120, "side": "C", "ledger_flags": ["limited"], "age_maximum": 17, "interest_rate_ppm": 50_000},
    },
)
def define_product(call: Calling) -> Response:
    """Define a product, or the next version of one.

    Accounts keep the version that they were opened under.
    """
    asked = call.heard(ProductDefinition)
    spec = ProductSpec(asked.name, ProductKind(asked.kind.value), asked.title, asked.description, asked.rules)

    def verb(conn: Connection, now_us: int) -> Done:
        product = products.define_product(conn, call.tenant, spec, now_us=now_us, effective_from_us=hear_time(asked.effective_from))
        body = product_body(product)
        return Done(body, f"product/{product.name}", None, body, location=f"/v1/products/{product.name}")

    return perform(call, verb)


@desk.operation("GET", "/v1/products", answer=ProductList)
def list_products(call: Calling) -> Response:
    """List the products that hold now, by name."""
    with call.platform.database.app(call.tenant) as conn:
        found = products.list_products(conn, call.tenant, at_us=call.now_us())
    return say({"products": [product_body(product) for product in found]})


@desk.operation("GET", "/v1/products/{product}", answer=ProductRecord, refusals=("product_not_found",))
def get_product(call: Calling, product: Name) -> Response:
    """Get the version of a product that holds now."""
    if "\x00" in product:
        raise not_found("product", "of this name")
    with call.platform.database.app(call.tenant) as conn:
        return say(product_body(products.get_product(conn, call.tenant, product, at_us=call.now_us())))


@desk.operation("GET", "/v1/products/{product}/versions", answer=ProductList, refusals=("product_not_found",))
def get_product_versions(call: Calling, product: Name) -> Response:
    """List every version of a product, oldest first."""
    if "\x00" in product:
        raise not_found("product", "of this name")
    with call.platform.database.app(call.tenant) as conn:
        found = products.product_versions(conn, call.tenant, product)
    return say({"products": [product_body(version) for version in found]})
