"""The online region: takes the queues while it is open, writes extracts on demand beside it, stops when asked to."""

import os
import time
from bisect import bisect_left
from pathlib import Path
from typing import Final

from twincore.mainframe.records import TRANSACTION
from twincore.mainframe.standin.core import Core
from twincore.mainframe.standin.extracts import ExtractFile
from twincore.mainframe.standin.fields import zoned
from twincore.mainframe.standin.heart import Heart
from twincore.mainframe.standin.poster import Poster
from twincore.mainframe.standin.recovery import recover

_BLOCK: Final = 256
_EXTRACT_BLOCK: Final = 100
_REST_S: Final = 0.001


def online() -> None:
    """Run until the control card says stop."""
    core = Core()
    heart = Heart(core)
    recover(core, heart)
    core.state = "CLSD"
    heart.beat()
    queues = {"B": os.open("branch.queue", os.O_RDONLY), "Q": os.open("request.queue", os.O_RDONLY)}
    poster = Poster(core)
    extract = _OnDemand(core, heart)
    while heart.wanted != "S":
        took = core.state == "OPEN" and (_take(core, poster, "B", queues["B"]) or _take(core, poster, "Q", queues["Q"]))
        if not extract.some() and not took:
            time.sleep(_REST_S)
        heart.tick()
    core.tie_up("STOP", core.lsn)
    core.checkpoint("STOP")
    core.state = "STOP"
    heart.beat()


def _take(core: Core, poster: Poster, source: str, queue: int) -> bool:
    """Post what is waiting in a queue, up to a block, or one when it is slow."""
    length = TRANSACTION.length
    number = core.branch_record if source == "B" else core.queue_record
    data = os.pread(queue, length * (1 if core.slow_ms else _BLOCK), number * length)
    count = len(data) // length
    for n in range(count):
        number += 1
        poster.post(data[n * length : (n + 1) * length], source, number)
        if source == "B":
            core.branch_record = number
        else:
            core.queue_record = number
    core.put()
    return count > 0


class _OnDemand:
    """The extract that the control card asks for, 100 accounts at a time."""

    def __init__(self, core: Core, heart: Heart) -> None:
        self.core, self.heart = core, heart
        self._file: ExtractFile | None = None
        self._number = self._at = 0
        self._last = b""

    def some(self) -> bool:
        """Write some more of it; False if none is asked for."""
        if self._file is None:
            return self.heart.extract_asked > self.core.extract and self._begin()
        keys = self.core.books.keys()
        for _ in range(_EXTRACT_BLOCK):
            if self._at == len(keys) or keys[self._at] > self._last:
                self._end(self._file)
                return True
            self._file.add(self.core.books.record(keys[self._at]))
            self._at += 1
        return True

    def _begin(self) -> bool:
        self._number = self.heart.extract_asked
        first, last = self.heart.extract_from, self.heart.extract_to
        self._file = ExtractFile(self.core, Path(f"extract/MASTER.X{self._number:08d}"), first, last)
        self._at = bisect_left(self.core.books.keys(), zoned(first, 15))
        self._last = zoned(last, 15)
        return True

    def _end(self, file: ExtractFile) -> None:
        file.close()
        file.name()
        self._file = None
        self.core.extract = self._number
        self.heart.beat()
