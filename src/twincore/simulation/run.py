"""A run: a credit union is planned from the seed, opened, lived and checked, all through the public API."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from twincore.client.models import HistoryItem
from twincore.simulation.archetype import Archetype, load_archetype
from twincore.simulation.bank import Progress, Silent
from twincore.simulation.books import BookReader
from twincore.simulation.instructions import Desk, Instruction
from twincore.simulation.intents import DAY
from twincore.simulation.life import Life
from twincore.simulation.loans import OldLoan
from twincore.simulation.plan import Plan, draw_plan
from twincore.simulation.platform import Platform, moment_of
from twincore.simulation.rates import PLANS
from twincore.simulation.receipt import leaf_hash, root_of
from twincore.simulation.report import Entry, Invariant, Report, Sample, Story
from twincore.simulation.scenario import Scenario, load_scenario
from twincore.simulation.services import Services
from twincore.simulation.story import population, protagonist
from twincore.simulation.tally import HELD

OPENING_MINUTE = 9 * 60
"""The tenant opens at nine in the morning of the last day of the month before: instalments of what it takes over fall due in the first month."""
CAPITAL = 0.1
"""Members' equity as a share of deposits, when the credit union opens."""
APPLICATIONS = 75 / (500 * 30)
"""Loan applications a member and day."""
VOLUME = 5_000_000_00 // (500 * 30)
"""Minor units moved a member and day."""
TRANSACTIONS = 2.5
"""Transactions a member and day."""
APPROVED = 0.8


class _Timer:
    """Seconds by phase."""

    def __init__(self) -> None:
        self.phases: dict[str, float] = {}

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.phases[name] = self.phases.get(name, 0.0) + time.perf_counter() - began


def plan_run(*, members: int = 500, days: int = 30, seed: int = 1, archetype: str = "cu-digital", scenario: str = "steady-state") -> Plan:
    """What a run is going to ask for; needs no platform. Refuses ``archetype_not_found`` and ``scenario_not_found``."""
    return draw_plan(seed, load_archetype(archetype), load_scenario(scenario), members=members, days=days)


def run(
    base_url: str,
    token: str,
    *,
    members: int = 500,
    days: int = 30,
    seed: int = 1,
    archetype: str = "cu-digital",
    scenario: str = "steady-state",
    tenant: str | None = None,
    plan: Plan | None = None,
    progress: Progress | None = None,
    papers: Path | None = None,
) -> Report:
    """Run a scenario against a platform and report on it.

    base_url: where the platform is served; token: of an operator of the platform (it creates the tenant); tenant: its name, the archetype's unless
    said; plan: what ``plan_run`` gave, where it was drawn before (members, days, seed, archetype and scenario are then its own); papers: an existing
    folder for one statement as HTML and PDF (``report.banking.sample`` names the files), none unless said.
    Same seed and numbers on a fresh platform: the same journal. Refuses what the platform refuses of what a run needs (``Refused``).
    """
    timer, progress = _Timer(), progress or Silent()
    if plan is None:
        with timer.phase("Planning"):
            progress.begin("Planning", 1)
            plan = plan_run(members=members, days=days, seed=seed, archetype=archetype, scenario=scenario)
            progress.step()
    name = tenant or plan.archetype.name
    platform = Platform(base_url, token, plan, name)
    try:
        return _Run(plan, platform, name, progress, timer, papers).run()
    finally:
        platform.close()


class _Run:
    """The steps of a run, and what they know of each other."""

    def __init__(self, plan: Plan, platform: Platform, tenant: str, progress: Progress, timer: _Timer, papers: Path | None) -> None:
        self.plan = plan
        self.platform = platform
        self.progress = progress
        self.timer = timer
        self.papers = papers
        self.accounts: dict[tuple[int, str], int] = {}
        self.services = Services(platform)
        self.loans: list[tuple[OldLoan, float]] = []
        self.opening_day = plan.scenario.start.replace(day=1) - timedelta(days=1)
        self.lead = (self.opening_day - plan.scenario.start).days
        self.report = _blank(plan, tenant)

    def run(self) -> Report:
        report = self.report
        with self.timer.phase("Members"):
            self._open()
        with self.timer.phase("Balances brought over"):
            life = self._bring_over()
        with self.timer.phase("Living"):
            life.before(self.lead)
            for member in self.plan.holdings.short_deposits:  # a term begins with the night after its money has come
                self.services.pay_out_at_maturity(self.accounts[member, "term_deposit"], self.accounts[member, "transaction"])
            life.live()
        with self.timer.phase("Books"):
            self._read_books(life)
        with self.timer.phase("Checking"):
            self._conclude(life)
            self._check(life)
        report.phases = self.timer.phases
        report.elapsed_s = round(sum(report.phases.values()), 3)
        report.transactions_per_s = round(report.transactions / report.elapsed_s, 1)
        report.requests = self.platform.requests
        return report

    def _open(self) -> None:
        """The tenant, its members and their accounts."""
        plan = self.plan
        self.progress.begin("Opening accounts", len(plan.members) + len(plan.old_loans))
        self.platform.open_tenant(plan.at_us(self.lead * DAY + OPENING_MINUTE))
        self.services.define_short_deposit()
        self.report.products = self.platform.products()
        short = set(plan.holdings.short_deposits)
        self.platform.define_plan("savings", PLANS["savings"], self.opening_day)
        self.platform.define_plan(
            "transaction", PLANS["transaction"], self.opening_day + timedelta(days=1)
        )  # no fee for the day of opening
        self.accounts = self.platform.onboard(plan.members)
        for member in plan.members:
            if member.tfn is None:
                self.platform.withhold_tax(member.number, self.opening_day)
        self.progress.step(len(plan.members))
        for member in plan.members:
            if "term_deposit" in member.products:
                opened = self.services.open_short_deposit if member.number in short else self.platform.open_deposit
                self.accounts[member.number, "term_deposit"] = opened(member.number, member.opening["term_deposit"])
        for loan, answer in zip(plan.old_loans, self.platform.bring_over(plan.old_loans), strict=True):
            if answer.account is not None:
                self.accounts[loan.member, "personal_loan"] = answer.account
                self.loans.append((loan, answer.rate))
                if loan.in_arrears:
                    self.accounts[loan.member, "bills"] = self.platform.open_another(loan.member, "bills")
            self.progress.step()

    def _bring_over(self) -> Life:
        """The balances that members bring along; gives the life that begins with them."""
        plan = self.plan
        life = Life(plan, self.platform, self.accounts, self.progress, self.report.breaches)
        self.books = BookReader(self.platform, self.accounts, plan.scenario.start, life.banking)
        life.nights.after = lambda day, notices, month_ends: self.books.end_day(day, notices=notices, month_ends=month_ends)
        owed = {loan.member: loan.owed for loan, _ in self.loans}
        instructions = []
        for (member, product), account in self.accounts.items():
            if product == "bills":
                continue
            amount = owed[member] if product == "personal_loan" else plan.members[member - 1].opening[product]
            code = "opening_balance_debit" if product == "personal_loan" else "opening_balance_credit"
            parameters: dict[str, Any] = {"account": account, "amount": amount, "description": "Balance brought over"}
            identifier = plan.seed.id("opening", member, product)
            instructions.append(Instruction(identifier, Desk.BACK_OFFICE, code, parameters))
            life.book.add(member, product, amount)
            life.nights.deposit(member, product, amount)
        for instruction, answer in zip(instructions, self.platform.post(instructions), strict=True):
            if not answer.ok:
                self.report.breaches.append(f"opening balance of account {instruction.parameters['account']}: {answer.code}")
        self._arrange(life)
        for loan, rate in self.loans:
            due_day = plan.seed.stream("due day", loan.member).randint(1, 28)
            payer = self.accounts[loan.member, "bills" if loan.in_arrears else "transaction"]
            self.platform.book_loan(self.accounts[loan.member, "personal_loan"], due_day=due_day, repayment_account=payer)
            if not loan.in_arrears:
                life.owe(loan.member, due_day=due_day, amount=loan.owed, rate=rate, months=loan.months, first=0)
        held = sum(life.book.total(product) for product in HELD if product != "personal_loan")
        self.platform.fund(int(held * (1 + CAPITAL)) - sum(owed.values()))
        self.platform.settle()
        volume = sum(instruction.parameters["amount"] for instruction in instructions)
        self.report.opening = {"transfers": len(instructions), "volume_minor": volume}
        return life

    def _arrange(self, life: Life) -> None:
        """What members have arranged besides, once their money is there."""
        holdings, accounts, services = self.plan.holdings, self.accounts, self.services
        for member, limit in holdings.overdrafts.items():
            services.grant_overdraft(accounts[member, "transaction"], limit)
            life.book.grant(member, "transaction", limit)
        for member in holdings.protected:
            services.protect(accounts[member, "transaction"], [accounts[member, "savings"]])
        for card in holdings.cards:
            accounts[card.member, "credit_card"] = services.open_card(card)
            life.book.grant(card.member, "credit_card", card.limit)
        for order in holdings.orders:
            first = self.plan.scenario.start + timedelta(days=order.first)
            services.order(accounts[order.member, "transaction"], accounts[order.member, "savings"], order.amount, order.every, first)

    def _conclude(self, life: Life) -> None:
        """What was counted during the run."""
        report, tally, loans = self.report, life.tally, self.loans
        report.accounts = len(self.accounts)
        report.transactions, report.volume_minor = tally.transactions, tally.volume
        report.funnel = life.funnel
        report.loan_applications, report.loan_approvals = life.funnel.applied, life.funnel.approved
        report.arrears = {"loans": len(loans) + life.funnel.drawn, "in_arrears": sum(loan.in_arrears for loan, _ in loans)}
        report.holds, report.fraud, report.fraud_labels = dict(tally.holds), dict(tally.fraud), tally.fraud_labels
        report.refusals, report.unexpected, report.undone = dict(tally.refusals), tally.unexpected, tally.undone
        report.daily, report.hours = tally.daily, tally.hours
        report.categories, report.merchants = tally.categories(), tally.merchants()

    def _read_books(self, life: Life) -> None:
        """What the nights did, and the books they left."""
        life.nights.conclude()
        self.report.banking = life.banking
        dates = [night.date for night in life.banking.nights]
        days = [(self.opening_day + timedelta(days=n)).isoformat() for n in range(len(self.plan.calendar) - self.lead)]
        self.report.breaches += [f"no night has ended {day}" for day in days if day not in dates]
        self.report.breaches += self.books.close(self.plan.calendar[-1])

    def _sample(self) -> Sample | None:
        """One statement of the member whose month is told, as files; the last that there is."""
        ends = self.report.banking.month_ends
        if self.papers is None or not ends:
            return None
        member, last = protagonist(self.plan), ends[-1].date
        account = self.platform.account(member.number, "transaction", self.accounts[member.number, "transaction"])
        page, file = self.platform.statement(account.id, date.fromisoformat(last))
        names = [f"statement-{last}.html", f"statement-{last}.pdf"]
        for name, content in zip(names, (page, file), strict=True):
            (self.papers / name).write_bytes(content)
        return Sample(member.name, "transaction", account.number, last, *names)

    def _check(self, life: Life) -> None:
        """What the platform says of itself, and whether our own book agrees with its balances."""
        self.progress.begin("Checking", 5)
        head = self.platform.sealed_head()
        self.report.journal_root, self.report.journal_transfers = head.root, head.size
        self.progress.step()
        found = self.platform.invariants().to_dict()["invariants"]
        self.report.invariants = {name: Invariant(verdict["ok"], verdict["checked"]) for name, verdict in found.items()}
        self.report.breaches += [f"{name}: {verdict['first_bad']}" for name, verdict in found.items() if not verdict["ok"]]
        self.progress.step()
        self._reconcile(life)
        self.report.banking.sample = self._sample()  # the journal is sealed by now
        self.progress.step()
        story = self._story()
        self.progress.step()
        if story is not None:
            self._receipt(story)
        self.progress.step()

    def _reconcile(self, life: Life) -> None:
        balances = self.platform.balances(sorted(self.accounts.values()))
        differences = 0
        for (member, product), account in self.accounts.items():
            found = balances[account].current if product == "personal_loan" else balances[account].available
            known = life.book.of(member, product)
            if found != known:
                differences += 1
                self.report.breaches.append(f"account {account} has {found} minor units, the simulation's book says {known}")
        self.report.reconciled = {"accounts": len(self.accounts), "differences": differences}

    def _story(self) -> UUID | None:
        """One member's account as the platform tells it; gives the transfer whose receipt is shown."""
        member = protagonist(self.plan)
        account = self.platform.account(member.number, "transaction", self.accounts[member.number, "transaction"])
        names = self.platform.code_names()
        zone = ZoneInfo(self.plan.archetype.time_zone)
        place = f"{member.address.suburb}, {member.address.state}"
        opening = member.opening["transaction"]
        story = Story(member.name, place, member.living, account.bsb, account.number, opening)
        shown: list[tuple[int, UUID]] = []
        for item in self.platform.history(account.id)[1:]:  # the first is the balance brought over
            if not item.amount:
                continue
            name, title = names.get(item.code, (str(item.code), str(item.code)))
            signed = item.amount if str(item.direction) == "credit" else -item.amount
            at = moment_of(str(item.posted_at)).astimezone(zone).isoformat()
            story.entries.append(Entry(at, _words(item) or title, signed, item.current_after, name))
            shown.append((item.amount, UUID(str(item.id))))
        self.report.story = story
        return max(shown)[1] if shown else None

    def _receipt(self, transfer: UUID) -> None:
        receipt = self.platform.receipt(transfer)
        leaf, path = bytes.fromhex(receipt["leaf"]), [bytes.fromhex(step) for step in receipt["path"]]
        root = root_of(leaf, receipt["index"], receipt["size"], path)
        leads = root is not None and root.hex() == self.report.journal_root and receipt["size"] == self.report.journal_transfers
        if not leads:
            self.report.breaches.append(f"the receipt of transfer {transfer} does not lead to the journal's root")
        facts = receipt["transfer"]
        self.report.receipt = {
            "leaf": leaf_hash(leaf).hex(),
            "path": receipt["path"],
            "root": root.hex() if root else "",
            "leads": leads,
            "facts": {
                name: facts.get(name) for name in ("id", "posted_at", "amount", "debit", "credit", "value_date", "command", "detail")
            },
            "index": receipt["index"],
            "size": receipt["size"],
            "document": receipt,
        }


def _words(item: HistoryItem) -> str:
    """What the statement prints for an entry: whoever is on the other side, in the words that travelled along."""
    detail = item.detail.to_dict() if item.detail else {}
    return str(next((detail[name] for name in ("merchant", "payee", "employer", "payer", "biller", "description") if detail.get(name)), ""))


def _blank(plan: Plan, tenant: str) -> Report:
    archetype: Archetype = plan.archetype
    scenario: Scenario = plan.scenario
    members, days = len(plan.members), len(plan.calendar)
    return Report(
        tenant=tenant,
        title=archetype.title,
        scenario=scenario.title,
        description=scenario.description,
        seed=plan.seed.value,
        start=scenario.start.isoformat(),
        time_zone=archetype.time_zone,
        members=members,
        accounts=0,
        products=0,
        days=days,
        currency=archetype.currency,
        population=population(plan),
        asked={
            "transactions": TRANSACTIONS * members * days,
            "volume_minor": VOLUME * members * days,
            "loan_applications": round(APPLICATIONS * members * days),
            "approval": APPROVED,
            "unemployment": scenario.unemployment,
            "inflation": scenario.inflation,
            "fraud": scenario.fraud,
            "arrears": scenario.arrears,
        },
    )
