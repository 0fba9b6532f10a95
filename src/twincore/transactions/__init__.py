"""Transaction codes: the bank's verbs as data, from parameters to balanced transfers."""

from twincore.transactions.catalogues import Catalogues
from twincore.transactions.document import code_document, read_code
from twincore.transactions.expansion import Catalogue, Expander, expand
from twincore.transactions.formula import half_even
from twincore.transactions.model import (
    CodeSpec,
    GlCode,
    Leg,
    Parameter,
    ParameterType,
    SystemAccount,
    SystemAccountSpec,
    TransactionCode,
)
from twincore.transactions.rules import check_code, check_effective, next_version
from twincore.transactions.service import (
    add_system_account,
    catalogue_revision,
    code_versions,
    define_code,
    get_code,
    install_catalogue,
    list_codes,
    load_catalogue,
    system_accounts,
)
from twincore.transactions.shipped import shipped_chart, shipped_codes, shipped_system_accounts

__all__ = [
    "Catalogue",
    "Catalogues",
    "CodeSpec",
    "Expander",
    "GlCode",
    "Leg",
    "Parameter",
    "ParameterType",
    "SystemAccount",
    "SystemAccountSpec",
    "TransactionCode",
    "add_system_account",
    "catalogue_revision",
    "check_code",
    "check_effective",
    "code_document",
    "code_versions",
    "define_code",
    "expand",
    "get_code",
    "half_even",
    "install_catalogue",
    "list_codes",
    "load_catalogue",
    "next_version",
    "read_code",
    "shipped_chart",
    "shipped_codes",
    "shipped_system_accounts",
    "system_accounts",
]
