"""The products and credit policies that ship with twincore (``catalogue.json``)."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from twincore.kernel.sql import read
from twincore.products.model import ProductKind, ProductSpec


@cache
def _file() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(read("twincore.products", "catalogue.json"))
    return document


@cache
def shipped_products() -> tuple[ProductSpec, ...]:
    """Everyday account, online savings, term deposit, personal loan."""
    return tuple(ProductSpec(p["name"], ProductKind(p["kind"]), p["title"], p["description"], p["rules"]) for p in _file()["products"])


@cache
def shipped_policies() -> Mapping[str, Mapping[str, Any]]:
    """Rules of each credit policy by name."""
    return {policy["name"]: policy["rules"] for policy in _file()["credit_policies"]}
