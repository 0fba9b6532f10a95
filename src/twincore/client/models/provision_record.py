from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="ProvisionRecord")


@_attrs_define
class ProvisionRecord:
    """Provisioning input of one product and bucket; stage after IFRS 9. Minor units.

    Attributes:
        product (str):
        bucket (int):
        stage (int):
        accounts (int):
        owed (int):
        undrawn (int):
        secured (int):
        provision (int):
    """

    product: str
    bucket: int
    stage: int
    accounts: int
    owed: int
    undrawn: int
    secured: int
    provision: int

    def to_dict(self) -> dict[str, Any]:
        product = self.product

        bucket = self.bucket

        stage = self.stage

        accounts = self.accounts

        owed = self.owed

        undrawn = self.undrawn

        secured = self.secured

        provision = self.provision

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "product": product,
                "bucket": bucket,
                "stage": stage,
                "accounts": accounts,
                "owed": owed,
                "undrawn": undrawn,
                "secured": secured,
                "provision": provision,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        product = d.pop("product")

        bucket = d.pop("bucket")

        stage = d.pop("stage")

        accounts = d.pop("accounts")

        owed = d.pop("owed")

        undrawn = d.pop("undrawn")

        secured = d.pop("secured")

        provision = d.pop("provision")

        provision_record = cls(
            product=product,
            bucket=bucket,
            stage=stage,
            accounts=accounts,
            owed=owed,
            undrawn=undrawn,
            secured=secured,
            provision=provision,
        )

        return provision_record
