"""The generated client: it is what today's code generates, and an outsider can bank with it."""

import datetime
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from tests.gateway.bank import EVERYONE, Bank, new_key, open_bank
from twincore.client import AuthenticatedClient
from twincore.client.api.accounts import get_balances, open_account
from twincore.client.api.bulk import post_transactions
from twincore.client.api.members import open_person
from twincore.client.api.transactions import post_transaction
from twincore.client.models import (
    AccountOpeningOrder,
    AccountRecord,
    BalanceRecord,
    Membership,
    PersonOpening,
    Problem,
    TransactionOrder,
    TransactionRecord,
)
from twincore.client.types import File
from twincore.gateway import document_bytes
from twincore.gateway.client_code import differences, generate
from twincore.kernel.postgres import EmbeddedPostgres

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def bank(server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    with open_bank(server, template, tmp_path_factory.mktemp("bank")) as opened:
        yield opened


def test_the_document_in_docs_is_what_the_code_says_today() -> None:
    assert (ROOT / "docs" / "openapi.json").read_bytes() == document_bytes(), "run make client"


def test_the_client_is_what_the_document_generates_today(tmp_path: Path) -> None:
    document = tmp_path / "openapi.json"
    shutil.copyfile(ROOT / "docs" / "openapi.json", document)
    generate(tmp_path / "client", document)
    assert differences(tmp_path / "client", ROOT / "src" / "twincore" / "client") == [], "run make client"


def test_an_outsider_can_bank_with_the_client(bank: Bank) -> None:
    staff = bank.as_(*EVERYONE)
    with AuthenticatedClient(base_url=str(bank.client.base_url), token=staff.token) as client:
        person = PersonOpening(given_name="Ruby", family_name="Wells", birth_date=datetime.date(1988, 4, 12))
        member = open_person.sync(client=client, body=person, idempotency_key=new_key())
        assert isinstance(member, Membership)
        order = AccountOpeningOrder(product="everyday_account", party=UUID(str(member.id)))
        account = open_account.sync(client=client, body=order, idempotency_key=new_key())
        assert isinstance(account, AccountRecord)
        deposit = TransactionOrder.from_dict({"code": "cash_deposit", "parameters": {"account": account.id, "amount": 700}})
        posted = post_transaction.sync(client=client, body=deposit, idempotency_key=new_key())
        assert isinstance(posted, TransactionRecord)
        line = json.dumps({"code": "cash_deposit", "parameters": {"account": account.id, "amount": 50}})
        answer = post_transactions.sync(client=client, body=File(payload=io.BytesIO(line.encode())), idempotency_key=new_key())
        assert isinstance(answer, File)
        assert json.loads(answer.payload.read())["status"] == "created"
        balance = get_balances.sync(account.id, client=client)
        assert isinstance(balance, BalanceRecord)
        assert balance.available == 750
        refused = get_balances.sync(999_999, client=client)
        assert isinstance(refused, Problem)
        assert refused.code == "account_not_found"
