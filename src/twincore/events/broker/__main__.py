"""``python -m twincore.events.broker [FOLDER]``: run a broker until interrupted; prints where clients find it."""

import signal
import sys
import time
from pathlib import Path

from twincore.events.broker import Broker


def main(arguments: list[str]) -> None:
    """Run a broker in a folder (default ``var/kafka``)."""
    broker = Broker(Path(arguments[0] if arguments else "var/kafka"))
    try:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        broker.start()
        print(broker.bootstrap, flush=True)
        while True:  # a signal that comes just before a wait is heard after it
            time.sleep(1)
    except KeyboardInterrupt:
        broker.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
