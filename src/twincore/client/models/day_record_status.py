from enum import StrEnum


class DayRecordStatus(StrEnum):
    DONE = "done"
    RUNNING = "running"
    STOPPED = "stopped"
    WAITING = "waiting"

    def __str__(self) -> str:
        return str(self.value)
