"""The benchmarks: what the platform reaches on this machine, measured from outside."""
