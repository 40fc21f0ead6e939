"""Measurements, each with a command of its own; results in docs/benchmarks.md."""
