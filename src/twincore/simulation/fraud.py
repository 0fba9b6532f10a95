"""Fraud labels: a small share of what leaves members' accounts is made to look like what fraudsters do, and says so in the transfer's detail."""

from datetime import date

from twincore.simulation.intents import CARD_ACTS, DAY, Act, Intent
from twincore.simulation.scenario import Scenario
from twincore.simulation.seeds import Choice, Seed, lognormal_of_mean, quota

PATTERNS = Choice({"card_not_present": 0.5, "account_takeover": 0.15, "scam_payment": 0.2, "lost_card": 0.15})
"""How fraud looks, and how often each."""
SHOPS = ("GIFTCARDZ-INTL", "Luxe Watches Online", "CoinRamp Exchange", "Phone Outlet 24")
MULES = ("J Smith", "Quick Invest AU", "Bond Deposit", "Tax Office Payment")


def label_fraud(seed: Seed, scenario: Scenario, intents: list[Intent], calendar: list[date]) -> None:
    """Turn the scenario's share of all intents, drawn from those that pay somebody, into labelled fraud. Changes them in place."""
    answered = {id(i.origin) for i in intents if i.origin is not None}
    by_day: list[list[Intent]] = [[] for _ in calendar]
    for intent in intents:
        fit = intent.act in (Act.CARD, Act.PAY_OUT, Act.CASH_OUT) and id(intent) not in answered
        if fit:
            by_day[intent.at // DAY].append(intent)
    random = seed.stream("fraud")
    rate = sum(map(scenario.fraud_on, calendar)) / len(calendar)
    wanted = quota(sum(i.act is not Act.AUTHORISE for i in intents), rate)
    weights = Choice({n: scenario.fraud_on(day) * len(by_day[n]) + 1e-12 for n, day in enumerate(calendar)})
    for _ in range(wanted):
        pool = by_day[weights(random)]
        if pool:
            _defraud(seed, pool.pop(int(random.random() * len(pool))), PATTERNS(random))


def _defraud(seed: Seed, intent: Intent, pattern: str) -> None:
    random = seed.stream("fraud", intent.member, intent.at)
    night = intent.at // DAY * DAY + random.randrange(0, 5 * 60)
    intent.fraud = pattern
    intent.words = {}
    if pattern in ("card_not_present", "lost_card"):
        online = pattern == "card_not_present"
        intent.act, intent.online, intent.mcc = Act.CARD, online, 5999
        intent.category, intent.party = ("online", random.choice(SHOPS)) if online else ("kiosks", "Platform Kiosk")
        intent.amount = max(500, round(lognormal_of_mean(random, 190_00 if online else 85_00, 0.7)))
        intent.at = night if online else intent.at
    else:
        intent.act, intent.online, intent.mcc = Act.PAY_OUT, True, 0
        intent.category, intent.party = "people", random.choice(MULES)
        intent.amount = max(5_000, round(lognormal_of_mean(random, 620_00, 0.8) / 1000) * 1000)
        intent.at = night if pattern == "account_takeover" else intent.at
    assert intent.act in CARD_ACTS or intent.act is Act.PAY_OUT
