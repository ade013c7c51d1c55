"""Benchmarks: scripts to run by hand or in CI, not tests."""
