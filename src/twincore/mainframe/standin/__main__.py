"""``python -m twincore.mainframe.standin online|batch|loader``, in the folder of the core's files."""

import sys

from twincore.mainframe.standin.batch import batch
from twincore.mainframe.standin.core import CoreFailed
from twincore.mainframe.standin.loader import load
from twincore.mainframe.standin.online import online


def main() -> int:
    """Run a program; its return code is the COBOL program's."""
    programs = {"online": online, "batch": batch, "loader": load}
    try:
        programs[sys.argv[1]]()
    except CoreFailed as failed:
        print(failed, file=sys.stderr)
        return failed.code
    return 0


sys.exit(main())
