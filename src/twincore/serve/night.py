"""The end of a day as an operator starts it: a process of its own, beside those that serve."""

from datetime import date

from twincore.eod import DayReport, OnProgress, next_date, run_day
from twincore.gateway import Platform, ages_on
from twincore.kernel.config import Settings
from twincore.kernel.db import PLATFORM
from twincore.serve.ground import stand_on
from twincore.tenants import tenant_by_name


def end_day(settings: Settings, tenant: str, day: date | None = None, *, progress: OnProgress | None = None) -> DayReport:
    """End a business date of a tenant and every date before it that is not ended; again, it changes nothing and gives the same report.

    day: by default the next one to be ended. It may run while others serve the tenant, be killed at any moment, and be run again.
    Refuses ``tenant_not_found`` and as ``eod.run_day`` does.
    """
    with stand_on(settings) as ground:
        platform = Platform(ground.settings)
        try:
            with platform.database.app(PLATFORM) as conn:
                number = tenant_by_name(conn, tenant).number
            if day is None:
                with platform.database.app(number) as conn:
                    day = next_date(conn, number)
            platform.start(nights=False)
            ages = ages_on(platform.database, platform.key_ring, number, day)
            return run_day(
                platform.database, platform.ledger, platform.catalogues, platform.clocks, number, day, progress=progress, ages=ages
            )
        finally:
            platform.close()
