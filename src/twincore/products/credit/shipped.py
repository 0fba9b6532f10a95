"""The credit products, reference rates, transaction codes and system accounts that ship with twincore (``credit.json``)."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from twincore.kernel.sql import read
from twincore.products.credit.model import CreditKind, CreditProductSpec
from twincore.transactions import CodeSpec, SystemAccountSpec, read_code


@cache
def _file() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(read("twincore.products.credit", "credit.json"))
    return document


@cache
def shipped_credit_products() -> tuple[CreditProductSpec, ...]:
    """Personal loan, car loan, home loan, credit card."""
    return tuple(CreditProductSpec(p["name"], CreditKind(p["kind"]), p["title"], p["description"], p["rules"]) for p in _file()["products"])


def shipped_rates() -> Mapping[str, int]:
    """The reference rates by name, parts per million a year."""
    rates: Mapping[str, int] = _file()["rates"]
    return rates


def credit_system_accounts() -> tuple[SystemAccountSpec, ...]:
    """The system accounts that the codes of credit need beyond the shipped catalogue."""
    return tuple(SystemAccountSpec(name, a["title"], a["gl"], a["side"]) for name, a in _file()["system_accounts"].items())


@cache
def credit_codes() -> tuple[CodeSpec, ...]:
    """The transaction codes of credit."""
    shared: Mapping[str, Any] = _file()["parameters"]
    return tuple(read_code({**code, "parameters": [{"name": p, **shared[p]} for p in code["parameters"]]}) for code in _file()["codes"])


@cache
def card_balance_of_code() -> Mapping[str, str]:
    """Which of a card's balances a debit with a transaction code makes grow; codes that are not named: purchases."""
    return {code: balance for balance, codes in _file()["card_codes"].items() for code in codes}
