"""smsxl beside other validators on one register with planted faults: `python -m tests.bench.peers`."""
