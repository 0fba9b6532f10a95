"""A tenant with catalogue and products, and members in it, for the tests of this room."""

from datetime import date
from uuid import UUID

from tests.conftest import START_US
from twincore.kernel.db import Connection
from twincore.parties import KeyRing, Kyc, PersonSpec, open_parties
from twincore.products import install_products
from twincore.transactions import install_catalogue

KEYS = KeyRing.generate()


def install(conn: Connection, tenant: int) -> None:
    """Transaction codes, system accounts and products."""
    install_catalogue(conn, tenant, "AUD", START_US)
    install_products(conn, tenant, now_us=START_US, bsb="802-001")


def join(conn: Connection, tenant: int, count: int = 1, *, first: int = 1, kyc: Kyc = Kyc.VERIFIED) -> list[UUID]:
    """Members of the tenant; their ids are numbers from first."""
    ids = [UUID(int=tenant << 64 | number) for number in range(first, first + count)]
    people = [PersonSpec("Given", f"Family {number}", date(1985, 5, 17), kyc=kyc, synthetic=True) for number in range(count)]
    open_parties(conn, KEYS, tenant, people, ids=ids, now_us=START_US)
    return ids
