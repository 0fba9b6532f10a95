"""Copybooks: layouts of a mainframe's records, and their values from bytes and back."""

from twincore.copybook.codepage import CODEPAGES, CodePage, codepage
from twincore.copybook.columns import decode_columns, raw_column
from twincore.copybook.columns_out import encode_columns
from twincore.copybook.files import RecordForm, join, records
from twincore.copybook.layout import Column, Copybook, Record
from twincore.copybook.model import (
    DIALECTS,
    GNUCOBOL,
    IBM,
    Choice,
    Condition,
    Dialect,
    Discriminator,
    Field,
    Group,
    Kind,
    Sign,
    Slot,
    Usage,
)
from twincore.copybook.parse import parse
from twincore.copybook.record import decode, encode

__all__ = [
    "CODEPAGES",
    "DIALECTS",
    "GNUCOBOL",
    "IBM",
    "Choice",
    "CodePage",
    "Column",
    "Condition",
    "Copybook",
    "Dialect",
    "Discriminator",
    "Field",
    "Group",
    "Kind",
    "Record",
    "RecordForm",
    "Sign",
    "Slot",
    "Usage",
    "codepage",
    "decode",
    "decode_columns",
    "encode",
    "encode_columns",
    "join",
    "parse",
    "raw_column",
    "records",
]
