"""Statement files of banks, card schemes and central banks: read strictly, into one shape."""

from collections.abc import Callable

from twincore.kernel.refusal import Category, Refusal
from twincore.reconciliation.formats.camt053 import read_camt053
from twincore.reconciliation.formats.card_settlement import read_card_settlement
from twincore.reconciliation.formats.central_bank import read_central_bank
from twincore.reconciliation.formats.file import StatementEntry, StatementFile
from twincore.reconciliation.formats.mt940 import read_mt940
from twincore.reconciliation.model import ENTRIES_MAX, FILE_BYTES_MAX, StatementFormat

__all__ = ["StatementEntry", "StatementFile", "read_statement"]

_READERS: dict[StatementFormat, Callable[[bytes], list[StatementFile]]] = {
    StatementFormat.MT940: read_mt940,
    StatementFormat.CAMT053: read_camt053,
    StatementFormat.CARD_SETTLEMENT: read_card_settlement,
    StatementFormat.CENTRAL_BANK: read_central_bank,
}


def read_statement(content: bytes, form: StatementFormat) -> list[StatementFile]:
    """The statements of a file, in its order; pure.

    Refuses ``statement_too_large``, ``statement_malformed``, ``statement_total_wrong`` and ``statement_balance_wrong``, with the line.
    """
    if len(content) > FILE_BYTES_MAX:
        raise Refusal("statement_too_large", f"A statement file has at most {FILE_BYTES_MAX} bytes.", category=Category.TOO_LARGE)
    statements = _READERS[form](content)
    if sum(len(statement.entries) for statement in statements) > ENTRIES_MAX:
        raise Refusal("statement_too_large", f"A statement file has at most {ENTRIES_MAX} entries.", category=Category.TOO_LARGE)
    return statements
