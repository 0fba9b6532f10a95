from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.earmark_order_record import EarmarkOrderRecord


T = TypeVar("T", bound="EarmarksRecord")


@_attrs_define
class EarmarksRecord:
    """What is set aside on the core.

    Attributes:
        accounts (int):
        minor (int): Minor units of all accounts together.
        waiting (int): Orders that nobody has seen to yet.
        last (EarmarkOrderRecord | None):
    """

    accounts: int
    minor: int
    waiting: int
    last: EarmarkOrderRecord | None

    def to_dict(self) -> dict[str, Any]:
        from ..models.earmark_order_record import EarmarkOrderRecord  # noqa: PLC0415

        accounts = self.accounts

        minor = self.minor

        waiting = self.waiting

        last: dict[str, Any] | None
        if isinstance(self.last, EarmarkOrderRecord):
            last = self.last.to_dict()
        else:
            last = self.last

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "accounts": accounts,
                "minor": minor,
                "waiting": waiting,
                "last": last,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.earmark_order_record import EarmarkOrderRecord  # noqa: PLC0415

        d = dict(src_dict)
        accounts = d.pop("accounts")

        minor = d.pop("minor")

        waiting = d.pop("waiting")

        def _parse_last(data: object) -> EarmarkOrderRecord | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                last_type_0 = EarmarkOrderRecord.from_dict(data)

                return last_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(EarmarkOrderRecord | None, data)

        last = _parse_last(d.pop("last"))

        earmarks_record = cls(
            accounts=accounts,
            minor=minor,
            waiting=waiting,
            last=last,
        )

        return earmarks_record
