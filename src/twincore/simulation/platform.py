"""The platform as an outsider sees it: every verb here is a request to the public API, sent with the token of the desk that may ask for it."""

import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any, TypeVar
from uuid import UUID

import httpx
import orjson

from twincore.client import AuthenticatedClient, Client
from twincore.client.api.accounts import get_account, get_account_history, list_balances, open_account
from twincore.client.api.audit import list_audit
from twincore.client.api.bulk import onboard_members, post_transactions
from twincore.client.api.clients import register_client
from twincore.client.api.credit import book_loan, get_arrears
from twincore.client.api.interest import define_interest_plan, set_withholding
from twincore.client.api.journal import check_invariants, get_receipt, get_tree_head
from twincore.client.api.loans import accept_loan, apply_for_loan, decide_loan, decide_referred_loan
from twincore.client.api.nights import end_day, get_day
from twincore.client.api.products import list_products
from twincore.client.api.statements import get_statement_file, get_statement_page
from twincore.client.api.tenants import create_tenant, set_clock
from twincore.client.api.transactions import list_system_accounts, list_transaction_codes, post_transaction
from twincore.client.api.transfers import get_transfers_of_command, post_linked_transfers
from twincore.client.models import (
    AccountOpeningOrder,
    AccountRecord,
    ApplicantFacts,
    AuditPage,
    BalanceList,
    BalanceRecord,
    ClientRegistration,
    ClockSetting,
    DayEnding,
    DayRecord,
    Employment,
    HistoryItem,
    HistoryPage,
    InterestPlanDefinition,
    InterestPlanDefinitionRules,
    InvariantReport,
    LinkedTransfers,
    LoanAcceptance,
    LoanBooking,
    LoanDecisionOrder,
    LoanOrder,
    LoanRecord,
    Problem,
    ProductRecord,
    ReferredDecision,
    Residence,
    RoleName,
    TenantOpening,
    Terms,
    TransactionOrder,
    TransactionOrderParameters,
    TransferAsk,
    TransferList,
    TreeHeadRecord,
    WithholdingOrder,
)
from twincore.client.types import UNSET, File, Response, Unset
from twincore.kernel.clock import to_datetime
from twincore.kernel.refusal import Refusal
from twincore.simulation.bank import Answer, LoanAnswer, NightPosting, OpenAccount
from twincore.simulation.instructions import Desk, Instruction
from twincore.simulation.intents import Applicant, LoanWish
from twincore.simulation.loans import OldLoan
from twincore.simulation.members import Member
from twincore.simulation.plan import Plan
from twincore.simulation.report import ArrearsDay, Night

T = TypeVar("T")

ROLES: dict[Desk, tuple[RoleName, ...]] = {
    Desk.CHANNELS: (RoleName.PARTNER,),
    Desk.BACK_OFFICE: (RoleName.OPERATOR,),
    Desk.BRANCH: (RoleName.TELLER,),
    Desk.LENDING: (RoleName.MANAGER,),
    Desk.CONTROL: (RoleName.AUDITOR,),
}
"""The roles of each desk's token."""
TRIES_MAX = 40
TIMEOUT_S = 180.0
BALANCES_MAX = 200
HISTORY_MAX = 200
LOANS_AT_ONCE = 4
LIQUIDITY = "direct_entry_settlement"
"""The credit union's own account through which everything is settled in the end."""
SETTLED = {"atm_cash": 50_000_00, "realtime_settlement": 0, "bill_settlement": 0, "card_settlement": 0}
"""What its other accounts are brought to at the end of each day."""
AUDIT_MAX = 200
READ = "read"
"""Stands for the key of a request that has none, so that how often one looks moves no other key."""
NIGHT_ACTOR = "end of day"
"""Who the audit trail says has asked for what the nights post."""
AFTER_POSTINGS = frozenset(
    {"statements", "credit_accruals", "gl_batch", "gl_accruals", "external_movements", "match", "reconcile", "report"}
)
"""Steps of a night behind its last posting: from there on the next day may begin."""
NIGHT_LOOK_S = 0.02
"""How often it is looked whether a night is over."""


class Refused(Refusal):
    """The platform said no where a run cannot go on without a yes; code and message are the platform's."""


@dataclass(frozen=True, slots=True)
class _Decided:
    """A loan application after its decision. verdict: of the engine; record: with a person's decision, where it was referred."""

    loan: UUID
    verdict: str
    record: LoanRecord


class Platform:
    """The public API for one tenant that is made here. base_url: where it is served; token: of an operator of the platform."""

    def __init__(self, base_url: str, token: str, plan: Plan, tenant: str) -> None:
        self.requests = 0
        self._base_url = base_url
        self._plan = plan
        self._tenant = tenant
        self._operator = self._client(token)
        self._desks: dict[Desk, AuthenticatedClient] = {}
        self._parties: dict[int, UUID] = {}
        self._products: dict[str, ProductRecord] = {}
        self._key = 0
        self._own: dict[str, int] = {}
        self._codes: dict[int, tuple[str, str]] = {}
        self._audited: str | Unset = UNSET

    def close(self) -> None:
        """Close the connections."""
        for client in (self._operator, *self._desks.values()):
            client.get_httpx_client().close()

    # -- setting up

    def open_tenant(self, start_us: int) -> None:
        """Create the synthetic tenant with its clock at a moment, and a client with a token for each desk."""
        archetype = self._plan.archetype
        opening = TenantOpening(
            name=self._tenant,
            display_name=archetype.title,
            currency=archetype.currency,
            time_zone=archetype.time_zone,
            synthetic=True,
            start=to_datetime(start_us),
        )
        self._ask(lambda key: create_tenant.sync_detailed(client=self._operator, body=opening, idempotency_key=key))
        with ThreadPoolExecutor() as together:  # secrets are hashed slowly on purpose
            self._desks = dict(zip(Desk, map(self._client, together.map(self._register, Desk)), strict=True))
        found = self._ask(lambda _: list_products.sync_detailed(client=self._desks[Desk.BACK_OFFICE]))
        self._products = {product.name: product for product in found.products}

    def define_plan(self, product: str, rules: dict[str, Any], since: date) -> None:
        """Give what members call a product an interest plan from a date on."""
        document = InterestPlanDefinitionRules()
        document.additional_properties = rules
        order = InterestPlanDefinition(rules=document, effective_from=since)
        name, client = self._plan.archetype.products[product], self._desks[Desk.BACK_OFFICE]
        self._ask(lambda key: define_interest_plan.sync_detailed(name, client=client, body=order, idempotency_key=key))

    def withhold_tax(self, member: int, since: date) -> None:
        """Have tax withheld from a member's interest."""
        order, client = WithholdingOrder(withhold=True, since=since), self._desks[Desk.BRANCH]
        self._ask(lambda key: set_withholding.sync_detailed(self._parties[member], client=client, body=order, idempotency_key=key))

    def open_another(self, member: int, product: str) -> int:
        """Open one more account at call for a member; gives its id."""
        order = AccountOpeningOrder(product=self._plan.archetype.products[product], party=self._parties[member])
        client = self._desks[Desk.BRANCH]
        return self._ask(lambda key: open_account.sync_detailed(client=client, body=order, idempotency_key=key)).id

    def fund(self, amount: int) -> None:
        """The credit union's own liquidity is brought over: what it holds elsewhere."""
        own = self._own_accounts()
        self._move([(own[LIQUIDITY], own["opening_balance"], amount)])

    def settle(self) -> None:
        """The rails and the cash machines are settled out of the credit union's liquidity, each to its target."""
        own = self._own_accounts()
        held = self.balances([own[name] for name in SETTLED])
        short = [(own[name], target - held[own[name]].current) for name, target in SETTLED.items()]
        legs = [
            (account, own[LIQUIDITY], amount) if amount > 0 else (own[LIQUIDITY], account, -amount) for account, amount in short if amount
        ]
        if legs:
            self._move(legs)

    def _own_accounts(self) -> dict[str, int]:
        if not self._own:
            found = self.read(lambda client: list_system_accounts.sync_detailed(client=client))
            self._own = {one.name: one.account for one in found.accounts if one.currency == self._plan.archetype.currency}
        return self._own

    def _move(self, legs: Sequence[tuple[int, int, int]]) -> None:
        body = LinkedTransfers(transfers=[TransferAsk(debit=debit, credit=credit, amount=amount) for debit, credit, amount in legs])
        client = self._desks[Desk.BACK_OFFICE]
        self._ask(lambda key: post_linked_transfers.sync_detailed(client=client, body=body, idempotency_key=key))

    def _register(self, desk: Desk) -> str:
        """Register a desk as a client of the local issuer, and get its token there."""
        secret = secrets.token_urlsafe(32)
        asked = ClientRegistration(name=desk.value, secret=secret, roles=list(ROLES[desk]))
        register = lambda key: register_client.sync_detailed(self._tenant, client=self._operator, body=asked, idempotency_key=key)  # noqa: E731
        self._ask(register, f"{self._tenant}-{self._plan.seed.value}-{desk.value}")
        return fetch_token(self._base_url, f"{desk.value}@{self._tenant}", secret)

    def products(self) -> int:
        """How many products the credit union offers."""
        return len(self.read(lambda client: list_products.sync_detailed(client=client)).products)

    def rule(self, product: str, name: str) -> int:
        """A number among the rules of what members call a product; 0 where it has none."""
        return int(self._products[self._plan.archetype.products[product]].rules.to_dict().get(name) or 0)

    def onboard(self, members: Sequence[Member]) -> dict[tuple[int, str], int]:
        """Make people members, verified and marked synthetic, with their accounts at call; gives account ids by (member, product)."""
        lines = [self._onboarding(member) for member in members]
        accounts: dict[tuple[int, str], int] = {}
        for member, item in zip(members, self._bulk(onboard_members.sync_detailed, Desk.BACK_OFFICE, lines), strict=True):
            if item["refusal"] is not None:
                raise Refused(item["refusal"]["code"], item["refusal"]["detail"])
            self._parties[member.number] = UUID(item["member"])
            accounts |= {(member.number, product): account for product, account in zip(deposits(member), item["accounts"], strict=True)}
        return accounts

    def open_deposit(self, member: int, amount: int) -> int:
        """Open a term deposit for an amount that will be paid in; gives its account id."""
        name = self._plan.archetype.products["term_deposit"]
        months = self._products[name].rules.to_dict()["term_months"][0]
        order = AccountOpeningOrder(product=name, party=self._parties[member], terms=Terms(opening_amount=amount, term_months=months))
        client = self._desks[Desk.BRANCH]
        return self._ask(lambda key: open_account.sync_detailed(client=client, body=order, idempotency_key=key)).id

    def _onboarding(self, member: Member) -> dict[str, Any]:
        names, address = self._plan.archetype.products, member.address
        return {
            "id": str(self._plan.seed.id("member", member.number)),
            "person": {
                "given_name": member.given,
                "family_name": member.family,
                "birth_date": member.born.isoformat(),
                "email": member.email,
                "phone": member.phone,
                "address": {"line1": address.line, "suburb": address.suburb, "state": address.state, "postcode": address.postcode},
                "tfn": member.tfn,
                "kyc": "verified",
                "synthetic": True,
            },
            "accounts": [{"product": names[product]} for product in deposits(member)],
        }

    # -- life (the verbs of Bank)

    def set_clock(self, at_us: int) -> None:
        """Move the tenant's clock to a moment."""
        setting = ClockSetting(to=to_datetime(at_us))
        client = self._desks[Desk.BACK_OFFICE]
        self._ask(lambda key: set_clock.sync_detailed(self._tenant, client=client, body=setting, idempotency_key=key))

    def post(self, instructions: Sequence[Instruction]) -> list[Answer]:
        """Ask for transactions of one desk in one request."""
        lines = [{"id": str(one.id), "code": one.code, "parameters": one.parameters} for one in instructions]
        answers = []
        for item in self._bulk(post_transactions.sync_detailed, instructions[0].desk, lines):
            refusal = item["refusal"]
            answers.append(Answer(True) if refusal is None else Answer(False, refusal["code"], refusal["detail"]))
        return answers

    def post_one(self, instruction: Instruction) -> Answer:
        """Ask for one transaction."""
        parameters = TransactionOrderParameters()
        parameters.additional_properties = dict(instruction.parameters)
        order = TransactionOrder(code=instruction.code, parameters=parameters, id=instruction.id)
        client = self._desks[instruction.desk]
        try:
            self._ask(lambda key: post_transaction.sync_detailed(client=client, body=order, idempotency_key=key))
        except Refused as refused:
            return Answer(False, refused.code, refused.message)
        return Answer(True)

    def borrow(self, wish: LoanWish) -> LoanAnswer:
        """Apply for a loan at the branch, let the engine or else a person decide, and accept what is approved."""
        purpose = wish.purpose.replace("_", " ")
        return self._accept(self._apply(wish.member, wish.amount, wish.months, purpose, wish.applicant, passes=wish.person_approves))

    def bring_over(self, loans: Sequence[OldLoan]) -> Iterator[LoanAnswer]:
        """Open the accounts of loans that members bring along: decided several at a time, accepted in order, so that account ids follow it."""
        purpose = "Brought over from another lender"
        with ThreadPoolExecutor(LOANS_AT_ONCE) as together:
            decided = together.map(
                lambda loan: self._apply(loan.member, loan.owed, loan.months, purpose, loan.applicant, passes=True), loans
            )
            yield from map(self._accept, decided)

    def _apply(self, member: int, amount: int, months: int, purpose: str, facts: Applicant, *, passes: bool) -> _Decided:
        branch, lending = self._desks[Desk.BRANCH], self._desks[Desk.LENDING]
        order = LoanOrder(
            product=self._plan.archetype.products["personal_loan"],
            party=self._parties[member],
            amount=amount,
            term_months=months,
            purpose=purpose,
            applicant=ApplicantFacts(
                employment=Employment(facts.employment),
                employed_months=facts.employed_months,
                gross_income=facts.gross_income,
                net_income=facts.net_income,
                living_expenses=facts.living_expenses,
                debt_repayments=facts.debt_repayments,
                residence=Residence(facts.residence),
                defaults=facts.defaults,
            ),
        )
        keys = f"{self._tenant}-{self._plan.seed.value}-loan-{member}"
        applied = self._ask(lambda key: apply_for_loan.sync_detailed(client=branch, body=order, idempotency_key=key), f"{keys}-apply")
        loan = UUID(str(applied.id))
        decide = lambda key: decide_loan.sync_detailed(loan, client=lending, body=LoanDecisionOrder(), idempotency_key=key)  # noqa: E731
        decided: LoanRecord = self._ask(decide, f"{keys}-decide")
        verdict = str(decided.status)
        if verdict == "referred":
            words = ReferredDecision(approve=passes, reason="Employer confirmed by telephone." if passes else "The job is too new.")
            person = lambda key: decide_referred_loan.sync_detailed(loan, client=lending, body=words, idempotency_key=key)  # noqa: E731
            decided = self._ask(person, f"{keys}-person")
        return _Decided(loan, verdict, decided)

    def _accept(self, one: _Decided) -> LoanAnswer:
        decision = one.record.decision
        reasons = tuple(reason.code for reason in decision.reasons) if decision else ()
        if str(one.record.status) != "approved":
            return LoanAnswer(one.verdict, approved=False, reasons=reasons)
        branch = self._desks[Desk.BRANCH]
        accepted = self._ask(lambda key: accept_loan.sync_detailed(one.loan, client=branch, body=LoanAcceptance(), idempotency_key=key))
        rate = decision.rate_ppm / 1_000_000 if decision else 0.0
        return LoanAnswer(one.verdict, True, reasons, accepted.account.id, rate, self.rule("personal_loan", "establishment_fee"))

    def book_loan(self, account: int, *, due_day: int, repayment_account: int) -> None:
        """Put a loan under the nights, collected from an account."""
        order = LoanBooking(due_day=due_day, repayment_account=repayment_account)
        client = self._desks[Desk.BRANCH]
        self._ask(lambda key: book_loan.sync_detailed(account, client=client, body=order, idempotency_key=key))

    def begin_night(self, day: date) -> int:
        """Ask for the end of a business date, and wait until its night has posted all that it posts; gives how many postings."""
        client = self._desks[Desk.BACK_OFFICE]
        told: DayRecord = self._ask(lambda key: end_day.sync_detailed(day, client=client, body=DayEnding(), idempotency_key=key))
        return self._look(day, told, lambda record: record.step in AFTER_POSTINGS).posted

    def finish_night(self, day: date) -> Night:
        """Wait until the night of a business date is over."""
        began, client = time.perf_counter(), self._desks[Desk.BACK_OFFICE]
        told = self._look(day, self._ask(lambda _: get_day.sync_detailed(day, client=client), READ))
        figures = {step.step: step.figures.to_dict() for step in told.steps}
        return Night(
            date=day.isoformat(),
            seconds=round(time.perf_counter() - began, 3),
            took_ms=told.took_ms,
            transfers=(told.cut_seq or 0) - (told.from_seq or 0),
            posted=told.posted,
            refused=told.refused,
            discrepancies=told.discrepancies,
            trial_balance_zero=bool(told.trial_balance_zero),
            business_day=told.business_day,
            period_ends=[str(end) for end in told.period_ends],
            steps={step.step: step.took_ms for step in told.steps},
            statements=int(figures.get("statements", {}).get("statements", 0)),
            notices=int(figures.get("statements", {}).get("notices", 0)),
        )

    def _look(self, day: date, told: DayRecord, enough: Callable[[DayRecord], bool] = lambda _: False) -> DayRecord:
        """Look at a night until it is over, or has come far enough."""
        client = self._desks[Desk.BACK_OFFICE]
        while str(told.status) != "done" and not enough(told):
            if told.stopped_by is not None:
                raise Refused(told.stopped_by.code, f"The night of {day} stopped: {told.stopped_by.message}")
            time.sleep(NIGHT_LOOK_S)
            told = self._ask(lambda _: get_day.sync_detailed(day, client=client), READ)
        return told

    def night_postings(self) -> list[NightPosting]:
        """What the nights posted since this was last asked: the audit trail names their commands, and each command its transfers."""
        self._codes = self._codes or self.code_names()
        postings: list[NightPosting] = []
        while True:
            page: AuditPage = self._trail(self._audited)
            for entry in page.entries:
                self._audited = str(entry.seq)
                postings += self._posted_by(UUID(str(entry.command)))
            if len(page.entries) < AUDIT_MAX:
                return postings

    def _trail(self, after: str | Unset) -> AuditPage:
        client = self._desks[Desk.CONTROL]
        return self._ask(lambda _: list_audit.sync_detailed(client=client, after=after, actor=NIGHT_ACTOR, limit=AUDIT_MAX), READ)

    def _posted_by(self, command: UUID) -> Iterator[NightPosting]:
        client = self._desks[Desk.CONTROL]
        found: TransferList = self._ask(lambda _: get_transfers_of_command.sync_detailed(command, client=client), READ)
        legs: list[tuple[int, int, int]] = []
        for transfer in found.transfers:
            legs.append((transfer.debit, transfer.credit, transfer.amount))
            if not transfer.linked:  # the last of its group
                name, title = self._codes.get(transfer.code, (str(transfer.code), str(transfer.code)))
                yield NightPosting(name, title, tuple(legs), transfer.value_date)
                legs = []

    def ask(self, desk: Desk, call: Callable[[AuthenticatedClient, str], Response[T | Problem]]) -> T:
        """Ask something of a desk, with the next idempotency key. Raises ``Refused``."""
        client = self._desks[desk]
        return self._ask(lambda key: call(client, key))

    def party(self, member: int) -> UUID:
        """The id of a member on the platform."""
        return self._parties[member]

    # -- reading

    def read(self, call: Callable[[AuthenticatedClient], Response[T | Problem]]) -> T:
        """Ask something of the control desk that changes nothing."""
        return self._ask(lambda _: call(self._desks[Desk.CONTROL]), READ)

    def arrears_on(self, day: date) -> ArrearsDay:
        """Loans and cards behind at the end of a date."""
        found = self.read(lambda client: get_arrears.sync_detailed(day, client=client))
        by = {str(bucket.days): bucket for bucket in found.buckets}
        return ArrearsDay(
            day.isoformat(),
            accounts={days: bucket.accounts for days, bucket in by.items()},
            overdue={days: bucket.overdue for days, bucket in by.items()},
            owed={days: bucket.owed for days, bucket in by.items()},
        )

    def account(self, member: int, product: str, account: int) -> OpenAccount:
        """An account with its BSB and number."""
        found: AccountRecord = self._ask(lambda _: get_account.sync_detailed(account, client=self._desks[Desk.CONTROL]))
        return OpenAccount(member, product, account, found.bsb, found.number)

    def balances(self, accounts: Sequence[int]) -> dict[int, BalanceRecord]:
        """What is in each account now."""
        found: dict[int, BalanceRecord] = {}
        for first in range(0, len(accounts), BALANCES_MAX):
            page = self._balances(list(accounts[first : first + BALANCES_MAX]))
            found |= {balance.account: balance for balance in page.balances}
        return found

    def _balances(self, some: list[int]) -> BalanceList:
        return self._ask(lambda _: list_balances.sync_detailed(client=self._desks[Desk.CONTROL], account=some), READ)

    def history(self, account: int) -> list[HistoryItem]:
        """Everything that happened on an account, oldest first."""
        entries: list[HistoryItem] = []
        after: str | Unset | None = UNSET
        while True:
            page = self._history(account, after)
            entries += page.entries
            if not page.next_:
                return entries[::-1]
            after = page.next_

    def _history(self, account: int, after: str | Unset | None) -> HistoryPage:
        client = self._desks[Desk.CONTROL]
        return self._ask(lambda _: get_account_history.sync_detailed(account, client=client, after=after, limit=HISTORY_MAX))

    def code_names(self) -> dict[int, tuple[str, str]]:
        """Name and title of every transaction code by its number."""
        found = self._ask(lambda _: list_transaction_codes.sync_detailed(client=self._desks[Desk.CONTROL]))
        return {code.number: (code.name, code.title) for code in found.codes}

    def invariants(self) -> InvariantReport:
        """Let the platform check itself."""
        return self._ask(lambda _: check_invariants.sync_detailed(client=self._desks[Desk.CONTROL]))

    def sealed_head(self) -> TreeHeadRecord:
        """The head of the journal's tree once everything is sealed."""
        while True:
            head = self._ask(lambda _: get_tree_head.sync_detailed(client=self._desks[Desk.CONTROL]))
            if head.lag == 0:
                return head
            time.sleep(0.1)

    def receipt(self, transfer: UUID) -> dict[str, Any]:
        """The receipt of a transfer, as JSON."""
        return self._ask(lambda _: get_receipt.sync_detailed(transfer, client=self._desks[Desk.CONTROL])).to_dict()

    def statement(self, account: int, day: date) -> tuple[bytes, bytes]:
        """A statement as a page of HTML and as a PDF."""
        page = self.read(lambda client: get_statement_page.sync_detailed(account, day, client=client))
        file = self.read(lambda client: get_statement_file.sync_detailed(account, day, client=client))
        return page.payload.read(), file.payload.read()

    # -- sending

    def _client(self, token: str) -> AuthenticatedClient:
        secure = self._base_url.startswith("https:")  # without TLS there is no certificate to load
        client = AuthenticatedClient(base_url=self._base_url, token=token, timeout=httpx.Timeout(TIMEOUT_S), verify_ssl=secure)
        client.get_httpx_client()  # made now, once: threads that share the client would make one each
        return client

    def _next_key(self) -> str:
        """The next idempotency key: the requests of a run are sent in one order, so it follows from the seed."""
        self._key += 1
        return f"{self._tenant}-{self._plan.seed.value}-{self._key}"

    def _ask(self, call: Callable[[str], Response[T | Problem]], key: str | None = None) -> T:
        """Send a request until it has an answer; with the same key, so that it is done once. Raises ``Refused``."""
        key = key or self._next_key()
        for attempt in range(TRIES_MAX):
            self.requests += 1
            try:
                response = call(key)
            except httpx.TransportError:
                if attempt == TRIES_MAX - 1:
                    raise
                time.sleep(0.25)
                continue
            answer = response.parsed
            if answer is None:
                raise Refused("answer_unknown", f"HTTP {response.status_code}: {response.content[:300]!r}")
            if not isinstance(answer, Problem):
                return answer
            if str(answer.retry) != "same_key" or attempt == TRIES_MAX - 1:
                raise Refused(answer.code, answer.detail)
            time.sleep(0.25)
        raise AssertionError("the last try returns or raises")

    def _bulk(self, sending: Callable[..., Response[File | Problem]], desk: Desk, lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Send lines to a bulk endpoint; an answer for each line."""
        body, client = b"\n".join(map(orjson.dumps, lines)), self._desks[desk]
        file = self._ask(lambda key: sending(client=client, body=File(payload=BytesIO(body)), idempotency_key=key))
        return [orjson.loads(line) for line in file.payload.read().splitlines()]


def deposits(member: Member) -> list[str]:
    """What a member holds that is opened with the membership: neither term deposits, which have terms, nor loans, which are applied for."""
    return [product for product in member.products if product not in ("term_deposit", "personal_loan")]


def fetch_token(base_url: str, client_id: str, client_secret: str) -> str:
    """An access token of the local issuer for a client (RFC 6749, 4.4). Raises ``Refused``."""
    with Client(base_url=base_url, timeout=httpx.Timeout(TIMEOUT_S), verify_ssl=base_url.startswith("https:")) as client:
        form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret}
        response = client.get_httpx_client().post("/oauth/token", data=form)
    answer = orjson.loads(response.content)
    if not response.is_success:
        raise Refused(str(answer.get("error", "token_refused")), str(answer.get("error_description", "")))
    return str(answer["access_token"])


def moment_of(words: str) -> datetime:
    """A time of the wire."""
    return datetime.fromisoformat(words).astimezone(UTC)
