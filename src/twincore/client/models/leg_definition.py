from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.leg_kind import LegKind
from ..types import UNSET, Unset
from typing import cast


T = TypeVar("T", bound="LegDefinition")


@_attrs_define
class LegDefinition:
    """One leg of a code: what becomes one transfer.

    Attributes:
        kind (LegKind | Unset): What a leg does.
        debit (str | Unset):  Default: ''.
        credit (str | Unset):  Default: ''.
        amount (str | Unset):  Default: '0'.
        ref (None | str | Unset):
        expires_at (None | str | Unset):
        value_date (None | str | Unset):
        posted_at (None | str | Unset):
        optional (bool | Unset):  Default: False.
        final (bool | Unset):  Default: False.
        forced (bool | Unset):  Default: False.
        words (bool | Unset):  Default: True.
        gl_debit (int | Unset):  Default: 0.
        gl_credit (int | Unset):  Default: 0.
    """

    kind: LegKind | Unset = UNSET
    debit: str | Unset = ""
    credit: str | Unset = ""
    amount: str | Unset = "0"
    ref: None | str | Unset = UNSET
    expires_at: None | str | Unset = UNSET
    value_date: None | str | Unset = UNSET
    posted_at: None | str | Unset = UNSET
    optional: bool | Unset = False
    final: bool | Unset = False
    forced: bool | Unset = False
    words: bool | Unset = True
    gl_debit: int | Unset = 0
    gl_credit: int | Unset = 0

    def to_dict(self) -> dict[str, Any]:
        kind: str | Unset = UNSET
        if not isinstance(self.kind, Unset):
            kind = self.kind.value

        debit = self.debit

        credit = self.credit

        amount = self.amount

        ref: None | str | Unset
        if isinstance(self.ref, Unset):
            ref = UNSET
        else:
            ref = self.ref

        expires_at: None | str | Unset
        if isinstance(self.expires_at, Unset):
            expires_at = UNSET
        else:
            expires_at = self.expires_at

        value_date: None | str | Unset
        if isinstance(self.value_date, Unset):
            value_date = UNSET
        else:
            value_date = self.value_date

        posted_at: None | str | Unset
        if isinstance(self.posted_at, Unset):
            posted_at = UNSET
        else:
            posted_at = self.posted_at

        optional = self.optional

        final = self.final

        forced = self.forced

        words = self.words

        gl_debit = self.gl_debit

        gl_credit = self.gl_credit

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if kind is not UNSET:
            field_dict["kind"] = kind
        if debit is not UNSET:
            field_dict["debit"] = debit
        if credit is not UNSET:
            field_dict["credit"] = credit
        if amount is not UNSET:
            field_dict["amount"] = amount
        if ref is not UNSET:
            field_dict["ref"] = ref
        if expires_at is not UNSET:
            field_dict["expires_at"] = expires_at
        if value_date is not UNSET:
            field_dict["value_date"] = value_date
        if posted_at is not UNSET:
            field_dict["posted_at"] = posted_at
        if optional is not UNSET:
            field_dict["optional"] = optional
        if final is not UNSET:
            field_dict["final"] = final
        if forced is not UNSET:
            field_dict["forced"] = forced
        if words is not UNSET:
            field_dict["words"] = words
        if gl_debit is not UNSET:
            field_dict["gl_debit"] = gl_debit
        if gl_credit is not UNSET:
            field_dict["gl_credit"] = gl_credit

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _kind = d.pop("kind", UNSET)
        kind: LegKind | Unset
        if isinstance(_kind, Unset):
            kind = UNSET
        else:
            kind = LegKind(_kind)

        debit = d.pop("debit", UNSET)

        credit = d.pop("credit", UNSET)

        amount = d.pop("amount", UNSET)

        def _parse_ref(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        ref = _parse_ref(d.pop("ref", UNSET))

        def _parse_expires_at(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        expires_at = _parse_expires_at(d.pop("expires_at", UNSET))

        def _parse_value_date(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        value_date = _parse_value_date(d.pop("value_date", UNSET))

        def _parse_posted_at(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        posted_at = _parse_posted_at(d.pop("posted_at", UNSET))

        optional = d.pop("optional", UNSET)

        final = d.pop("final", UNSET)

        forced = d.pop("forced", UNSET)

        words = d.pop("words", UNSET)

        gl_debit = d.pop("gl_debit", UNSET)

        gl_credit = d.pop("gl_credit", UNSET)

        leg_definition = cls(
            kind=kind,
            debit=debit,
            credit=credit,
            amount=amount,
            ref=ref,
            expires_at=expires_at,
            value_date=value_date,
            posted_at=posted_at,
            optional=optional,
            final=final,
            forced=forced,
            words=words,
            gl_debit=gl_debit,
            gl_credit=gl_credit,
        )

        return leg_definition
