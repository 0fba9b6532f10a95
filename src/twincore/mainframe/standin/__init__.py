"""The stand-in: the core's programs in Python, for where there is no GnuCOBOL. It reads and writes the same bytes in the same files as the COBOL."""
