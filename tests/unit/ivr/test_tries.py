"""Which answers of a caller count as taken, by speech and by keys."""

from __future__ import annotations

import pytest

from callcenter.ivr import Engine, Session
from callcenter.ivr.nodes.listen import Heard
from callcenter.ivr.resumes import Digits, Opening, Resume, Started, Timeout
from callcenter.ivr.session import Try

ASK = "speech/ask"
DOUBT = Heard(text="마자", choice="right", confidence=0.6)


def tries(engine: Engine, flow: str, *facts: Resume) -> list[Try | None]:
    """What came of each fact, given one after the other to a caller at the flow's first question."""
    session = engine.step(Session(flow=flow), Started(opening=Opening(state="open"))).session
    found = []
    for fact in facts:
        step = engine.step(session, fact)
        session = step.session
        found.append(step.tried)
    return found


@pytest.mark.parametrize(
    ("fact", "tried"),
    [
        (Heard(text="상담원", choice="agent", confidence=0.95), Try(ASK, "speech", taken=True)),
        (Heard(text="여권 얼마예요"), Try(ASK, "speech", taken=True)),
        (Heard(text=""), Try(ASK, "speech", taken=False)),
        (Digits(digits="0"), Try(ASK, "keys", taken=True)),
        (Digits(digits="7"), Try(ASK, "keys", taken=False)),
        (Timeout(), None),
    ],
)
def test_one_answer(engine: Engine, fact: Resume, tried: Try | None) -> None:
    assert tries(engine, "speech", fact) == [tried]


def test_what_misleads_to_the_keypad_is_not_taken(engine: Engine) -> None:
    nothing = Heard(text="")
    assert tries(engine, "speech", nothing, nothing)[1] == Try(ASK, "speech", taken=False)


def test_an_answer_that_is_read_back_counts_once_it_is_confirmed_or_not(engine: Engine) -> None:
    at = Session(flow="speech", node="really")
    for answer, taken in ((Digits(digits="1"), True), (Digits(digits="2"), False)):
        asked = engine.step(at, DOUBT)
        assert asked.tried is None
        assert engine.step(asked.session, answer).tried == Try("speech/really", "speech", taken=taken)


def test_a_menu_of_keys(engine: Engine) -> None:
    at = Session(flow="hotline", node="main_menu")
    assert engine.step(at, Digits(digits="1")).tried == Try("hotline/main_menu", "keys", taken=True)
    assert engine.step(at, Digits(digits="8")).tried == Try("hotline/main_menu", "keys", taken=False)
