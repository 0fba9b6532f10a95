"""The end of a day as an operator starts it: a process of its own, beside those that serve."""

from datetime import date

from twincore.eod import DayReport, OnProgress, next_date, run_day
from twincore.gateway import NightGate, Parts, Platform, ages_on
from twincore.kernel.config import Settings
from twincore.kernel.db import PLATFORM, Database
from twincore.kernel.priority import let_server_give_way
from twincore.serve.ground import stand_on
from twincore.tenants import tenant_by_name


def end_day(settings: Settings, tenant: str, day: date | None = None, *, progress: OnProgress | None = None) -> DayReport:
    """End a business date of a tenant and every date before it that is not ended; again, it changes nothing and gives the same report.

    day: by default the next one to be ended. It may run while others serve the tenant, be killed at any moment, and be run again. The server's
    processes that work for it run behind those of others, where the server is on this machine; not so those that hold the lane for its postings.
    Refuses ``tenant_not_found`` and as ``eod.run_day`` does.
    """
    with stand_on(settings) as ground:
        database = Database(ground.settings, on_connect=let_server_give_way)
        platform = Platform(ground.settings, parts=Parts(database=database))
        try:
            with platform.database.app(PLATFORM) as conn:
                number = tenant_by_name(conn, tenant).number
            if day is None:
                with platform.database.app(number) as conn:
                    day = next_date(conn, number)
            platform.start(nights=False)
            ages = ages_on(platform.database, platform.key_ring, number, day)
            gate = NightGate(platform.admission)
            return run_day(
                platform.database,
                platform.ledger,
                platform.catalogues,
                platform.clocks,
                number,
                day,
                progress=progress,
                ages=ages,
                gate=gate,
            )
        finally:
            platform.close()
            database.close()
