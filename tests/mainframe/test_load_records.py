"""The load file is made by column, for a bank of any size: read back one by one, each record says what the account says."""

import random
from datetime import date

import pytest

from twincore.copybook import decode
from twincore.kernel.refusal import Refusal
from twincore.mainframe import ACCOUNT, CODEPAGE, CoreAccount, account_records

SEED = 11


def accounts(count: int) -> list[CoreAccount]:
    """Deposits and loans with something in every field that they have."""
    draw = random.Random(SEED)
    return [
        CoreAccount(
            bsb=draw.randrange(10**6),
            number=n,
            name=draw.choice(("ADA MEMBER", "José Núñez", "Zoë & Co")) + f" {n}",
            balance=draw.randrange(-(10**12), 10**12),
            overdraft=draw.randrange(10**9),
            customer=draw.randrange(10**10),
            product="LOAN" if n % 3 == 0 else "EVERYDAY",
            account_class="L" if n % 3 == 0 else "D",
            status=draw.choice(("A", "F", "C")),
            rate=draw.randrange(10**6),
            debit_rate=draw.randrange(10**6),
            opened=draw.choice((None, date(2019, 3, n % 28 + 1))),
            cycle_day=n % 29,
            earmark=draw.randrange(1_000),
            monthly_fee=draw.randrange(10**7),
            fee_waived_from=draw.randrange(10**9),
            instalment=draw.randrange(10**9),
            term_months=draw.randrange(10**4),
            next_due=draw.choice((None, date(2026, 2, 3))),
        )
        for n in range(1, count + 1)
    ]


def test_each_record_says_what_the_account_says() -> None:
    loaded = accounts(500)
    data = account_records(loaded)
    for at, account in enumerate(loaded):
        read = decode(ACCOUNT, data[at * ACCOUNT.length : (at + 1) * ACCOUNT.length], CODEPAGE)
        opened = int(account.opened.strftime("%Y%m%d")) if account.opened else 0
        own = {
            "ACC-EYE": "ACCT",
            "ACC-KEY": {"ACC-BSB": account.bsb, "ACC-NUMBER": account.number},
            "ACC-CUSTOMER": account.customer,
            "ACC-NAME": account.name,
            "ACC-CLASS": account.account_class,
            "ACC-STATUS": account.status,
            "ACC-PRODUCT": account.product,
            "ACC-RATE": account.rate,
            "ACC-DEBIT-RATE": account.debit_rate,
            "ACC-OPENED": opened,
            "ACC-LAST-POSTED": 0,
            "ACC-CYCLE-DAY": account.cycle_day,
            "ACC-LAST-STATEMENT": opened,
            "ACC-OVERDRAFT": account.overdraft,
            "ACC-AVAILABLE": account.balance + account.overdraft - account.earmark,
            "ACC-ACTUAL": account.balance,
            "ACC-EARMARK": account.earmark,
            "ACC-OPENING": account.balance,
            "ACC-SUM": 0,
            "ACC-COUNT": 0,
            "ACC-ACCRUED": 0,
            "ACC-STATEMENT-BALANCE": account.balance,
            "ACC-LAST-LSN": 0,
        }
        assert {name: read[name] for name in own} == own
        if account.account_class == "D":
            assert read["ACC-DEPOSIT-TERMS"] == {"ACC-MONTHLY-FEE": account.monthly_fee, "ACC-FEE-WAIVED-FROM": account.fee_waived_from}
        else:
            due = int(account.next_due.strftime("%Y%m%d")) if account.next_due else 0
            terms = {"ACC-INSTALMENT": account.instalment, "ACC-TERM-MONTHS": account.term_months, "ACC-NEXT-DUE": due}
            assert read["ACC-LOAN-TERMS"] == terms
    assert account_records([]) == b""


@pytest.mark.parametrize("balance", [10**15, -(10**15), 10**18, 10**30])
def test_a_balance_that_does_not_fit_is_refused_with_its_place(balance: int) -> None:
    with pytest.raises(Refusal) as refused:
        account_records([CoreAccount(802_985, 1, "ADA", 1), CoreAccount(802_985, 2, "BOB", balance)])
    assert refused.value.code == "number_too_large"
    assert refused.value.field == "record/2/ACC-AVAILABLE"
