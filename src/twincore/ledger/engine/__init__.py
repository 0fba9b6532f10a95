"""The engine: decides transfers in order, many at a time, and commits them as blocks. Read judge, one_by_one, write, then lane."""
