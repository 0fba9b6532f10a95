"""Codes and catalogues for tests that need no database."""

from typing import Any

from twincore.transactions import (
    Catalogue,
    CodeSpec,
    SystemAccount,
    TransactionCode,
    read_code,
    shipped_chart,
    shipped_codes,
    shipped_system_accounts,
)

HOME = "AUD"


def system_accounts(currencies: tuple[str, ...] = (HOME, "USD", "JPY")) -> list[SystemAccount]:
    """The shipped system accounts: ids 1..n in the first currency, then the next."""
    specs = [(spec, currency) for currency in currencies for spec in shipped_system_accounts().values()]
    return [SystemAccount(s.name, currency, number, s.title, s.gl, s.side) for number, (s, currency) in enumerate(specs, 1)]


def catalogue(*specs: CodeSpec) -> Catalogue:
    """A catalogue of these codes, or of the shipped ones."""
    codes = [TransactionCode(spec, 1, 0, 0) for spec in specs or shipped_codes()]
    return Catalogue(1, HOME, codes, system_accounts(), shipped_chart())


def code(**changes: Any) -> CodeSpec:
    """A sound code, changed: a payment with a fee of a rate."""
    document: dict[str, Any] = {
        "number": 7001,
        "name": "payment",
        "title": "Payment",
        "description": "A payment with a fee.",
        "parameters": [
            {"name": "account", "type": "account"},
            {"name": "amount", "type": "amount", "maximum": 1_000_000},
            {"name": "rate", "type": "rate", "required": False, "default": "0.005"},
            {"name": "words", "type": "text", "required": False},
        ],
        "derived": [{"name": "fee", "formula": "max(apply(amount, rate), 50)"}],
        "legs": [
            {"kind": "post", "debit": "account", "credit": "@cash", "amount": "amount"},
            {"kind": "post", "debit": "account", "credit": "@transaction_fee_income", "amount": "fee", "optional": True, "words": False},
        ],
    }
    return read_code({k: v for k, v in {**document, **changes}.items() if v is not None})
