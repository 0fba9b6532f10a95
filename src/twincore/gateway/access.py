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
    # dual control
    "approve_request": frozenset({M, C}),
    "decline_request": frozenset({M, C}),
    "list_requests": frozenset({M, C, A}),
    "get_request": frozenset({M, C, A}),
    "list_control_rules": frozenset({T, M, C, A, O, P}),
    "get_control_rule_versions": frozenset({M, C, A, O}),
    "define_control_rule": frozenset({M, C, O}),
    # general ledger
    "open_gl_book": frozenset({O}),
    "get_gl_book": frozenset({M, A, O}),
    "list_gl_accounts": frozenset({M, A, O}),
    "open_gl_account": frozenset({M, O}),
    "close_gl_account": frozenset({M, O}),
    "get_gl_account_card": frozenset({M, A, O}),
    "list_code_mappings": frozenset({M, A, O}),
    "get_trial_balance": frozenset({M, A, O}),
    "get_balance_sheet": frozenset({M, A, O}),
    "get_income_statement": frozenset({M, A, O}),
    "list_gl_batches": frozenset({M, A, O}),
    "list_gl_journals": frozenset({M, A, O}),
    "get_gl_journal": frozenset({M, A, O}),
    "compare_subledger": frozenset({M, A, O}),
    "check_gl_book": frozenset({A, O}),
    "list_gl_periods": frozenset({M, A, O}),
    "propose_journal": frozenset({M, O}),
    "propose_period_close": frozenset({M, O}),
    "propose_period_reopen": frozenset({M, O}),
    "propose_year_end": frozenset({M, O}),
    "list_gl_proposals": frozenset({M, A, O}),
    "get_gl_proposal": frozenset({M, A, O}),
    "approve_gl_proposal": frozenset({M}),
    "reject_gl_proposal": frozenset({M}),
    "withdraw_gl_proposal": frozenset({M, O}),
    "set_exchange_rate": frozenset({M, O}),
    "list_exchange_rates": frozenset({M, A, O}),
    "revalue_positions": frozenset({M, O}),
    # reconciliation
    "list_external_accounts": frozenset({M, C, A, O}),
    "define_external_account": frozenset({O}),
    "get_external_account": frozenset({M, C, A, O}),
    "get_external_position": frozenset({M, C, A, O}),
    "get_matching_rules": frozenset({M, C, A, O}),
    "define_matching_rules": frozenset({O}),
    "import_statement": frozenset({M, O, P}),
    "list_external_statements": frozenset({M, C, A, O}),
    "list_external_entries": frozenset({M, C, A, O}),
    "list_external_movements": frozenset({M, C, A, O}),
    "match_external_account": frozenset({M, O}),
    "list_cases": frozenset({M, C, A, O}),
    "get_case": frozenset({M, C, A, O}),
    "get_refused_file": frozenset({M, C, A, O}),
    "assign_case": frozenset({M, C, O}),
    "add_case_note": frozenset({M, C, O}),
    "propose_resolution": frozenset({M, C, O}),
    "resolve_case": frozenset({M, C}),
    "reject_resolution": frozenset({M, C, O}),
    "get_ageing": frozenset({M, C, A, O}),
    "get_reconciliation": frozenset({M, C, A, O}),
    "list_suspense_postings": frozenset({M, C, A, O}),
    # statements and notices
    "list_statements": frozenset({T, M, C, A, O, B}),
    "get_statement": frozenset({T, M, C, A, O, B}),
    "list_statement_lines": frozenset({T, M, C, A, O, B}),
    "get_statement_page": frozenset({T, M, C, A, O, B}),
    "get_statement_file": frozenset({T, M, C, A, O, B}),
    "get_tax_summary": frozenset({T, M, C, A, B}),
    "get_tax_summary_page": frozenset({T, M, C, A, B}),
    "get_tax_summary_file": frozenset({T, M, C, A, B}),
    "list_account_notices": frozenset({T, M, C, A, O, B}),
    "list_notices": frozenset({M, C, A, O}),
    "get_notice": frozenset({T, M, C, A, O, B}),
    "get_notice_page": frozenset({T, M, C, A, O, B}),
    "get_notice_file": frozenset({T, M, C, A, O, B}),
    # nights
    "end_day": frozenset({O}),
    "list_days": frozenset({T, M, C, A, O, P}),
    "get_day": frozenset({T, M, C, A, O, P}),
    "open_calendar": frozenset({O}),
    "get_calendar": frozenset({T, M, C, A, O, P, B}),
    "get_business_day": frozenset({T, M, C, A, O, P, B}),
    "set_weekend": frozenset({O}),
    "set_special_days": frozenset({O}),
    "adopt_holidays": frozenset({O}),
    "clear_special_day": frozenset({O}),
    # standing orders
    "create_standing_order": frozenset({T, M, P, B}),
    "list_standing_orders": frozenset({T, M, C, A, O, P, B}),
    "get_standing_order": frozenset({T, M, C, A, O, P, B}),
    "list_standing_order_payments": frozenset({T, M, C, A, O, P, B}),
    "cancel_standing_order": frozenset({T, M, P, B}),
    # interest
    "define_interest_plan": frozenset({O}),
    "list_interest_plans": frozenset({T, M, C, A, O, P, B}),
    "get_interest": frozenset({T, M, C, A, O, P, B}),
    "list_terms": frozenset({T, M, C, A, O, P, B}),
    "set_maturity": frozenset({T, M, B}),
    "withdraw_early": frozenset({T, M}),
    "set_protection": frozenset({T, M, B}),
    "get_protection": frozenset({T, M, C, A, O, P, B}),
    "set_withholding": frozenset({T, M, C}),
    "hold_deposit": frozenset({T, M, P}),
    # credit
    "define_credit_product": frozenset({O}),
    "list_credit_products": frozenset({T, M, C, A, O, P, B}),
    "get_credit_product": frozenset({T, M, C, A, O, P, B}),
    "get_credit_product_versions": frozenset({T, M, C, A, O}),
    "define_credit_rate": frozenset({O}),
    "list_credit_rates": frozenset({T, M, C, A, O, P, B}),
    "open_credit_account": frozenset({M}),
    "book_loan": frozenset({T, M}),
    "list_credit_accounts": frozenset({T, M, C, A, O}),
    "get_credit_account": frozenset({T, M, C, A, O, P, B}),
    "get_schedule": frozenset({T, M, C, A, O, P, B}),
    "recompute_schedule": frozenset({T, M}),
    "get_payout": frozenset({T, M, C, A, O, B}),
    "repay_credit": frozenset({T, M, P, B}),
    "get_redraw": frozenset({T, M, C, A, O, B}),
    "redraw": frozenset({T, M, B}),
    "link_offset": frozenset({T, M}),
    "unlink_offset": frozenset({T, M}),
    "list_offsets": frozenset({T, M, C, A, O, B}),
    "arrange_hardship": frozenset({M}),
    "write_off": frozenset({M}),
    "change_card_limit": frozenset({M}),
    "list_card_statements": frozenset({T, M, C, A, O, B}),
    "get_arrears": frozenset({M, C, A, O}),
    "get_provisioning": frozenset({M, A, O}),
    # the core
    "get_core_link": frozenset({T, M, C, A, O, P}),
    "open_core_link": frozenset({O}),
    "take_core_snapshot": frozenset({O}),
    "list_core_events": frozenset({M, C, A, O}),
    "list_core_accounts": frozenset({M, C, A, O}),
    "get_core_exposure": frozenset({M, C, A, O}),
    "set_core_policy": frozenset({M, O}),
    "set_allotment": frozenset({M, O}),
    "promote_twin": frozenset({O}),
    "demote_twin": frozenset({O}),
    "plan_core_outage": frozenset({O}),
    "earmark_on_core": frozenset({O}),
    "bind_core_accounts": frozenset({O}),
    "bind_account_to_core": frozenset({O}),
    "list_drift_reports": frozenset({M, C, A, O}),
    "get_drift_report": frozenset({M, C, A, O}),
    "compare_core": frozenset({M, O}),
    "resync_core": frozenset({O}),
    "list_parked_records": frozenset({M, C, A, O}),
    "replay_parked_records": frozenset({O}),
    "replay_parked_record": frozenset({O}),
    "drop_parked_record": frozenset({O}),
    # proof
    "list_audit": frozenset({C, A}),
    "get_audit_entry": frozenset({C, A}),
    "verify_audit": frozenset({C, A, O}),
    "get_provenance": frozenset({M, C, A, O}),
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
