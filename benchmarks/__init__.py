"""Measurements: each prints a table and keeps it in `docs/benchmarks.md`."""
