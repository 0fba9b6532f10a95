"""Rate limits: a token bucket per client, refilled by the second."""

import time
from collections import OrderedDict

from twincore.kernel.refusal import Category, Refusal, Retry

CLIENTS_MAX = 20_000


class RateLimit:
    """So many requests per second and client, with a burst of one second's worth. Used from the event loop alone."""

    def __init__(self, per_s: int) -> None:
        self._per_s = float(per_s)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # what is left, and when it was

    def take(self, client: str, now_s: float | None = None, cost: float = 1.0) -> None:
        """Count one request of a client; refuses ``rate_limited``. now_s: a monotonic time."""
        now_s = time.monotonic() if now_s is None else now_s
        left, then_s = self._buckets.get(client, (self._per_s, now_s))
        left = min(self._per_s, left + (now_s - then_s) * self._per_s)
        allowed = left >= cost
        self._buckets[client] = (left - cost if allowed else left, now_s)
        self._buckets.move_to_end(client)
        if len(self._buckets) > CLIENTS_MAX:
            self._buckets.popitem(last=False)
        if not allowed:
            raise Refusal(
                "rate_limited",
                f"This client may ask {self._per_s:.0f} times a second.",
                category=Category.BUSY,
                retry=Retry.SAME_KEY,
            )
