"""What members decide when the moment comes, by the balance that they see."""

from twincore.simulation.archetype import load_archetype
from twincore.simulation.intents import Act, Intent
from twincore.simulation.members import Member, populate
from twincore.simulation.mind import Book, Mind
from twincore.simulation.scenario import load_scenario
from twincore.simulation.seeds import Seed


def mind_of(available: int, savings: int = 0) -> tuple[Mind, Member]:
    people = populate(Seed(1), load_archetype("cu-digital"), load_scenario("steady-state"), 5)
    book = Book({(1, "transaction"): available, (1, "savings"): savings, (2, "transaction"): 0})
    return Mind(Seed(1), people, book), people[0]


def purchase(number: int, amount: int) -> Intent:
    return Intent(600, 1, Act.CARD, amount, "groceries", "Corella Foods", number=number)


def test_who_has_enough_pays() -> None:
    mind, _ = mind_of(100_00)
    asked = purchase(1, 40_00)
    assert mind.decide(asked) == [asked]
    assert mind.can_pay(asked)


def test_who_has_too_little_and_savings_mostly_takes_them_first() -> None:
    mind, _ = mind_of(10_00, savings=500_00)
    topped = [decided for n in range(400) if len(decided := mind.decide(purchase(n, 40_00))) == 2]
    assert 100 < len(topped) < 390
    assert all(first.act is Act.DRAW_SAVINGS and first.amount == 50_00 for first, _ in topped)


def test_who_has_too_little_and_nothing_else_mostly_lets_it_be_and_sometimes_tries() -> None:
    mind, _ = mind_of(10_00)
    tried = sum(len(mind.decide(purchase(n, 40_00))) for n in range(400))
    assert 0 < tried < 280
    assert not mind.can_pay(purchase(1, 40_00))


def test_bills_are_tried_whatever_the_balance() -> None:
    mind, _ = mind_of(10_00)
    bill = Intent(600, 1, Act.DIRECT_DEBIT, 90_00, "mobile", "OutbackTel", number=3)
    assert mind.decide(bill)[-1] is bill


def test_nobody_saves_what_is_not_there() -> None:
    mind, _ = mind_of(10_00)
    assert mind.decide(Intent(600, 1, Act.SAVE, 90_00, "savings", "Savings", number=3, account="savings")) == []


def test_a_shop_settles_only_what_was_authorised() -> None:
    mind, _ = mind_of(100_00)
    held = Intent(600, 1, Act.AUTHORISE, 40_00, "fuel", "Redback Fuel", number=1)
    settled = Intent(2000, 1, Act.CAPTURE, 30_00, "fuel", "Redback Fuel", number=2, origin=held)
    assert mind.decide(settled) == []
    mind.done.add(1)
    assert mind.decide(settled) == [settled]


def test_the_book_follows_a_purchase_from_hold_to_settlement_and_can_take_it_back() -> None:
    mind, _ = mind_of(100_00)
    held = Intent(600, 1, Act.AUTHORISE, 150, "fuel", "Redback Fuel", number=1)
    settled = Intent(2000, 1, Act.CAPTURE, 60, "fuel", "Redback Fuel", number=2, origin=held)
    for intent, left in ((held, 100_00 - 150), (settled, 100_00 - 60)):
        mind.settle(intent)
        assert mind.book.of(1) == left
    mind.settle(settled, sign=-1)
    assert mind.book.of(1) == 100_00 - 150


def test_payments_between_members_are_in_both_their_books() -> None:
    mind, _ = mind_of(100_00)
    mind.settle(Intent(600, 1, Act.PAY_MEMBER, 25_00, "people", "", other=2, number=1))
    assert (mind.book.of(1), mind.book.of(2)) == (75_00, 25_00)


def test_a_loan_is_owed_with_its_fee() -> None:
    mind, _ = mind_of(0)
    draw = Intent(600, 1, Act.LOAN_DRAW, 5_000_00, "loan_draw", "Loan", fee=150_00, account="personal_loan", number=1)
    mind.settle(draw)
    assert (mind.book.of(1), mind.book.of(1, "personal_loan")) == (5_000_00, 5_150_00)
    mind.settle(draw, sign=-1)
    assert (mind.book.of(1), mind.book.of(1, "personal_loan")) == (0, 0)


def test_an_instalment_that_is_not_there_is_set_aside_from_savings_if_they_have_it() -> None:
    due = Intent(1230, 1, Act.SET_ASIDE, 240_00, "savings", "Savings", number=5)
    mind, _ = mind_of(100_00, savings=500_00)
    (taken,) = mind.decide(due)
    assert (taken.act, taken.amount, taken.account) == (Act.DRAW_SAVINGS, 150_00, "savings")
    assert mind_of(240_00, savings=500_00)[0].decide(due) == []
    assert mind_of(100_00, savings=50_00)[0].decide(due) == []
