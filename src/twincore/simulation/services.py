"""What a branch and its lenders arrange for members through the public API: overdrafts, protection, standing orders, cards, short term deposits."""

from datetime import date
from typing import Any

from twincore.client.api.accounts import maintain_account, open_account
from twincore.client.api.credit import open_credit_account
from twincore.client.api.interest import set_maturity, set_protection
from twincore.client.api.products import define_product
from twincore.client.api.standing_orders import create_standing_order
from twincore.client.models import (
    AccountChange,
    AccountOpeningOrder,
    AtMaturity,
    CardAgreement,
    CreditAccountOpening,
    FrequencyName,
    MaturityInstruction,
    ProductDefinition,
    ProductDefinitionRules,
    ProductKindName,
    ProtectionChain,
    StandingOrderOpening,
    StandingOrderOpeningParameters,
    Terms,
)
from twincore.simulation.holdings import Card
from twincore.simulation.instructions import Desk
from twincore.simulation.platform import Platform

SHORT_DEPOSIT = "term_deposit_short"
SHORT_MONTHS = 1
SHORT_DEPOSIT_RULES: dict[str, Any] = {
    "account_class": 2130,
    "side": "C",
    "ledger_flags": ["limited"],
    "kyc": "unverified",
    "opening_amount_minimum": 100_000,
    "monthly_fee": 0,
    "interest_rate_ppm": 38_000,
    "day_count": "actual/365",
    "term_months": [SHORT_MONTHS],
}


class Services:
    """Arranges things for members."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def define_short_deposit(self) -> None:
        """Offer a term deposit of a month."""
        rules = ProductDefinitionRules()
        rules.additional_properties = dict(SHORT_DEPOSIT_RULES)
        words = "A deposit of 1,000.00 or more for a month at 3.80% a year, interest at maturity."
        order = ProductDefinition(SHORT_DEPOSIT, ProductKindName.TERM_DEPOSIT, "Term Deposit, 1 month", words, rules)
        self._platform.ask(
            Desk.BACK_OFFICE, lambda client, key: define_product.sync_detailed(client=client, body=order, idempotency_key=key)
        )

    def open_short_deposit(self, member: int, amount: int) -> int:
        """Open a term deposit of a month for an amount that will be paid in; gives its account id."""
        terms = Terms(opening_amount=amount, term_months=SHORT_MONTHS)
        order = AccountOpeningOrder(product=SHORT_DEPOSIT, party=self._platform.party(member), terms=terms)
        return self._platform.ask(
            Desk.BRANCH, lambda client, key: open_account.sync_detailed(client=client, body=order, idempotency_key=key)
        ).id

    def pay_out_at_maturity(self, account: int, pay_to: int) -> None:
        """Have a term deposit paid out when its term ends."""
        order = MaturityInstruction(at_maturity=AtMaturity.PAY, pay_to=pay_to)
        self._platform.ask(
            Desk.BRANCH, lambda client, key: set_maturity.sync_detailed(account, client=client, body=order, idempotency_key=key)
        )

    def grant_overdraft(self, account: int, limit: int) -> None:
        """Let an account be overdrawn up to a limit."""
        order = AccountChange(overdraft_limit=limit, reason="Salary is paid in here.")
        self._platform.ask(
            Desk.BRANCH, lambda client, key: maintain_account.sync_detailed(account, client=client, body=order, idempotency_key=key)
        )

    def protect(self, account: int, sources: list[int]) -> None:
        """Let other accounts cover one that is overdrawn."""
        order = ProtectionChain(sources=sources)
        self._platform.ask(
            Desk.BRANCH, lambda client, key: set_protection.sync_detailed(account, client=client, body=order, idempotency_key=key)
        )

    def order(self, payer: int, paid: int, amount: int, every: str, first: date) -> None:
        """Pay again and again from one account to another."""
        parameters = StandingOrderOpeningParameters()
        parameters.additional_properties = {"from_account": payer, "to_account": paid, "amount": amount, "description": "Savings"}
        order = StandingOrderOpening("internal_transfer", parameters, FrequencyName(every), first)
        self._platform.ask(
            Desk.BRANCH, lambda client, key: create_standing_order.sync_detailed(client=client, body=order, idempotency_key=key)
        )

    def open_card(self, card: Card) -> int:
        """Open a credit card; gives its account id."""
        terms = CardAgreement(limit=card.limit, statement_day=card.statement_day)
        order = CreditAccountOpening(product="credit_card", party=self._platform.party(card.member), card=terms)
        return self._platform.ask(
            Desk.LENDING, lambda client, key: open_credit_account.sync_detailed(client=client, body=order, idempotency_key=key)
        ).account
