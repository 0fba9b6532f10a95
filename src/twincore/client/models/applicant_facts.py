from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.employment import Employment
from ..models.residence import Residence
from ..types import UNSET, Unset


T = TypeVar("T", bound="ApplicantFacts")


@_attrs_define
class ApplicantFacts:
    """What the decision needs to know of who asks; the age is taken from the member's record.

    Attributes:
        employment (Employment): How an applicant earns.
        employed_months (int):
        gross_income (int): Minor units a month.
        net_income (int): Minor units a month.
        living_expenses (int): Minor units a month.
        debt_repayments (int | Unset): Minor units a month. Default: 0.
        card_limits (int | Unset): Sum of the limits of all credit cards, minor units. Default: 0.
        dependants (int | Unset):  Default: 0.
        residence (Residence | Unset): How an applicant lives.
        defaults (int | Unset): Defaults on record in five years. Default: 0.
    """

    employment: Employment
    employed_months: int
    gross_income: int
    net_income: int
    living_expenses: int
    debt_repayments: int | Unset = 0
    card_limits: int | Unset = 0
    dependants: int | Unset = 0
    residence: Residence | Unset = UNSET
    defaults: int | Unset = 0

    def to_dict(self) -> dict[str, Any]:
        employment = self.employment.value

        employed_months = self.employed_months

        gross_income = self.gross_income

        net_income = self.net_income

        living_expenses = self.living_expenses

        debt_repayments = self.debt_repayments

        card_limits = self.card_limits

        dependants = self.dependants

        residence: str | Unset = UNSET
        if not isinstance(self.residence, Unset):
            residence = self.residence.value

        defaults = self.defaults

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "employment": employment,
                "employed_months": employed_months,
                "gross_income": gross_income,
                "net_income": net_income,
                "living_expenses": living_expenses,
            }
        )
        if debt_repayments is not UNSET:
            field_dict["debt_repayments"] = debt_repayments
        if card_limits is not UNSET:
            field_dict["card_limits"] = card_limits
        if dependants is not UNSET:
            field_dict["dependants"] = dependants
        if residence is not UNSET:
            field_dict["residence"] = residence
        if defaults is not UNSET:
            field_dict["defaults"] = defaults

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        employment = Employment(d.pop("employment"))

        employed_months = d.pop("employed_months")

        gross_income = d.pop("gross_income")

        net_income = d.pop("net_income")

        living_expenses = d.pop("living_expenses")

        debt_repayments = d.pop("debt_repayments", UNSET)

        card_limits = d.pop("card_limits", UNSET)

        dependants = d.pop("dependants", UNSET)

        _residence = d.pop("residence", UNSET)
        residence: Residence | Unset
        if isinstance(_residence, Unset):
            residence = UNSET
        else:
            residence = Residence(_residence)

        defaults = d.pop("defaults", UNSET)

        applicant_facts = cls(
            employment=employment,
            employed_months=employed_months,
            gross_income=gross_income,
            net_income=net_income,
            living_expenses=living_expenses,
            debt_repayments=debt_repayments,
            card_limits=card_limits,
            dependants=dependants,
            residence=residence,
            defaults=defaults,
        )

        return applicant_facts
