"""A process that lives a bank's days and ends them, to be killed: ``python -m tests.eod.process <socket> <database> <tenant> <last date> <accounts>``.

It says a word for each page that is committed, and begins where the one before it was stopped.
"""

import sys
from datetime import date

from tests.eod.bank import DAY, Bank
from twincore.eod import Progress, next_date
from twincore.kernel.config import Settings
from twincore.kernel.db import Database


def live(bank: Bank, day: date, accounts: list[int]) -> None:
    """What customers do on a day; done before, it is found again."""
    bank.clock_to(day)
    for number, account in enumerate(accounts):
        bank.post("cash_deposit", f"{day}/{number}", account=account, amount=10_007 * (number + 1) + day.day)
    bank.post("cash_deposit", f"{day}/late", account=accounts[0], amount=77_777, value_date=str(day - DAY * 2))


def main(socket: str, name: str, tenant: str, last: str, accounts: str) -> None:
    database = Database(Settings(database_host=socket, database_name=name, pool_size=4))
    bank = Bank(database, int(tenant))

    def say(progress: Progress) -> None:
        print(progress.date, progress.step, progress.page, flush=True)

    with database.app(bank.tenant) as conn:
        day = next_date(conn, bank.tenant)
    while day <= date.fromisoformat(last):
        live(bank, day, [int(account) for account in accounts.split(",")])
        bank.end(day, say)
        day += DAY
    bank.close()
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
