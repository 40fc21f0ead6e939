"""Why a seat is paused. People choose from the first list; the server gives the others."""

from callcenter.agents.seat import MISSED_CALLS, ON_CALL, PHONE_LOST

CHOSEN = ("rest", "meal", "training", "meeting", "paperwork", "other")
GIVEN = (MISSED_CALLS, PHONE_LOST, ON_CALL)


def message_code(reason: str) -> str:
    """Code of the reason's label in the message files."""
    return f"seat.pause_{reason}"
