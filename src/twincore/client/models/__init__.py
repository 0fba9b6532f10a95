"""Contains all the data models used in inputs/outputs"""

from .accepted_loan import AcceptedLoan
from .account_change import AccountChange
from .account_list import AccountList
from .account_opening_order import AccountOpeningOrder
from .account_reason import AccountReason
from .account_record import AccountRecord
from .account_record_status import AccountRecordStatus
from .account_record_terms import AccountRecordTerms
from .account_status import AccountStatus
from .address_record import AddressRecord
from .applicant_facts import ApplicantFacts
from .application_status import ApplicationStatus
from .approval import Approval
from .approval_record import ApprovalRecord
from .audit_entry import AuditEntry
from .audit_entry_after_type_0 import AuditEntryAfterType0
from .audit_entry_before_type_0 import AuditEntryBeforeType0
from .audit_entry_outcome import AuditEntryOutcome
from .audit_page import AuditPage
from .balance_at_record import BalanceAtRecord
from .balance_list import BalanceList
from .balance_record import BalanceRecord
from .chain_verdict import ChainVerdict
from .client_list import ClientList
from .client_record import ClientRecord
from .client_record_status import ClientRecordStatus
from .client_registration import ClientRegistration
from .clock_record import ClockRecord
from .clock_setting import ClockSetting
from .code_definition import CodeDefinition
from .code_list import CodeList
from .code_record import CodeRecord
from .code_record_derived_item import CodeRecordDerivedItem
from .code_record_legs_item import CodeRecordLegsItem
from .code_record_parameters_item import CodeRecordParametersItem
from .consistency_proof import ConsistencyProof
from .decision_reason import DecisionReason
from .decision_reason_verdict import DecisionReasonVerdict
from .derived_definition import DerivedDefinition
from .employment import Employment
from .field_problem import FieldProblem
from .freezing import Freezing
from .history_item import HistoryItem
from .history_item_detail_type_0 import HistoryItemDetailType0
from .history_item_direction import HistoryItemDirection
from .history_item_kind import HistoryItemKind
from .history_page import HistoryPage
from .hold_list import HoldList
from .hold_record import HoldRecord
from .hold_record_detail_type_0 import HoldRecordDetailType0
from .identifier_name import IdentifierName
from .identifier_search import IdentifierSearch
from .invariant_report import InvariantReport
from .invariant_report_invariants import InvariantReportInvariants
from .invariant_verdict import InvariantVerdict
from .kyc_move import KycMove
from .kyc_state import KycState
from .leg_definition import LegDefinition
from .leg_kind import LegKind
from .linked_transfers import LinkedTransfers
from .loan_acceptance import LoanAcceptance
from .loan_decision import LoanDecision
from .loan_decision_order import LoanDecisionOrder
from .loan_decision_verdict import LoanDecisionVerdict
from .loan_list import LoanList
from .loan_order import LoanOrder
from .loan_record import LoanRecord
from .loan_record_status import LoanRecordStatus
from .loan_withdrawal import LoanWithdrawal
from .member_closing import MemberClosing
from .member_list import MemberList
from .member_record import MemberRecord
from .member_record_kind import MemberRecordKind
from .member_record_kyc import MemberRecordKyc
from .member_record_status import MemberRecordStatus
from .membership import Membership
from .membership_kind import MembershipKind
from .membership_kyc import MembershipKyc
from .membership_status import MembershipStatus
from .organisation_opening import OrganisationOpening
from .parameter_definition import ParameterDefinition
from .parameter_type_name import ParameterTypeName
from .person_opening import PersonOpening
from .postal_address import PostalAddress
from .problem import Problem
from .problem_retry import ProblemRetry
from .product_definition import ProductDefinition
from .product_definition_rules import ProductDefinitionRules
from .product_kind_name import ProductKindName
from .product_list import ProductList
from .product_record import ProductRecord
from .product_record_kind import ProductRecordKind
from .product_record_rules import ProductRecordRules
from .receipt import Receipt
from .receipt_transfer import ReceiptTransfer
from .referred_decision import ReferredDecision
from .residence import Residence
from .role_name import RoleName
from .statement_kind import StatementKind
from .system_account_list import SystemAccountList
from .system_account_record import SystemAccountRecord
from .system_account_record_side import SystemAccountRecordSide
from .tenant_list import TenantList
from .tenant_opening import TenantOpening
from .tenant_record import TenantRecord
from .tenant_record_status import TenantRecordStatus
from .terms import Terms
from .transaction_order import TransactionOrder
from .transaction_order_parameters import TransactionOrderParameters
from .transaction_record import TransactionRecord
from .transfer_ask import TransferAsk
from .transfer_ask_detail_type_0 import TransferAskDetailType0
from .transfer_kind import TransferKind
from .transfer_list import TransferList
from .transfer_order import TransferOrder
from .transfer_order_detail_type_0 import TransferOrderDetailType0
from .transfer_record import TransferRecord
from .transfer_record_detail_type_0 import TransferRecordDetailType0
from .transfer_record_kind import TransferRecordKind
from .tree_head_record import TreeHeadRecord
from .with_reason import WithReason

__all__ = (
    "AcceptedLoan",
    "AccountChange",
    "AccountList",
    "AccountOpeningOrder",
    "AccountReason",
    "AccountRecord",
    "AccountRecordStatus",
    "AccountRecordTerms",
    "AccountStatus",
    "AddressRecord",
    "ApplicantFacts",
    "ApplicationStatus",
    "Approval",
    "ApprovalRecord",
    "AuditEntry",
    "AuditEntryAfterType0",
    "AuditEntryBeforeType0",
    "AuditEntryOutcome",
    "AuditPage",
    "BalanceAtRecord",
    "BalanceList",
    "BalanceRecord",
    "ChainVerdict",
    "ClientList",
    "ClientRecord",
    "ClientRecordStatus",
    "ClientRegistration",
    "ClockRecord",
    "ClockSetting",
    "CodeDefinition",
    "CodeList",
    "CodeRecord",
    "CodeRecordDerivedItem",
    "CodeRecordLegsItem",
    "CodeRecordParametersItem",
    "ConsistencyProof",
    "DecisionReason",
    "DecisionReasonVerdict",
    "DerivedDefinition",
    "Employment",
    "FieldProblem",
    "Freezing",
    "HistoryItem",
    "HistoryItemDetailType0",
    "HistoryItemDirection",
    "HistoryItemKind",
    "HistoryPage",
    "HoldList",
    "HoldRecord",
    "HoldRecordDetailType0",
    "IdentifierName",
    "IdentifierSearch",
    "InvariantReport",
    "InvariantReportInvariants",
    "InvariantVerdict",
    "KycMove",
    "KycState",
    "LegDefinition",
    "LegKind",
    "LinkedTransfers",
    "LoanAcceptance",
    "LoanDecision",
    "LoanDecisionOrder",
    "LoanDecisionVerdict",
    "LoanList",
    "LoanOrder",
    "LoanRecord",
    "LoanRecordStatus",
    "LoanWithdrawal",
    "MemberClosing",
    "MemberList",
    "MemberRecord",
    "MemberRecordKind",
    "MemberRecordKyc",
    "MemberRecordStatus",
    "Membership",
    "MembershipKind",
    "MembershipKyc",
    "MembershipStatus",
    "OrganisationOpening",
    "ParameterDefinition",
    "ParameterTypeName",
    "PersonOpening",
    "PostalAddress",
    "Problem",
    "ProblemRetry",
    "ProductDefinition",
    "ProductDefinitionRules",
    "ProductKindName",
    "ProductList",
    "ProductRecord",
    "ProductRecordKind",
    "ProductRecordRules",
    "Receipt",
    "ReceiptTransfer",
    "ReferredDecision",
    "Residence",
    "RoleName",
    "StatementKind",
    "SystemAccountList",
    "SystemAccountRecord",
    "SystemAccountRecordSide",
    "TenantList",
    "TenantOpening",
    "TenantRecord",
    "TenantRecordStatus",
    "Terms",
    "TransactionOrder",
    "TransactionOrderParameters",
    "TransactionRecord",
    "TransferAsk",
    "TransferAskDetailType0",
    "TransferKind",
    "TransferList",
    "TransferOrder",
    "TransferOrderDetailType0",
    "TransferRecord",
    "TransferRecordDetailType0",
    "TransferRecordKind",
    "TreeHeadRecord",
    "WithReason",
)
