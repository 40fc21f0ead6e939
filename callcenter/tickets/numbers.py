"""Ticket numbers: 2026-11-000012, counted within each month of the city's calendar."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlmodel import Session

# One statement, so the row is locked until the ticket's own transaction ends: a number
# is never given twice, and one that was rolled back is given again.
_NEXT = text(
    "INSERT INTO ticket_sequence (month, last) VALUES (:month, 1) "
    "ON CONFLICT (month) DO UPDATE SET last = ticket_sequence.last + 1 RETURNING last"
)


def next_number(session: Session, now: datetime, zone: ZoneInfo) -> str:
    """The next number, part of the caller's transaction."""
    month = now.astimezone(zone).strftime("%Y-%m")
    last: int = session.connection().execute(_NEXT, {"month": month}).scalar_one()
    return f"{month}-{last:06d}"
