"""Tickets: what a citizen wants, who does it, until when, and what became of it."""
