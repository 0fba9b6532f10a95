from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.mode_of_twin import ModeOfTwin
from ..models.state_of_link import StateOfLink
from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.earmarks_record import EarmarksRecord
    from ..models.policy_record import PolicyRecord


T = TypeVar("T", bound="LinkRecord")


@_attrs_define
class LinkRecord:
    """The link to the core.

    Attributes:
        state (StateOfLink): How the core is to be reached.
        since (datetime.datetime): RFC 3339, UTC, to the microsecond.
        mode (ModeOfTwin): Who may start a transaction on the accounts that both sides keep.
        mode_since (datetime.datetime): RFC 3339, UTC, to the microsecond.
        outage (int): How often the core was down.
        planned_until (datetime.datetime | None):
        clean_since (datetime.datetime | None): Since when comparisons found no drift; null: there was some, or none was
            made.
        resync_needed (None | str): Why both sides may differ unseen; null: they do not.
        schema_refused (None | str): Which of our schemas the registry refuses, and why: what would be told with it
            waits; null: none.
        policy (PolicyRecord): How the twin stands in.
        earmarks (EarmarksRecord): What is set aside on the core.
    """

    state: StateOfLink
    since: datetime.datetime
    mode: ModeOfTwin
    mode_since: datetime.datetime
    outage: int
    planned_until: datetime.datetime | None
    clean_since: datetime.datetime | None
    resync_needed: None | str
    schema_refused: None | str
    policy: PolicyRecord
    earmarks: EarmarksRecord

    def to_dict(self) -> dict[str, Any]:
        from ..models.earmarks_record import EarmarksRecord  # noqa: PLC0415
        from ..models.policy_record import PolicyRecord  # noqa: PLC0415

        state = self.state.value

        since = self.since.isoformat()

        mode = self.mode.value

        mode_since = self.mode_since.isoformat()

        outage = self.outage

        planned_until: None | str
        if isinstance(self.planned_until, datetime.datetime):
            planned_until = self.planned_until.isoformat()
        else:
            planned_until = self.planned_until

        clean_since: None | str
        if isinstance(self.clean_since, datetime.datetime):
            clean_since = self.clean_since.isoformat()
        else:
            clean_since = self.clean_since

        resync_needed: None | str
        resync_needed = self.resync_needed

        schema_refused: None | str
        schema_refused = self.schema_refused

        policy = self.policy.to_dict()

        earmarks = self.earmarks.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "state": state,
                "since": since,
                "mode": mode,
                "mode_since": mode_since,
                "outage": outage,
                "planned_until": planned_until,
                "clean_since": clean_since,
                "resync_needed": resync_needed,
                "schema_refused": schema_refused,
                "policy": policy,
                "earmarks": earmarks,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.earmarks_record import EarmarksRecord  # noqa: PLC0415
        from ..models.policy_record import PolicyRecord  # noqa: PLC0415

        d = dict(src_dict)
        state = StateOfLink(d.pop("state"))

        since = datetime.datetime.fromisoformat(d.pop("since"))

        mode = ModeOfTwin(d.pop("mode"))

        mode_since = datetime.datetime.fromisoformat(d.pop("mode_since"))

        outage = d.pop("outage")

        def _parse_planned_until(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                planned_until_type_0 = datetime.datetime.fromisoformat(data)

                return planned_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        planned_until = _parse_planned_until(d.pop("planned_until"))

        def _parse_clean_since(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                clean_since_type_0 = datetime.datetime.fromisoformat(data)

                return clean_since_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        clean_since = _parse_clean_since(d.pop("clean_since"))

        def _parse_resync_needed(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        resync_needed = _parse_resync_needed(d.pop("resync_needed"))

        def _parse_schema_refused(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        schema_refused = _parse_schema_refused(d.pop("schema_refused"))

        policy = PolicyRecord.from_dict(d.pop("policy"))

        earmarks = EarmarksRecord.from_dict(d.pop("earmarks"))

        link_record = cls(
            state=state,
            since=since,
            mode=mode,
            mode_since=mode_since,
            outage=outage,
            planned_until=planned_until,
            clean_since=clean_since,
            resync_needed=resync_needed,
            schema_refused=schema_refused,
            policy=policy,
            earmarks=earmarks,
        )

        return link_record
