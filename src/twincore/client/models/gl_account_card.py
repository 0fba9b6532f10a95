from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.gl_card_entry import GlCardEntry


T = TypeVar("T", bound="GlAccountCard")


@_attrs_define
class GlAccountCard:
    """What moved one account in one currency between two dates.

    Attributes:
        account (int):
        currency (str):
        from_date (datetime.date):
        to_date (datetime.date):
        opening (int): Debits less credits before the first date.
        closing (int): Debits less credits at the end of the last date.
        entries (list[GlCardEntry]):
        next_ (None | str):
    """

    account: int
    currency: str
    from_date: datetime.date
    to_date: datetime.date
    opening: int
    closing: int
    entries: list[GlCardEntry]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.gl_card_entry import GlCardEntry  # noqa: PLC0415

        account = self.account

        currency = self.currency

        from_date = self.from_date.isoformat()

        to_date = self.to_date.isoformat()

        opening = self.opening

        closing = self.closing

        entries = []
        for entries_item_data in self.entries:
            entries_item = entries_item_data.to_dict()
            entries.append(entries_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "currency": currency,
                "from_date": from_date,
                "to_date": to_date,
                "opening": opening,
                "closing": closing,
                "entries": entries,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gl_card_entry import GlCardEntry  # noqa: PLC0415

        d = dict(src_dict)
        account = d.pop("account")

        currency = d.pop("currency")

        from_date = datetime.date.fromisoformat(d.pop("from_date"))

        to_date = datetime.date.fromisoformat(d.pop("to_date"))

        opening = d.pop("opening")

        closing = d.pop("closing")

        entries = []
        _entries = d.pop("entries")
        for entries_item_data in _entries:
            entries_item = GlCardEntry.from_dict(entries_item_data)

            entries.append(entries_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        gl_account_card = cls(
            account=account,
            currency=currency,
            from_date=from_date,
            to_date=to_date,
            opening=opening,
            closing=closing,
            entries=entries,
            next_=next_,
        )

        return gl_account_card
