"""People and organisations for the tests of membership. The numbers are published examples of their formats, nobody's."""

from datetime import date
from typing import Any

from twincore.parties import Address, OrganisationSpec, PersonSpec

HOME = Address("12 Harbour Street", "Balmain", "NSW", "2041")
TFN = "123456782"
"""The example tax file number of many a document on its check digit."""
ABN = "51824753556"
"""The business number of the Australian Taxation Office."""


def person(**changed: Any) -> PersonSpec:
    """Margaret, in normal form, with what is changed."""
    values: dict[str, Any] = {
        "given_name": "Margaret",
        "family_name": "O'Brien",
        "birth_date": date(1968, 2, 29),
        "email": "Margaret@mail.example.au",
        "phone": "+61412345678",
        "address": HOME,
        "tfn": TFN,
        "licence": "NSW1234567",
        "synthetic": True,
    }
    return PersonSpec(**(values | changed))


def organisation(**changed: Any) -> OrganisationSpec:
    """A company, in normal form, with what is changed."""
    values: dict[str, Any] = {"name": "Balmain Rowing Club Ltd", "abn": ABN, "email": "office@club.example.au", "address": HOME}
    return OrganisationSpec(**(values | changed))
