from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.gl_proposal import GlProposal


T = TypeVar("T", bound="GlProposalPage")


@_attrs_define
class GlProposalPage:
    """A page of proposals, oldest first.

    Attributes:
        proposals (list[GlProposal]):
        next_ (None | str):
    """

    proposals: list[GlProposal]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.gl_proposal import GlProposal  # noqa: PLC0415

        proposals = []
        for proposals_item_data in self.proposals:
            proposals_item = proposals_item_data.to_dict()
            proposals.append(proposals_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "proposals": proposals,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gl_proposal import GlProposal  # noqa: PLC0415

        d = dict(src_dict)
        proposals = []
        _proposals = d.pop("proposals")
        for proposals_item_data in _proposals:
            proposals_item = GlProposal.from_dict(proposals_item_data)

            proposals.append(proposals_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        gl_proposal_page = cls(
            proposals=proposals,
            next_=next_,
        )

        return gl_proposal_page
