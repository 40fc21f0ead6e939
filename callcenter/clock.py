"""The one clock; whoever reckons with time is given it, so that tests can give another."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)
