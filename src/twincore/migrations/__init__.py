"""Numbered migrations, run by twincore.kernel.migrations."""
