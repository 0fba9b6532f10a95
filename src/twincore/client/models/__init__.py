"""Contains all the data models used in inputs/outputs"""

from .accepted_loan import AcceptedLoan
from .account_change import AccountChange
from .account_closing import AccountClosing
from .account_kind import AccountKind
from .account_list import AccountList
from .account_opening_order import AccountOpeningOrder
from .account_range import AccountRange
from .account_reason import AccountReason
from .account_record import AccountRecord
from .account_record_status import AccountRecordStatus
from .account_record_terms import AccountRecordTerms
from .account_status import AccountStatus
from .action import Action
from .address_record import AddressRecord
from .age_bucket import AgeBucket
from .ageing import Ageing
from .allotment_order import AllotmentOrder
from .allotment_record import AllotmentRecord
from .applicant_facts import ApplicantFacts
from .application_status import ApplicationStatus
from .approval import Approval
from .approval_record import ApprovalRecord
from .approver_role import ApproverRole
from .arrears_report import ArrearsReport
from .asked_request import AskedRequest
from .asked_request_detail import AskedRequestDetail
from .asked_request_detail_body_type_0 import AskedRequestDetailBodyType0
from .asked_request_list import AskedRequestList
from .asked_request_page import AskedRequestPage
from .at_maturity import AtMaturity
from .audit_entry import AuditEntry
from .audit_entry_after_type_0 import AuditEntryAfterType0
from .audit_entry_before_type_0 import AuditEntryBeforeType0
from .audit_entry_outcome import AuditEntryOutcome
from .audit_page import AuditPage
from .availability_order import AvailabilityOrder
from .availability_record import AvailabilityRecord
from .balance_at_record import BalanceAtRecord
from .balance_list import BalanceList
from .balance_record import BalanceRecord
from .bind import Bind
from .bind_item import BindItem
from .bind_order import BindOrder
from .binding_list import BindingList
from .binding_record import BindingRecord
from .bucket_record import BucketRecord
from .business_day_record import BusinessDayRecord
from .calendar_opening import CalendarOpening
from .calendar_record import CalendarRecord
from .card_agreement import CardAgreement
from .card_statement_list import CardStatementList
from .card_statement_part import CardStatementPart
from .card_statement_part_balances import CardStatementPartBalances
from .card_statement_record import CardStatementRecord
from .card_statement_record_balances import CardStatementRecordBalances
from .case_assignment import CaseAssignment
from .case_history import CaseHistory
from .case_history_proposal_type_0 import CaseHistoryProposalType0
from .case_kind import CaseKind
from .case_note import CaseNote
from .case_note_order import CaseNoteOrder
from .case_page import CasePage
from .case_record import CaseRecord
from .case_record_proposal_type_0 import CaseRecordProposalType0
from .case_state import CaseState
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
from .comparison_result import ComparisonResult
from .comparison_result_comparison import ComparisonResultComparison
from .comparison_result_figures import ComparisonResultFigures
from .consistency_proof import ConsistencyProof
from .control_rule_list import ControlRuleList
from .control_rule_order import ControlRuleOrder
from .control_rule_record import ControlRuleRecord
from .controlled_role import ControlledRole
from .core_account_page import CoreAccountPage
from .core_account_record import CoreAccountRecord
from .credit_account_list import CreditAccountList
from .credit_account_opening import CreditAccountOpening
from .credit_account_record import CreditAccountRecord
from .credit_account_record_kind import CreditAccountRecordKind
from .credit_account_record_state import CreditAccountRecordState
from .credit_account_record_status import CreditAccountRecordStatus
from .credit_account_record_terms import CreditAccountRecordTerms
from .credit_kind import CreditKind
from .credit_kind_name import CreditKindName
from .credit_product_definition import CreditProductDefinition
from .credit_product_definition_rules import CreditProductDefinitionRules
from .credit_product_list import CreditProductList
from .credit_product_record import CreditProductRecord
from .credit_product_record_kind import CreditProductRecordKind
from .credit_product_record_rules import CreditProductRecordRules
from .credit_rate_definition import CreditRateDefinition
from .credit_rate_list import CreditRateList
from .credit_rate_record import CreditRateRecord
from .credit_reason import CreditReason
from .credit_status import CreditStatus
from .day_ending import DayEnding
from .day_kind import DayKind
from .day_list import DayList
from .day_record import DayRecord
from .day_record_period_ends_item import DayRecordPeriodEndsItem
from .day_record_status import DayRecordStatus
from .decision_reason import DecisionReason
from .decision_reason_verdict import DecisionReasonVerdict
from .decline import Decline
from .decline_record import DeclineRecord
from .derived_definition import DerivedDefinition
from .drift_detail import DriftDetail
from .drift_item_record import DriftItemRecord
from .drift_list import DriftList
from .drift_record import DriftRecord
from .drop_record import DropRecord
from .early_withdrawal_order import EarlyWithdrawalOrder
from .early_withdrawal_record import EarlyWithdrawalRecord
from .earmark import Earmark
from .earmark_order import EarmarkOrder
from .earmark_order_record import EarmarkOrderRecord
from .earmark_record import EarmarkRecord
from .earmark_status import EarmarkStatus
from .earmarks_record import EarmarksRecord
from .employment import Employment
from .entry_key import EntryKey
from .exchange_rate_order import ExchangeRateOrder
from .exchange_rate_record import ExchangeRateRecord
from .exposure_record import ExposureRecord
from .external_account_list import ExternalAccountList
from .external_account_order import ExternalAccountOrder
from .external_account_record import ExternalAccountRecord
from .external_entry import ExternalEntry
from .external_entry_page import ExternalEntryPage
from .external_kind import ExternalKind
from .external_movement import ExternalMovement
from .external_movement_page import ExternalMovementPage
from .external_position import ExternalPosition
from .external_statement import ExternalStatement
from .external_statement_page import ExternalStatementPage
from .field_problem import FieldProblem
from .file_refusal import FileRefusal
from .freezing import Freezing
from .frequency_name import FrequencyName
from .gl_account_card import GlAccountCard
from .gl_account_closing import GlAccountClosing
from .gl_account_opening import GlAccountOpening
from .gl_account_page import GlAccountPage
from .gl_account_record import GlAccountRecord
from .gl_balance_sheet import GlBalanceSheet
from .gl_batch_list import GlBatchList
from .gl_batch_record import GlBatchRecord
from .gl_batch_record_totals import GlBatchRecordTotals
from .gl_book import GlBook
from .gl_book_opening import GlBookOpening
from .gl_card_entry import GlCardEntry
from .gl_code_mapping import GlCodeMapping
from .gl_code_mapping_list import GlCodeMappingList
from .gl_currency_total import GlCurrencyTotal
from .gl_decision import GlDecision
from .gl_entry import GlEntry
from .gl_faults import GlFaults
from .gl_income_statement import GlIncomeStatement
from .gl_journal import GlJournal
from .gl_journal_head import GlJournalHead
from .gl_journal_line import GlJournalLine
from .gl_journal_line_order import GlJournalLineOrder
from .gl_journal_order import GlJournalOrder
from .gl_journal_page import GlJournalPage
from .gl_period import GlPeriod
from .gl_period_list import GlPeriodList
from .gl_period_order import GlPeriodOrder
from .gl_proposal import GlProposal
from .gl_proposal_page import GlProposalPage
from .gl_rejection import GlRejection
from .gl_statement_line import GlStatementLine
from .gl_subledger_line import GlSubledgerLine
from .gl_subledger_report import GlSubledgerReport
from .gl_trial_balance import GlTrialBalance
from .gl_trial_line import GlTrialLine
from .gl_withdrawal import GlWithdrawal
from .gl_year_end_order import GlYearEndOrder
from .hardship_order import HardshipOrder
from .history_item import HistoryItem
from .history_item_detail_type_0 import HistoryItemDetailType0
from .history_item_direction import HistoryItemDirection
from .history_item_kind import HistoryItemKind
from .history_page import HistoryPage
from .hold_list import HoldList
from .hold_record import HoldRecord
from .hold_record_detail_type_0 import HoldRecordDetailType0
from .holiday_adoption import HolidayAdoption
from .identifier_name import IdentifierName
from .identifier_search import IdentifierSearch
from .instalment_record import InstalmentRecord
from .interest_plan_definition import InterestPlanDefinition
from .interest_plan_definition_rules import InterestPlanDefinitionRules
from .interest_plan_list import InterestPlanList
from .interest_plan_record import InterestPlanRecord
from .interest_plan_record_rules import InterestPlanRecordRules
from .interest_record import InterestRecord
from .interest_record_plan import InterestRecordPlan
from .invariant_report import InvariantReport
from .invariant_report_invariants import InvariantReportInvariants
from .invariant_verdict import InvariantVerdict
from .item_status import ItemStatus
from .kyc_move import KycMove
from .kyc_state import KycState
from .leg_definition import LegDefinition
from .leg_kind import LegKind
from .limit_change import LimitChange
from .link_event_list import LinkEventList
from .link_event_record import LinkEventRecord
from .link_opening import LinkOpening
from .link_record import LinkRecord
from .linked_transfers import LinkedTransfers
from .loan_acceptance import LoanAcceptance
from .loan_agreement import LoanAgreement
from .loan_booking import LoanBooking
from .loan_decision import LoanDecision
from .loan_decision_order import LoanDecisionOrder
from .loan_decision_verdict import LoanDecisionVerdict
from .loan_list import LoanList
from .loan_order import LoanOrder
from .loan_record import LoanRecord
from .loan_record_status import LoanRecordStatus
from .loan_statement_part import LoanStatementPart
from .loan_withdrawal import LoanWithdrawal
from .match_order import MatchOrder
from .match_result import MatchResult
from .match_result_matched import MatchResultMatched
from .matching_rule_kind import MatchingRuleKind
from .matching_rule_order import MatchingRuleOrder
from .matching_rule_order_by_type_0 import MatchingRuleOrderByType0
from .matching_rule_order_entry_field_type_0 import MatchingRuleOrderEntryFieldType0
from .matching_rule_order_many_type_0 import MatchingRuleOrderManyType0
from .matching_rule_order_movement_field_type_0 import MatchingRuleOrderMovementFieldType0
from .matching_rule_record import MatchingRuleRecord
from .matching_rules_order import MatchingRulesOrder
from .matching_rules_record import MatchingRulesRecord
from .maturity_instruction import MaturityInstruction
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
from .method_name import MethodName
from .mode_of_twin import ModeOfTwin
from .night_result import NightResult
from .notice_kind import NoticeKind
from .notice_list import NoticeList
from .notice_record import NoticeRecord
from .notice_record_facts import NoticeRecordFacts
from .offset_link import OffsetLink
from .offset_list import OffsetList
from .offset_record import OffsetRecord
from .organisation_opening import OrganisationOpening
from .outage_plan import OutagePlan
from .parameter_definition import ParameterDefinition
from .parameter_type_name import ParameterTypeName
from .parked_page import ParkedPage
from .parked_record import ParkedRecord
from .payout_record import PayoutRecord
from .person_opening import PersonOpening
from .policy_record import PolicyRecord
from .position_worth import PositionWorth
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
from .promotion import Promotion
from .proposal_kind import ProposalKind
from .proposal_status import ProposalStatus
from .protection_chain import ProtectionChain
from .protection_record import ProtectionRecord
from .provenance import Provenance
from .provenance_account import ProvenanceAccount
from .provenance_account_entry import ProvenanceAccountEntry
from .provenance_account_kind import ProvenanceAccountKind
from .provenance_balance import ProvenanceBalance
from .provenance_code import ProvenanceCode
from .provenance_command import ProvenanceCommand
from .provenance_ledger import ProvenanceLedger
from .provenance_origin import ProvenanceOrigin
from .provenance_origin_system import ProvenanceOriginSystem
from .provision_record import ProvisionRecord
from .provision_report import ProvisionReport
from .rate_list import RateList
from .rate_on_date import RateOnDate
from .receipt import Receipt
from .receipt_transfer import ReceiptTransfer
from .redraw import Redraw
from .redraw_record import RedrawRecord
from .referred_decision import ReferredDecision
from .relief_name import ReliefName
from .repayment import Repayment
from .replay import Replay
from .replay_record import ReplayRecord
from .request_decision import RequestDecision
from .request_state import RequestState
from .residence import Residence
from .resolution_agreement import ResolutionAgreement
from .resolution_order import ResolutionOrder
from .resolution_posting import ResolutionPosting
from .resolution_posting_parameters import ResolutionPostingParameters
from .resolution_rejection import ResolutionRejection
from .resync_record import ResyncRecord
from .revaluation_order import RevaluationOrder
from .revaluation_record import RevaluationRecord
from .role import Role
from .role_name import RoleName
from .schedule_record import ScheduleRecord
from .snapshot_order import SnapshotOrder
from .snapshot_record import SnapshotRecord
from .source import Source
from .special_day import SpecialDay
from .special_day_record import SpecialDayRecord
from .special_day_record_kind import SpecialDayRecordKind
from .special_days import SpecialDays
from .stand_in_policy import StandInPolicy
from .stand_in_policy_order import StandInPolicyOrder
from .standing_order_cancelling import StandingOrderCancelling
from .standing_order_list import StandingOrderList
from .standing_order_opening import StandingOrderOpening
from .standing_order_opening_parameters import StandingOrderOpeningParameters
from .standing_order_payment import StandingOrderPayment
from .standing_order_payment_status import StandingOrderPaymentStatus
from .standing_order_payments import StandingOrderPayments
from .standing_order_record import StandingOrderRecord
from .standing_order_record_frequency import StandingOrderRecordFrequency
from .standing_order_record_parameters import StandingOrderRecordParameters
from .standing_order_record_status import StandingOrderRecordStatus
from .state import State
from .state_name import StateName
from .state_of_link import StateOfLink
from .statement_detail import StatementDetail
from .statement_format import StatementFormat
from .statement_import import StatementImport
from .statement_import_outcome import StatementImportOutcome
from .statement_kind import StatementKind
from .statement_line import StatementLine
from .statement_lines import StatementLines
from .statement_list import StatementList
from .statement_proof import StatementProof
from .statement_record import StatementRecord
from .statement_totals import StatementTotals
from .step_record import StepRecord
from .step_record_figures import StepRecordFigures
from .stop_record import StopRecord
from .suspense_posting import SuspensePosting
from .suspense_posting_page import SuspensePostingPage
from .suspense_posting_parameters import SuspensePostingParameters
from .system_account_list import SystemAccountList
from .system_account_record import SystemAccountRecord
from .system_account_record_side import SystemAccountRecordSide
from .tax_account import TaxAccount
from .tax_summary_record import TaxSummaryRecord
from .tenant_list import TenantList
from .tenant_opening import TenantOpening
from .tenant_record import TenantRecord
from .tenant_record_status import TenantRecordStatus
from .term_list import TermList
from .term_record import TermRecord
from .term_record_at_maturity import TermRecordAtMaturity
from .term_record_status import TermRecordStatus
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
from .weekend import Weekend
from .with_reason import WithReason
from .withholding_order import WithholdingOrder
from .withholding_record import WithholdingRecord
from .write_off_order import WriteOffOrder
from .write_off_record import WriteOffRecord

__all__ = (
    "AcceptedLoan",
    "AccountChange",
    "AccountClosing",
    "AccountKind",
    "AccountList",
    "AccountOpeningOrder",
    "AccountRange",
    "AccountReason",
    "AccountRecord",
    "AccountRecordStatus",
    "AccountRecordTerms",
    "AccountStatus",
    "Action",
    "AddressRecord",
    "AgeBucket",
    "Ageing",
    "AllotmentOrder",
    "AllotmentRecord",
    "ApplicantFacts",
    "ApplicationStatus",
    "Approval",
    "ApprovalRecord",
    "ApproverRole",
    "ArrearsReport",
    "AskedRequest",
    "AskedRequestDetail",
    "AskedRequestDetailBodyType0",
    "AskedRequestList",
    "AskedRequestPage",
    "AtMaturity",
    "AuditEntry",
    "AuditEntryAfterType0",
    "AuditEntryBeforeType0",
    "AuditEntryOutcome",
    "AuditPage",
    "AvailabilityOrder",
    "AvailabilityRecord",
    "BalanceAtRecord",
    "BalanceList",
    "BalanceRecord",
    "Bind",
    "BindingList",
    "BindingRecord",
    "BindItem",
    "BindOrder",
    "BucketRecord",
    "BusinessDayRecord",
    "CalendarOpening",
    "CalendarRecord",
    "CardAgreement",
    "CardStatementList",
    "CardStatementPart",
    "CardStatementPartBalances",
    "CardStatementRecord",
    "CardStatementRecordBalances",
    "CaseAssignment",
    "CaseHistory",
    "CaseHistoryProposalType0",
    "CaseKind",
    "CaseNote",
    "CaseNoteOrder",
    "CasePage",
    "CaseRecord",
    "CaseRecordProposalType0",
    "CaseState",
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
    "ComparisonResult",
    "ComparisonResultComparison",
    "ComparisonResultFigures",
    "ConsistencyProof",
    "ControlledRole",
    "ControlRuleList",
    "ControlRuleOrder",
    "ControlRuleRecord",
    "CoreAccountPage",
    "CoreAccountRecord",
    "CreditAccountList",
    "CreditAccountOpening",
    "CreditAccountRecord",
    "CreditAccountRecordKind",
    "CreditAccountRecordState",
    "CreditAccountRecordStatus",
    "CreditAccountRecordTerms",
    "CreditKind",
    "CreditKindName",
    "CreditProductDefinition",
    "CreditProductDefinitionRules",
    "CreditProductList",
    "CreditProductRecord",
    "CreditProductRecordKind",
    "CreditProductRecordRules",
    "CreditRateDefinition",
    "CreditRateList",
    "CreditRateRecord",
    "CreditReason",
    "CreditStatus",
    "DayEnding",
    "DayKind",
    "DayList",
    "DayRecord",
    "DayRecordPeriodEndsItem",
    "DayRecordStatus",
    "DecisionReason",
    "DecisionReasonVerdict",
    "Decline",
    "DeclineRecord",
    "DerivedDefinition",
    "DriftDetail",
    "DriftItemRecord",
    "DriftList",
    "DriftRecord",
    "DropRecord",
    "EarlyWithdrawalOrder",
    "EarlyWithdrawalRecord",
    "Earmark",
    "EarmarkOrder",
    "EarmarkOrderRecord",
    "EarmarkRecord",
    "EarmarksRecord",
    "EarmarkStatus",
    "Employment",
    "EntryKey",
    "ExchangeRateOrder",
    "ExchangeRateRecord",
    "ExposureRecord",
    "ExternalAccountList",
    "ExternalAccountOrder",
    "ExternalAccountRecord",
    "ExternalEntry",
    "ExternalEntryPage",
    "ExternalKind",
    "ExternalMovement",
    "ExternalMovementPage",
    "ExternalPosition",
    "ExternalStatement",
    "ExternalStatementPage",
    "FieldProblem",
    "FileRefusal",
    "Freezing",
    "FrequencyName",
    "GlAccountCard",
    "GlAccountClosing",
    "GlAccountOpening",
    "GlAccountPage",
    "GlAccountRecord",
    "GlBalanceSheet",
    "GlBatchList",
    "GlBatchRecord",
    "GlBatchRecordTotals",
    "GlBook",
    "GlBookOpening",
    "GlCardEntry",
    "GlCodeMapping",
    "GlCodeMappingList",
    "GlCurrencyTotal",
    "GlDecision",
    "GlEntry",
    "GlFaults",
    "GlIncomeStatement",
    "GlJournal",
    "GlJournalHead",
    "GlJournalLine",
    "GlJournalLineOrder",
    "GlJournalOrder",
    "GlJournalPage",
    "GlPeriod",
    "GlPeriodList",
    "GlPeriodOrder",
    "GlProposal",
    "GlProposalPage",
    "GlRejection",
    "GlStatementLine",
    "GlSubledgerLine",
    "GlSubledgerReport",
    "GlTrialBalance",
    "GlTrialLine",
    "GlWithdrawal",
    "GlYearEndOrder",
    "HardshipOrder",
    "HistoryItem",
    "HistoryItemDetailType0",
    "HistoryItemDirection",
    "HistoryItemKind",
    "HistoryPage",
    "HoldList",
    "HoldRecord",
    "HoldRecordDetailType0",
    "HolidayAdoption",
    "IdentifierName",
    "IdentifierSearch",
    "InstalmentRecord",
    "InterestPlanDefinition",
    "InterestPlanDefinitionRules",
    "InterestPlanList",
    "InterestPlanRecord",
    "InterestPlanRecordRules",
    "InterestRecord",
    "InterestRecordPlan",
    "InvariantReport",
    "InvariantReportInvariants",
    "InvariantVerdict",
    "ItemStatus",
    "KycMove",
    "KycState",
    "LegDefinition",
    "LegKind",
    "LimitChange",
    "LinkedTransfers",
    "LinkEventList",
    "LinkEventRecord",
    "LinkOpening",
    "LinkRecord",
    "LoanAcceptance",
    "LoanAgreement",
    "LoanBooking",
    "LoanDecision",
    "LoanDecisionOrder",
    "LoanDecisionVerdict",
    "LoanList",
    "LoanOrder",
    "LoanRecord",
    "LoanRecordStatus",
    "LoanStatementPart",
    "LoanWithdrawal",
    "MatchingRuleKind",
    "MatchingRuleOrder",
    "MatchingRuleOrderByType0",
    "MatchingRuleOrderEntryFieldType0",
    "MatchingRuleOrderManyType0",
    "MatchingRuleOrderMovementFieldType0",
    "MatchingRuleRecord",
    "MatchingRulesOrder",
    "MatchingRulesRecord",
    "MatchOrder",
    "MatchResult",
    "MatchResultMatched",
    "MaturityInstruction",
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
    "MethodName",
    "ModeOfTwin",
    "NightResult",
    "NoticeKind",
    "NoticeList",
    "NoticeRecord",
    "NoticeRecordFacts",
    "OffsetLink",
    "OffsetList",
    "OffsetRecord",
    "OrganisationOpening",
    "OutagePlan",
    "ParameterDefinition",
    "ParameterTypeName",
    "ParkedPage",
    "ParkedRecord",
    "PayoutRecord",
    "PersonOpening",
    "PolicyRecord",
    "PositionWorth",
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
    "Promotion",
    "ProposalKind",
    "ProposalStatus",
    "ProtectionChain",
    "ProtectionRecord",
    "Provenance",
    "ProvenanceAccount",
    "ProvenanceAccountEntry",
    "ProvenanceAccountKind",
    "ProvenanceBalance",
    "ProvenanceCode",
    "ProvenanceCommand",
    "ProvenanceLedger",
    "ProvenanceOrigin",
    "ProvenanceOriginSystem",
    "ProvisionRecord",
    "ProvisionReport",
    "RateList",
    "RateOnDate",
    "Receipt",
    "ReceiptTransfer",
    "Redraw",
    "RedrawRecord",
    "ReferredDecision",
    "ReliefName",
    "Repayment",
    "Replay",
    "ReplayRecord",
    "RequestDecision",
    "RequestState",
    "Residence",
    "ResolutionAgreement",
    "ResolutionOrder",
    "ResolutionPosting",
    "ResolutionPostingParameters",
    "ResolutionRejection",
    "ResyncRecord",
    "RevaluationOrder",
    "RevaluationRecord",
    "Role",
    "RoleName",
    "ScheduleRecord",
    "SnapshotOrder",
    "SnapshotRecord",
    "Source",
    "SpecialDay",
    "SpecialDayRecord",
    "SpecialDayRecordKind",
    "SpecialDays",
    "StandingOrderCancelling",
    "StandingOrderList",
    "StandingOrderOpening",
    "StandingOrderOpeningParameters",
    "StandingOrderPayment",
    "StandingOrderPayments",
    "StandingOrderPaymentStatus",
    "StandingOrderRecord",
    "StandingOrderRecordFrequency",
    "StandingOrderRecordParameters",
    "StandingOrderRecordStatus",
    "StandInPolicy",
    "StandInPolicyOrder",
    "State",
    "StatementDetail",
    "StatementFormat",
    "StatementImport",
    "StatementImportOutcome",
    "StatementKind",
    "StatementLine",
    "StatementLines",
    "StatementList",
    "StatementProof",
    "StatementRecord",
    "StatementTotals",
    "StateName",
    "StateOfLink",
    "StepRecord",
    "StepRecordFigures",
    "StopRecord",
    "SuspensePosting",
    "SuspensePostingPage",
    "SuspensePostingParameters",
    "SystemAccountList",
    "SystemAccountRecord",
    "SystemAccountRecordSide",
    "TaxAccount",
    "TaxSummaryRecord",
    "TenantList",
    "TenantOpening",
    "TenantRecord",
    "TenantRecordStatus",
    "TermList",
    "TermRecord",
    "TermRecordAtMaturity",
    "TermRecordStatus",
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
    "Weekend",
    "WithholdingOrder",
    "WithholdingRecord",
    "WithReason",
    "WriteOffOrder",
    "WriteOffRecord",
)
