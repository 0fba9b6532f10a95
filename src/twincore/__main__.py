"""``python -m twincore`` is the command ``twincore``."""

from twincore.cli import main

if __name__ == "__main__":
    main()
