"""Record files: one record after another, as a mainframe's data set is when it arrives as bytes.

fixed: records of one length. variable: each behind a record descriptor word (z/OS DFSMS Using Data Sets, "Variable-length record formats"): two bytes with the
length, these four included, big-endian, and two bytes of zeros.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Literal

from twincore.copybook.layout import Record
from twincore.copybook.numbers import Wrong
from twincore.copybook.record import refused

RecordForm = Literal["fixed", "variable"]
_DESCRIPTOR: Final = 4
_LENGTH_MAX: Final = 32_767
_RUN_BYTES: Final = 1 << 20


def records(path: Path, form: RecordForm, layout: Record) -> Iterator[bytes]:
    """The records of a file, read in runs, so that it may be larger than memory.

    Refuses ``record_truncated`` with the number of the record and its offset in the file, ``descriptor_invalid`` (no length of a record, or a
    segment of a spanned one).
    """
    return _fixed(path, layout) if form == "fixed" else _variable(path, layout)


def join(images: Iterable[bytes], form: RecordForm, layout: Record) -> Iterator[bytes]:
    """What a file of these records holds, record by record. Refuses ``record_length_wrong``, where a record does not fit into the form."""
    for number, image in enumerate(images, 1):
        if form == "fixed":
            if len(image) != layout.length:
                reason = f"it has {len(image)} bytes in a file of {layout.length} each"
                raise refused(layout, number, Wrong("record_length_wrong", reason), None, 0)
            yield image
        else:
            if len(image) + _DESCRIPTOR > _LENGTH_MAX:
                reason = f"it has {len(image)} bytes, more than a variable record can"
                raise refused(layout, number, Wrong("record_length_wrong", reason), None, 0)
            yield (len(image) + _DESCRIPTOR).to_bytes(2, "big") + bytes(2) + image


def _fixed(path: Path, layout: Record) -> Iterator[bytes]:
    length, number, at = layout.length, 0, 0
    run = max(1, _RUN_BYTES // length) * length
    with path.open("rb") as file:
        while data := file.read(run):
            for start in range(0, len(data), length):
                number += 1
                image = data[start : start + length]
                if len(image) < length:
                    raise refused(layout, number, Wrong("record_truncated", f"{len(image)} bytes are left of {length}"), None, at)
                at += length
                yield image


def _variable(path: Path, layout: Record) -> Iterator[bytes]:
    number, at = 0, 0
    with path.open("rb") as file:
        while descriptor := file.read(_DESCRIPTOR):
            number += 1
            if len(descriptor) < _DESCRIPTOR:
                raise refused(layout, number, Wrong("record_truncated", "the file ends in a record descriptor word"), None, at)
            length = int.from_bytes(descriptor[:2], "big")
            if length < _DESCRIPTOR or length > _LENGTH_MAX or descriptor[2:] != bytes(2):
                wrong = Wrong("descriptor_invalid", "this is no record descriptor word of a whole record")
                raise refused(layout, number, wrong, None, at, descriptor)
            image = file.read(length - _DESCRIPTOR)
            if len(image) < length - _DESCRIPTOR:
                wrong = Wrong("record_truncated", f"{len(image)} bytes are left of {length - _DESCRIPTOR}")
                raise refused(layout, number, wrong, None, at + _DESCRIPTOR)
            at += length
            yield image
