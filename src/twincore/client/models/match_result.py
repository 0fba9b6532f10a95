from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.external_position import ExternalPosition
    from ..models.match_result_matched import MatchResultMatched


T = TypeVar("T", bound="MatchResult")


@_attrs_define
class MatchResult:
    """What matching has found.

    Attributes:
        matched (MatchResultMatched): Matches by rule.
        differing (int):
        proposed (int): Late counterparts that wait for a second person.
        open_entries (int):
        open_movements (int):
        position (ExternalPosition): Both sides of an external account, seen from the file (a credit is above 0).
            unexplained must be 0.
    """

    matched: MatchResultMatched
    differing: int
    proposed: int
    open_entries: int
    open_movements: int
    position: ExternalPosition

    def to_dict(self) -> dict[str, Any]:
        from ..models.external_position import ExternalPosition  # noqa: PLC0415
        from ..models.match_result_matched import MatchResultMatched  # noqa: PLC0415

        matched = self.matched.to_dict()

        differing = self.differing

        proposed = self.proposed

        open_entries = self.open_entries

        open_movements = self.open_movements

        position = self.position.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "matched": matched,
                "differing": differing,
                "proposed": proposed,
                "open_entries": open_entries,
                "open_movements": open_movements,
                "position": position,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.external_position import ExternalPosition  # noqa: PLC0415
        from ..models.match_result_matched import MatchResultMatched  # noqa: PLC0415

        d = dict(src_dict)
        matched = MatchResultMatched.from_dict(d.pop("matched"))

        differing = d.pop("differing")

        proposed = d.pop("proposed")

        open_entries = d.pop("open_entries")

        open_movements = d.pop("open_movements")

        position = ExternalPosition.from_dict(d.pop("position"))

        match_result = cls(
            matched=matched,
            differing=differing,
            proposed=proposed,
            open_entries=open_entries,
            open_movements=open_movements,
            position=position,
        )

        return match_result
