"""Giving way: background work of this process, and of the database's processes that serve it, stands behind others for the processor."""

import os
import socket
import struct
from pathlib import Path

from twincore.kernel.db import Connection

BEHIND = 10
"""How far behind, as nice(1) counts: one that gives way still gets about a tenth of a core that is asked for by others all the time."""


def give_way() -> None:
    """Let this thread, and those that it will start, run behind others. It cannot be taken back."""
    os.setpriority(os.PRIO_PROCESS, 0, max(BEHIND, os.getpriority(os.PRIO_PROCESS, 0)))


def let_server_give_way(conn: Connection) -> bool:
    """Let the server's process of a connection run behind others, as long as the connection lives; whether it will.

    It will not where the server is on another machine, or belongs to another user. Nobody else's process is ever meant: it must be a child of the
    very server that the kernel names as the connection's other end.
    """
    try:
        if (process := _server_process(conn)) is None:
            return False
        os.setpriority(os.PRIO_PROCESS, process, max(BEHIND, os.getpriority(os.PRIO_PROCESS, process)))
    except OSError:
        return False
    return True


def _server_process(conn: Connection) -> int | None:
    if not hasattr(socket, "SO_PEERCRED"):
        return None
    with socket.socket(fileno=os.dup(conn.pgconn.socket)) as here:
        if here.family != socket.AF_UNIX:
            return None
        server, _, _ = struct.unpack("3i", here.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    process = conn.info.backend_pid
    parent = int(Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[1])
    return process if parent == server else None
