"""The adaptor in a process of its own, so that it can be killed: python -m tests.sync.worker HOST DATABASE TENANT CORE [KAFKA PREFIX]."""

import sys
import time
from pathlib import Path

from twincore.events import Coder, EventLog, Kafka, KafkaEventLog, PostgresEventLog, PostgresRegistry
from twincore.kernel.clock import SystemClock, to_datetime
from twincore.kernel.config import Settings
from twincore.kernel.db import Database
from twincore.ledger import Ledger
from twincore.sync import Adaptor, recorder


def main(host: str, name: str, tenant: int, core: Path, kafka: str = "", prefix: str = "") -> None:
    database = Database(Settings(database_host=host, database_name=name, pool_size=4))
    clock = SystemClock()
    while True:
        try:
            ledger = Ledger(database, lambda _: clock, recorder())
            log: EventLog = KafkaEventLog(Kafka(kafka, prefix), tenant) if kafka else PostgresEventLog(database, tenant)
            coder = Coder(PostgresRegistry(database))
            adaptor = Adaptor(
                database, ledger, tenant, core, log, coder, clock, currency="AUD", business_date=lambda us: to_datetime(us).date()
            )
            break
        except Exception as error:
            print(f"cannot begin: {error}", file=sys.stderr, flush=True)
            time.sleep(0.2)
    adaptor.start()
    print("at work", flush=True)
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]), *sys.argv[5:7])
