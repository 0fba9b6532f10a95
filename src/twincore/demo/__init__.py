"""The demo: one command that starts everything, lives a month and shows it."""
