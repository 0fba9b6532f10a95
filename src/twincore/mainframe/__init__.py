"""The core bank that may be down: a demand-deposit core of COBOL programs (or a stand-in) behind files alone, and its operator's console."""

from twincore.mainframe.driver import GONE_AFTER_US, Mainframe
from twincore.mainframe.model import CoreAccount, CoreCustomer, CoreStatus, Kind, Positions, Posting, State
from twincore.mainframe.programs import build_cobol, cobol_available
from twincore.mainframe.records import (
    ACCOUNT,
    CHANGE,
    CODEPAGE,
    CONTROL,
    CUSTOMER,
    EXTRACT,
    REJECT,
    STATEMENT,
    STATUS,
    TRANSACTION,
    account_records,
    customer_records,
    posting_records,
    read_status,
)

__all__ = [
    "ACCOUNT",
    "CHANGE",
    "CODEPAGE",
    "CONTROL",
    "CUSTOMER",
    "EXTRACT",
    "GONE_AFTER_US",
    "REJECT",
    "STATEMENT",
    "STATUS",
    "TRANSACTION",
    "CoreAccount",
    "CoreCustomer",
    "CoreStatus",
    "Kind",
    "Mainframe",
    "Positions",
    "Posting",
    "State",
    "account_records",
    "build_cobol",
    "cobol_available",
    "customer_records",
    "posting_records",
    "read_status",
]
