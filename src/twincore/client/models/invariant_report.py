from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.invariant_report_invariants import InvariantReportInvariants


T = TypeVar("T", bound="InvariantReport")


@_attrs_define
class InvariantReport:
    """Every invariant, recomputed from the raw rows.

    Attributes:
        tenant (str):
        ok (bool):
        invariants (InvariantReportInvariants):
    """

    tenant: str
    ok: bool
    invariants: InvariantReportInvariants

    def to_dict(self) -> dict[str, Any]:
        from ..models.invariant_report_invariants import InvariantReportInvariants  # noqa: PLC0415

        tenant = self.tenant

        ok = self.ok

        invariants = self.invariants.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "tenant": tenant,
                "ok": ok,
                "invariants": invariants,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.invariant_report_invariants import InvariantReportInvariants  # noqa: PLC0415

        d = dict(src_dict)
        tenant = d.pop("tenant")

        ok = d.pop("ok")

        invariants = InvariantReportInvariants.from_dict(d.pop("invariants"))

        invariant_report = cls(
            tenant=tenant,
            ok=ok,
            invariants=invariants,
        )

        return invariant_report
