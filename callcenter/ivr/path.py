"""The caller's path in words, for the agent's call card."""

from __future__ import annotations

from itertools import groupby

from callcenter.ivr.session import Session

ARROW = " → "
#: More steps than a call card can show are cut in the middle.
MAX_SHOWN = 8


def render_path(session: Session) -> str:
    """The path in Korean, e.g. "대표번호 120 → 1. 여권·제증명 → 상담원 연결".

    Silent nodes are left out, a step made several times in a row is shown once with "×n", and a
    very long path keeps its beginning and its end.
    """
    spoken = [walked.what for walked in session.path if walked.what]
    steps = [_times(what, len(list(group))) for what, group in groupby(spoken)]
    if len(steps) > MAX_SHOWN:
        steps = [*steps[:2], "…", *steps[3 - MAX_SHOWN :]]
    return ARROW.join(steps)


def steps_of(path: str) -> list[str]:
    """The steps of a rendered path."""
    return path.split(ARROW) if path else []


def _times(what: str, count: int) -> str:
    return what if count == 1 else f"{what} ×{count}"
