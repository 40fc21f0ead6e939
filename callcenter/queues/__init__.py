"""Desks and their queues: who serves what, and the figures of the lines."""
