"""Every room's transaction codes, together: one bank has them all."""

from datetime import date

from tests.conftest import START_US
from twincore.gl import code_mappings, open_book
from twincore.kernel.db import Database
from twincore.products.credit import install_credit
from twincore.products.interest import install_interest
from twincore.reconciliation import install_reconciliation
from twincore.transactions import install_catalogue

TODAY = date(2026, 7, 1)


def test_the_codes_of_all_rooms_fit_into_one_catalogue_and_lead_into_the_chart_of_accounts(database: Database, tenant: int) -> None:
    with database.app(tenant) as conn:
        install_catalogue(conn, tenant, "AUD", START_US)
        install_credit(conn, tenant, "AUD", today=TODAY, now_us=START_US)
        assert install_interest(conn, tenant, now_us=START_US) > 0
        assert install_reconciliation(conn, tenant, now_us=START_US) > 0
        open_book(conn, tenant, first_date=TODAY, actor="accountant", now_us=START_US)
        codes = {mapping.code for mapping in code_mappings(conn, tenant, at_us=START_US, day=TODAY)}
    assert len(codes) > 40
