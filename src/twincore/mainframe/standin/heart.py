"""The time, the operator's wishes and the heartbeat."""

import os
import time
from pathlib import Path
from typing import Any, Final

from twincore.copybook import decode, encode
from twincore.mainframe.records import CODEPAGE, CONTROL, STATUS
from twincore.mainframe.standin.core import Core, CoreFailed
from twincore.mainframe.standin.fields import zoned

_LOOK_US: Final = 20_000
_BEAT_US: Final = 50_000


def wall_us() -> int:
    """The machine's time."""
    return time.time_ns() // 1000


class Heart:
    """Reads the control card every 20 ms and writes the status every 50 ms, when ``tick`` is called often enough."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.card: dict[str, Any] = {}
        self.wanted = "R"
        self.extract_asked = 0
        self.extract_from = 0
        self.extract_to = 0
        self._image = b""
        self._next_look = self._next_beat = 0
        self._beats = 0
        self._status = os.open("status.beat", os.O_RDWR | os.O_CREAT, 0o644)

    def tick(self) -> None:
        """Do what is due."""
        now = wall_us()
        if now >= self._next_look:
            self._look(now)
        if now >= self._next_beat:
            self._beat(now)

    def beat(self) -> None:
        """Read the card and write the status now."""
        now = wall_us()
        self._look(now)
        self._beat(now)

    def _look(self, now: int) -> None:
        self._next_look = now + _LOOK_US
        try:
            image = Path("control.card").read_bytes()
        except FileNotFoundError:
            raise CoreFailed(12, "HEART: NO control.card") from None
        core = self.core
        if image != self._image:
            self._image = image
            self.card = card = decode(CONTROL, image, CODEPAGE)
            self.wanted = card["CTL-WANTED"]
            core.batch_logged = card["CTL-BATCH-LOGGED"]
            core.business_date = card["CTL-BUSINESS-DATE"]
            core.business_digits = zoned(core.business_date, 8)
            core.slow_ms = card["CTL-SLOW-MS"]
            self.extract_asked = card["CTL-EXTRACT"]
            self.extract_from, self.extract_to = card["CTL-EXTRACT-FROM"], card["CTL-EXTRACT-TO"]
        wall = self.card["CTL-CLOCK-MODE"] == "W"
        core.clock_of_posting = wall_us if wall else None
        core.clock = now if wall else self.card["CTL-CLOCK"]
        if core.state in ("OPEN", "CLSD"):
            core.state = "OPEN" if self._in_hours() else "CLSD"

    def _in_hours(self) -> bool:
        card = self.card
        if card["CTL-HOURS"] in ("O", "C"):
            return bool(card["CTL-HOURS"] == "O")
        minute = (self.core.clock // 60_000_000 + card["CTL-UTC-OFFSET"]) % 1440
        now, opens, closes = minute // 60 * 100 + minute % 60, card["CTL-OPENS"], card["CTL-CLOSES"]
        return bool(opens <= now < closes if closes > opens else now >= opens or now < closes)

    def _beat(self, now: int) -> None:
        self._next_beat = now + _BEAT_US
        self._beats += 1
        core = self.core
        values = {
            "STA-EYE": "STAT",
            "STA-STATE": core.state,
            "STA-BUSINESS-DATE": core.business_date,
            "STA-LAST-BATCH": core.last_batch,
            "STA-OPENS": self.card["CTL-OPENS"],
            "STA-CLOSES": self.card["CTL-CLOSES"],
            "STA-BEAT": self._beats,
            "STA-BEAT-AT": now,
            "STA-PROCESS": os.getpid(),
            "STA-CLOCK": core.clock,
            "STA-LSN": core.lsn,
            "STA-EPOCH": core.epoch,
            "STA-QUEUE-RECORD": core.queue_record,
            "STA-BRANCH-RECORD": core.branch_record,
            "STA-POSTED": core.posted,
            "STA-REJECTED": core.reject_number,
            "STA-CONTROL": self.card["CTL-NUMBER"],
            "STA-EXTRACT": core.extract,
            "STA-BEAT-CHECK": self._beats,
        }
        os.pwrite(self._status, encode(STATUS, values, CODEPAGE), 0)
