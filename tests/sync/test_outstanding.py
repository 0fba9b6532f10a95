"""What waits for the core, counted without copying it: against the same counted leg by leg."""

import random

import numpy as np

from twincore.sync.journal import Outstanding
from twincore.sync.model import LEG, Verdict


def test_what_waits_is_counted_as_leg_by_leg() -> None:
    draw = random.Random(5)
    for share in (0.0, 0.3, 1.0):
        outstanding = Outstanding(0)
        legs = np.zeros(500, LEG)
        legs["seq"], legs["leg"] = np.arange(500) // 2 + 1, np.arange(500) % 2
        legs["at"] = 1_000 + legs["seq"] // 3
        legs["amount"] = [draw.randint(-900, 900) for _ in range(500)]
        outstanding._add(legs)
        answered = [at for at in range(500) if draw.random() < share]
        outstanding.answer(np.array(answered, np.int64), Verdict.POSTED)
        open_ = [legs[at] for at in range(500) if at not in answered]
        assert outstanding.waiting() == (len(open_), min((int(leg["at"]) for leg in open_), default=0))
        assert outstanding.unanswered_minor() == sum(-int(leg["amount"]) for leg in open_ if leg["amount"] < 0)
