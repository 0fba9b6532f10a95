"""The kernel: money, clocks, ids, refusals, the database, configuration, telemetry. It knows no banking."""
