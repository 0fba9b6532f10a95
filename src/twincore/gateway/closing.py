"""Closing an account: what it has earned and owes is settled first, and what is left is paid out, so that it can be closed."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import structlog

from twincore import ledger, products
from twincore.eod import Due, post_dues
from twincore.gateway.admission import NightGate
from twincore.gateway.platform import Platform
from twincore.kernel.db import Connection
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.ledger import TransferRequest
from twincore.products import AccountStatus, interest
from twincore.products.interest import PostingDue
from twincore.transactions import Catalogue

_log = structlog.get_logger("twincore.gateway")


class Settlement(NamedTuple):
    """What is posted before an account is closed: interest and tax, and the payment of what is left.

    by_member: the postings of interest pay out what a member takes too, so they are asked for like the payment.
    """

    date: date
    interest: list[PostingDue]
    payment: Due | None
    by_member: bool = False

    @property
    def earned(self) -> list[Due]:
        """The postings of interest, in order."""
        return [Due(due.id, due.code, due.parameters) for due in self.interest]

    @property
    def of_member(self) -> list[Due]:
        """What a member asks for: paid only if the core, or the stand-in for it, allows it."""
        return [*(self.earned if self.by_member else []), *([] if self.payment is None else [self.payment])]


def deposit_kind(conn: Connection, tenant: int, account: int) -> str | None:
    """The kind of product of a deposit account; None for a loan or a card. Refuses ``account_not_found``."""
    found = products.get_account(conn, tenant, account)
    try:
        kind = products.get_product_version(conn, tenant, found.product, found.version).kind
    except Refusal as refusal:
        if refusal.category is not Category.NOT_FOUND:
            raise
        return None
    return None if kind is products.ProductKind.LOAN else kind.value


def check_receiving(conn: Connection, tenant: int, account: int, field: str) -> None:
    """Whether money can be paid to an account just now. Refuses ``account_not_found``, ``account_closed``, ``account_frozen``."""
    found = products.accounts_by_id(conn, tenant, [account]).get(account)
    if found is None:
        raise not_found("account", account, field)
    if found.status is AccountStatus.CLOSED:
        raise Refusal("account_closed", f"Account {account} is closed.", category=Category.CONFLICT, field=field)
    if found.status is AccountStatus.FROZEN:
        raise Refusal("account_frozen", f"Account {account} is frozen.", category=Category.RULE, field=field)


def settle(
    conn: Connection, tenant: int, account: int, *, pay_to: int | None, day: date, command: UUID, catalogue: Catalogue
) -> Settlement:
    """Store what an account has earned and owes up to a business date as postings due, and say what pays out the rest to pay_to.

    It changes nothing unless the account can be closed once these are posted. Done again by the same command, it says the same.
    Refuses ``account_not_found``, ``account_frozen``, ``account_has_holds``, ``account_not_empty`` (with what is left: name an account to pay it to,
    or pay in what is owed), ``term_running`` (a term deposit is withdrawn early instead), ``accrual_day_missing`` (yesterday's night is not over yet).
    """
    found = products.get_account(conn, tenant, account)
    nothing = Settlement(day, [], None)
    if found.status is AccountStatus.CLOSED:
        return nothing
    check_receiving(conn, tenant, account, "account")
    now = ledger.balances(conn, tenant, [account])[account]
    if now.held or now.pending:
        raise Refusal(
            "account_has_holds",
            f"Account {account} has open holds: capture or release them first.",
            category=Category.RULE,
            field="account",
        )
    kind = deposit_kind(conn, tenant, account)
    if kind == "term_deposit" and now.current and any(term.status == "running" for term in interest.terms_of(conn, tenant, account)):
        raise Refusal(
            "term_running", f"The term of account {account} is running: withdraw it early instead.", category=Category.RULE, field="account"
        )
    dues = [] if kind is None else _settled(conn, tenant, account, day, command)
    left = now.current + sum(_change(account, catalogue, due) for due in dues)
    if left == 0:
        return Settlement(day, dues, None)
    if left < 0 or kind is None or pay_to is None:
        owed = left < 0 or kind is None
        said = (
            f"{abs(left)} minor units are still owed."
            if owed
            else f"{left} minor units are left, interest with them: name an account to pay them to."
        )
        raise Refusal(
            "account_not_empty",
            f"Account {account} cannot be closed: {said}",
            category=Category.RULE,
            field="account" if owed else "pay_to",
            left=left,
        )
    if pay_to == account:
        raise Refusal("accounts_same", "An account is not paid out to itself.", field="pay_to")
    check_receiving(conn, tenant, pay_to, "pay_to")
    parameters: dict[str, Any] = {"from_account": account, "to_account": pay_to, "amount": left, "description": "Account closed"}
    payment = Due(id_of_key("closing", tenant, account, command, now.last_seq), "internal_transfer", parameters)
    return Settlement(day, dues, payment)


def admit_settlement(platform: Platform, tenant: int, settlement: Settlement) -> None:
    """Ask for what a member takes, before anything of it is on record. Refuses as ``sync.refusal_of_decline`` says."""
    catalogue = platform.catalogues.at(tenant, platform.now_us(tenant))
    for due in settlement.of_member:
        platform.admission.admit(tenant, catalogue.expander(due.code)(due.parameters, due.id))


def post_settlement(platform: Platform, tenant: int, settlement: Settlement, command: UUID) -> None:
    """Post what was settled, and mark it. What is refused now stays due, and the account will not close."""
    catalogue, gate = platform.catalogues.at(tenant, platform.now_us(tenant)), NightGate(platform.admission)
    own = [] if settlement.by_member else settlement.earned
    made = post_dues(platform.ledger, catalogue, tenant, own, command, bulk=False)
    made += post_dues(platform.ledger, catalogue, tenant, settlement.of_member, command, bulk=False, gate=gate)
    for one in made:
        if one.refusal is not None:
            _log.warning("settlement_waits", tenant=tenant, transfer=str(one.id), refusal=one.refusal)
    settled = {due.id for due in settlement.interest}
    posted = [one.id for one in made if one.refusal is None and one.id in settled]
    if posted:
        with platform.database.app(tenant) as conn:
            interest.mark_due(conn, tenant, date=settlement.date, step="settlement", posted=posted)


def _settled(conn: Connection, tenant: int, account: int, day: date, command: UUID) -> list[PostingDue]:
    """The postings that settle an account; those of before, if this command stored them and did not come to post them."""
    try:
        with conn.transaction():
            return interest.settle_interest(conn, tenant, account, date=day, id=command)
    except Refusal as refusal:
        if refusal.code != "settlement_exists":
            raise
    waiting = interest.postings_due(conn, tenant, date=day, step="settlement")
    return [due for due in waiting if due.account == account]


def _change(account: int, catalogue: Catalogue, due: PostingDue) -> int:
    """What a posting adds to an account's balance, minor units."""
    requests: list[TransferRequest] = catalogue.expander(due.code)(due.parameters, due.id)
    return sum(one.amount * ((one.credit == account) - (one.debit == account)) for one in requests)
