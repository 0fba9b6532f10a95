from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.external_kind import ExternalKind
from ..models.statement_format import StatementFormat
from ..types import UNSET, Unset
from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.matching_rule_order import MatchingRuleOrder


T = TypeVar("T", bound="ExternalAccountOrder")


@_attrs_define
class ExternalAccountOrder:
    """An account whose movements somebody else records too.

    Attributes:
        name (str): snake_case.
        kind (ExternalKind): Whose books are compared with ours.
        format_ (StatementFormat): What a file is written in.
        identification (str): How files call the account.
        currency (str): ISO 4217 alphabetic code.
        ledger_account (int): Ledger account id.
        from_date (datetime.date): Its matching rules hold from here on.
        mirrored (bool | Unset): A credit in the file is a debit of ours; false for a file that repeats our own marks.
            Default: True.
        opening (int | Unset): The balance that both sides agreed on, seen from the file. Default: 0.
        entry_grace_days (int | Unset): Days that an item may wait for its counterpart before a case is opened. Default:
            0.
        movement_grace_days (int | Unset): Days that an item may wait for its counterpart before a case is opened.
            Default: 3.
        taken_seq (int | Unset): Our movements count from after this place of the journal. Default: 0.
        rules (list[MatchingRuleOrder] | None | Unset): The room's own unless given.
    """

    name: str
    kind: ExternalKind
    format_: StatementFormat
    identification: str
    currency: str
    ledger_account: int
    from_date: datetime.date
    mirrored: bool | Unset = True
    opening: int | Unset = 0
    entry_grace_days: int | Unset = 0
    movement_grace_days: int | Unset = 3
    taken_seq: int | Unset = 0
    rules: list[MatchingRuleOrder] | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.matching_rule_order import MatchingRuleOrder  # noqa: PLC0415

        name = self.name

        kind = self.kind.value

        format_ = self.format_.value

        identification = self.identification

        currency = self.currency

        ledger_account = self.ledger_account

        from_date = self.from_date.isoformat()

        mirrored = self.mirrored

        opening = self.opening

        entry_grace_days = self.entry_grace_days

        movement_grace_days = self.movement_grace_days

        taken_seq = self.taken_seq

        rules: list[dict[str, Any]] | None | Unset
        if isinstance(self.rules, Unset):
            rules = UNSET
        elif isinstance(self.rules, list):
            rules = []
            for rules_type_0_item_data in self.rules:
                rules_type_0_item = rules_type_0_item_data.to_dict()
                rules.append(rules_type_0_item)

        else:
            rules = self.rules

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "kind": kind,
                "format": format_,
                "identification": identification,
                "currency": currency,
                "ledger_account": ledger_account,
                "from_date": from_date,
            }
        )
        if mirrored is not UNSET:
            field_dict["mirrored"] = mirrored
        if opening is not UNSET:
            field_dict["opening"] = opening
        if entry_grace_days is not UNSET:
            field_dict["entry_grace_days"] = entry_grace_days
        if movement_grace_days is not UNSET:
            field_dict["movement_grace_days"] = movement_grace_days
        if taken_seq is not UNSET:
            field_dict["taken_seq"] = taken_seq
        if rules is not UNSET:
            field_dict["rules"] = rules

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.matching_rule_order import MatchingRuleOrder  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        kind = ExternalKind(d.pop("kind"))

        format_ = StatementFormat(d.pop("format"))

        identification = d.pop("identification")

        currency = d.pop("currency")

        ledger_account = d.pop("ledger_account")

        from_date = datetime.date.fromisoformat(d.pop("from_date"))

        mirrored = d.pop("mirrored", UNSET)

        opening = d.pop("opening", UNSET)

        entry_grace_days = d.pop("entry_grace_days", UNSET)

        movement_grace_days = d.pop("movement_grace_days", UNSET)

        taken_seq = d.pop("taken_seq", UNSET)

        def _parse_rules(data: object) -> list[MatchingRuleOrder] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                rules_type_0 = []
                _rules_type_0 = data
                for rules_type_0_item_data in _rules_type_0:
                    rules_type_0_item = MatchingRuleOrder.from_dict(rules_type_0_item_data)

                    rules_type_0.append(rules_type_0_item)

                return rules_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[MatchingRuleOrder] | None | Unset, data)

        rules = _parse_rules(d.pop("rules", UNSET))

        external_account_order = cls(
            name=name,
            kind=kind,
            format_=format_,
            identification=identification,
            currency=currency,
            ledger_account=ledger_account,
            from_date=from_date,
            mirrored=mirrored,
            opening=opening,
            entry_grace_days=entry_grace_days,
            movement_grace_days=movement_grace_days,
            taken_seq=taken_seq,
            rules=rules,
        )

        return external_account_order
