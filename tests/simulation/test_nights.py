"""Nights through the API: a small credit union lives five weeks, twice; and what is wrong on purpose is noticed."""

import csv
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.simulation.test_demo import Demo, demo
from tests.simulation.test_page import Tags
from twincore.demo.server import platform_in
from twincore.kernel.postgres import EmbeddedPostgres
from twincore.simulation import Report, fetch_token, plan_run, run
from twincore.simulation.bank import NightPosting
from twincore.simulation.holdings import draw_holdings
from twincore.simulation.intents import Act
from twincore.simulation.nights import Nights, group_of
from twincore.simulation.rates import PLANS
from twincore.transactions import shipped_codes

MEMBERS, DAYS = 24, 33


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="twincore-test-"))
    yield made
    for one in (*made.glob("*/postgres"), *made.glob("*/demo/postgres")):
        EmbeddedPostgres(one).stop()
    shutil.rmtree(made, ignore_errors=True)


def live(folder: Path, *, days: int, members: int = MEMBERS) -> Report:
    with platform_in(folder, keep=False) as address_of:
        address = address_of()
        token = fetch_token(address.base_url, address.client_id, address.client_secret)
        return run(address.base_url, token, members=members, days=days, papers=folder)


@pytest.fixture(scope="module")
def first(folder: Path) -> Report:
    return live(folder / "first", days=DAYS)


@pytest.fixture(scope="module")
def second(folder: Path) -> Demo:
    """The same five weeks again, as the command ``twincore demo`` lives them."""
    return demo(folder / "second", members=MEMBERS, days=DAYS)


def test_every_day_has_its_night_and_all_of_it_holds(first: Report) -> None:
    assert first.ok, first.breaches
    nights = first.banking.nights
    assert [nights[0].date, nights[-1].date, len(nights)] == ["2026-02-28", "2026-04-03", DAYS + 2]
    assert all(night.trial_balance_zero and night.discrepancies == 0 for night in nights)
    assert first.reconciled == {"accounts": first.accounts, "differences": 0}


def test_interest_is_what_the_recount_says_to_the_cent(first: Report) -> None:
    recount = first.banking.recount
    assert recount.differences == 0
    assert recount.compared == 2 * recount.accounts > 0, "the day of opening ends a month, and so does March"
    assert recount.computed == recount.posted > 0
    assert [month for month, _, _ in recount.by_month] == ["2026-02", "2026-03"]


def test_loans_are_collected_by_the_night(first: Report) -> None:
    collected = {line.group: line.count for line in first.banking.postings}
    assert collected["collection"] > 0
    assert first.banking.interest_charged > 0


def test_the_books_of_a_month_balance_and_agree_with_the_accounts(first: Report) -> None:
    (end,) = first.banking.month_ends
    assert (end.month, end.date) == ("2026-03", "2026-03-31")
    assert end.trial_balance.zero
    assert end.balance_sheet.balanced
    assert end.balance_sheet.total_assets == end.balance_sheet.total_liabilities + end.balance_sheet.total_equity
    assert end.income_statement.result == end.income_statement.total_income - end.income_statement.total_expenses
    assert end.subledger.agrees
    assert [one.different for one in end.reconciliation] == [0, 0]
    assert sum(line.kind == "deposit" for line in end.statements) >= MEMBERS
    assert all(line.owed >= line.provision >= 0 for line in end.provisioning)


def test_a_statement_lies_beside_the_report(first: Report, folder: Path) -> None:
    sample = first.banking.sample
    assert sample is not None
    assert (folder / "first" / sample.html).read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (folder / "first" / sample.pdf).read_bytes().startswith(b"%PDF")


def test_the_same_seed_leads_to_the_same_nights(first: Report, second: Demo) -> None:
    report: dict[str, Any] = json.loads(json.dumps(first.document()))
    again = second.report
    assert report["journal_root"] == again["journal_root"]
    assert report["banking"]["postings"] == again["banking"]["postings"]
    assert report["banking"]["arrears"] == again["banking"]["arrears"]
    ends, others = (  # how many figures are counted again depends on when the platform last wrote a checkpoint
        [end | {"reconciliation": []} for end in told["banking"]["month_ends"]] for told in (report, again)
    )
    assert ends == others
    assert ends


def test_the_end_of_a_month_leaves_a_pack_and_a_statement(second: Demo) -> None:
    assert second.status == 0, second.words
    told = second.report["banking"]
    assert [one["month"] for one in told["month_ends"]] == ["2026-03"]
    assert told["recount"]["compared"] > 0
    assert told["recount"]["differences"] == 0
    tags = Tags()
    tags.feed((second.folder / "report.html").read_text(encoding="utf-8"))
    assert tags.links
    assert all((second.folder / link).is_file() for link in tags.links)
    assert next(second.folder.glob("statement/*.pdf")).read_bytes().startswith(b"%PDF-")
    pack = second.folder / "month-end" / "2026-03"
    page = (pack / "index.html").read_text(encoding="utf-8")
    assert "The books agree" in page
    with (pack / "trial-balance.csv").open(encoding="utf-8", newline="") as lines:
        assert sum(round(float(line["balance"]) * 100) for line in csv.DictReader(lines)) == 0
    assert str(pack / "index.html") in second.words


def test_a_night_that_is_left_out_and_a_rate_that_is_not_the_agreed_one_are_noticed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PLANS["savings"], "tiers", [{"from": 0, "rate_ppm": 16_000}])
    end = Nights.end

    def skipping(nights: Nights, n: int) -> list[NightPosting]:
        return [] if n == 0 else end(nights, n)

    monkeypatch.setattr(Nights, "end", skipping)
    report = live(folder / "wrong", days=2, members=8)
    assert not report.ok
    assert "no night has ended 2026-03-02" in report.breaches
    assert report.banking.recount.differences > 0
    assert any(breach.startswith("interest of member") for breach in report.breaches)


def test_what_nights_post_is_grouped_for_the_report() -> None:
    groups = {group_of(code.name) for code in shipped_codes()}
    assert groups >= {"interest_paid", "interest_charged", "fee", "collection", "standing_order", "maturity", "other"}


def test_what_members_have_arranged_follows_from_the_seed() -> None:
    plan = plan_run(members=200, days=5)
    holdings = draw_holdings(plan.seed, plan.archetype, plan.scenario, plan.members)
    assert holdings == plan.holdings
    assert holdings.overdrafts
    assert holdings.cards
    assert holdings.orders
    assert set(holdings.protected) <= set(holdings.overdrafts)


def test_what_is_bought_by_credit_card_is_refunded_to_it() -> None:
    plan = plan_run(members=200, days=20)
    holders = {card.member for card in plan.holdings.cards}
    bought = [intent for intent in plan.intents if intent.act is Act.CARD and intent.account == "credit_card"]
    refunds: list[Any] = [intent for intent in plan.intents if intent.act is Act.REFUND]
    assert bought
    assert {intent.member for intent in bought} <= holders
    assert all(intent.account == intent.origin.account for intent in refunds)
