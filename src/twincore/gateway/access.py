"""Who may do what: one table, an operation to the roles that may ask for it. A test sweeps every operation with every role."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

PLATFORM_TENANT = "platform"
"""The tenant claim of those who run the platform; they manage tenants and see no tenant's data."""


class Role(Enum):
    """What a token may carry in its roles claim."""

    TELLER = "teller"  # serves members: opens, posts, places holds
    MANAGER = "manager"  # what a teller does, and freezes, closes, decides loans, reverses
    COMPLIANCE = "compliance"  # KYC and freezes; sees everything of a member
    AUDITOR = "auditor"  # reads everything, changes nothing
    OPERATOR = "operator"  # runs the tenant: products, codes, clients, the clock
    PARTNER = "partner"  # a system that posts and holds: card processor, payment rail, channel
    MEMBER = "member"  # a customer of the bank: reads what is his own


class Realm(Enum):
    """Whose tokens an operation takes."""

    TENANT = "tenant"
    PLATFORM = "platform"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask for one operation."""

    realm: Realm
    roles: frozenset[Role]


T, M, C, A, O, P, B = (  # noqa: E741 - columns of the table below
    Role.TELLER,
    Role.MANAGER,
    Role.COMPLIANCE,
    Role.AUDITOR,
    Role.OPERATOR,
    Role.PARTNER,
    Role.MEMBER,
)

_TENANT: Mapping[str, frozenset[Role]] = {
    # members
    "open_person": frozenset({T, M, O}),
    "open_organisation": frozenset({T, M, O}),
    "onboard_members": frozenset({M, O}),
    "list_members": frozenset({T, M, C, A, O}),
    "get_member": frozenset({T, M, C, A, O, B}),
    "find_member": frozenset({T, M, C, A}),
    "set_kyc": frozenset({M, C}),
    "change_address": frozenset({T, M, C}),
    "close_member": frozenset({M, C}),
    # accounts
    "open_account": frozenset({T, M, O}),
    "list_accounts": frozenset({T, M, C, A, O, P, B}),
    "get_account": frozenset({T, M, C, A, O, P, B}),
    "get_balances": frozenset({T, M, C, A, O, P, B}),
    "list_balances": frozenset({T, M, C, A, O, P}),
    "get_balance_at": frozenset({T, M, C, A, O, P, B}),
    "get_account_history": frozenset({T, M, C, A, O, P, B}),
    "list_holds": frozenset({T, M, C, A, O, P, B}),
    "freeze_account": frozenset({M, C}),
    "unfreeze_account": frozenset({M, C}),
    "close_account": frozenset({M}),
    "maintain_account": frozenset({T, M}),
    # products and loans
    "define_product": frozenset({O}),
    "list_products": frozenset({T, M, C, A, O, P, B}),
    "get_product": frozenset({T, M, C, A, O, P, B}),
    "get_product_versions": frozenset({T, M, C, A, O}),
    "apply_for_loan": frozenset({T, M, P}),
    "list_loan_applications": frozenset({T, M, C, A}),
    "get_loan_application": frozenset({T, M, C, A}),
    "decide_loan": frozenset({T, M}),
    "decide_referred_loan": frozenset({M}),
    "withdraw_loan": frozenset({T, M}),
    "accept_loan": frozenset({T, M}),
    # transaction codes and money
    "list_transaction_codes": frozenset({T, M, C, A, O, P}),
    "get_transaction_code": frozenset({T, M, C, A, O, P}),
    "get_transaction_code_versions": frozenset({T, M, C, A, O}),
    "define_transaction_code": frozenset({O}),
    "list_system_accounts": frozenset({T, M, C, A, O, P}),
    "post_transaction": frozenset({T, M, O, P, B}),
    "post_transactions": frozenset({M, O, P}),
    "post_transfer": frozenset({M, O, P}),
    "post_linked_transfers": frozenset({M, O, P}),
    "post_transfers": frozenset({M, O, P}),
    "get_transfer": frozenset({T, M, C, A, O, P}),
    "get_transfers_of_command": frozenset({T, M, C, A, O, P}),
    "approve_request": frozenset({M, C}),
    # proof
    "list_audit": frozenset({C, A}),
    "get_audit_entry": frozenset({C, A}),
    "verify_audit": frozenset({C, A, O}),
    "get_receipt": frozenset({T, M, C, A, O, P}),
    "get_tree_head": frozenset({T, M, C, A, O, P, B}),
    "get_consistency_proof": frozenset({T, M, C, A, O, P, B}),
    "get_tile": frozenset({T, M, C, A, O, P, B}),
    "check_invariants": frozenset({A, O}),
}

_PLATFORM: Mapping[str, frozenset[Role]] = {
    "create_tenant": frozenset({O}),
    "list_tenants": frozenset({O, A}),
    "suspend_tenant": frozenset({O}),
    "resume_tenant": frozenset({O}),
}

_EITHER: Mapping[str, frozenset[Role]] = {
    "get_tenant": frozenset({T, M, C, A, O, P}),
    "get_clock": frozenset({T, M, C, A, O, P}),
    "set_clock": frozenset({O}),
    "register_client": frozenset({O}),
    "list_clients": frozenset({O, A}),
    "revoke_client": frozenset({O}),
}

ACCESS: Mapping[str, Access] = {
    **{name: Access(Realm.TENANT, roles) for name, roles in _TENANT.items()},
    **{name: Access(Realm.PLATFORM, roles) for name, roles in _PLATFORM.items()},
    **{name: Access(Realm.EITHER, roles) for name, roles in _EITHER.items()},
}
"""Every operation that needs a token. What is not here (token endpoint, keys, documents, actuator) is public by decision."""
