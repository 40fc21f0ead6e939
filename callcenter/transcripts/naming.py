"""Who of several agents said it: a recording holds them in one voice, the live lines told them apart."""

from collections.abc import Sequence
from datetime import timedelta

from callcenter.transcripts.models import Speaker, TranscriptLine

SHARE = 0.5
"""So much of the shorter of two lines lies within the other when they are the same words."""


def name_agents(lines: Sequence[TranscriptLine], live: Sequence[TranscriptLine]) -> None:
    """Give lines of agents without a seat that of the live line said at the same time, where there is one."""
    known = [line for line in live if line.speaker == Speaker.AGENT and line.extension is not None]
    for line in lines:
        if line.speaker == Speaker.AGENT and line.extension is None:
            nearest = max(known, key=lambda other, line=line: _shared(line, other), default=None)  # type: ignore[misc]
            if nearest is not None and _shared(line, nearest) >= SHARE:
                line.extension = nearest.extension


def _shared(line: TranscriptLine, other: TranscriptLine) -> float:
    """How much of the shorter line both were said together, 0 to 1."""
    together = min(line.ended_at, other.ended_at) - max(line.began_at, other.began_at)
    shorter = min(line.ended_at - line.began_at, other.ended_at - other.began_at)
    return together / shorter if shorter > timedelta() else 0.0
