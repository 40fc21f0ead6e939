"""Which answers of a caller count as taken, by speech and by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml

from callcenter.ivr import Engine, Session
from callcenter.ivr.loader import load_book
from callcenter.ivr.nodes.listen import Heard
from callcenter.ivr.nodes.search_kb import KbFound
from callcenter.ivr.resumes import CommandFailed, Digits, Resume, Timeout
from callcenter.ivr.session import Try
from tests.unit.ivr.conftest import FLOWS

ASK, REALLY = "speech/ask", "speech/really"
PASSPORT = Heard(text="여권 얼마예요")
UNSURE = KbFound(level="unsure", title="여권 수수료")
DOUBT = Heard(text="마자", choice="right", confidence=0.6)


def tries(engine: Engine, node: str, *facts: Resume) -> list[tuple[Try, ...]]:
    """What came of each fact, given one after the other to a caller at this question of the spoken flow."""
    session = Session(flow="speech", node=node)
    found = []
    for fact in facts:
        step = engine.step(session, fact)
        session = step.session
        found.append(step.tries)
    return found


@pytest.mark.parametrize(
    ("fact", "counted"),
    [
        (Heard(text="상담원", choice="agent", confidence=0.95), (Try(ASK, "speech", taken=True),)),
        (Heard(text="번호 안내", choice="keypad", confidence=0.95), (Try(ASK, "speech", taken=True),)),
        (Heard(text=""), (Try(ASK, "speech", taken=False),)),
        (Digits(digits="0"), (Try(ASK, "keys", taken=True),)),
        (Digits(digits="*"), (Try(ASK, "keys", taken=True),)),
        (Digits(digits="7"), (Try(ASK, "keys", taken=False),)),
        (Timeout(), ()),
    ],
)
def test_one_answer(engine: Engine, fact: Resume, counted: tuple[Try, ...]) -> None:
    """Also one that leads where a failure leads: who asks for the keypad was understood."""
    assert tries(engine, "ask", fact) == [counted]


def test_open_words_count_when_an_article_answers_or_a_person_does(engine: Engine) -> None:
    for level in ("sure", "none"):
        found = KbFound.model_validate({"level": level})
        assert tries(engine, "ask", PASSPORT, found) == [(), (Try(ASK, "speech", taken=True),)]
    assert tries(engine, "ask", PASSPORT, CommandFailed(reason="no index")) == [(), ()]


@pytest.mark.parametrize(
    ("answer", "way", "right"),
    [
        (Heard(text="네", choice="right", confidence=0.9), "speech", True),
        (Heard(text="아니요", choice="wrong", confidence=0.9), "speech", False),
        (Digits(digits="1"), "keys", True),
        (Digits(digits="2"), "keys", False),
    ],
)
def test_open_words_that_are_read_back_count_by_the_callers_yes_or_no(
    engine: Engine, answer: Resume, way: Literal["speech", "keys"], right: bool
) -> None:
    said, searched, answered = tries(engine, "ask", PASSPORT, UNSURE, answer)
    assert said == searched == ()
    assert answered == (Try(ASK, "speech", taken=right), Try(REALLY, way, taken=True))


def test_a_yes_in_doubt_is_not_read_back_once_more(engine: Engine) -> None:
    *before, last = tries(engine, "ask", PASSPORT, UNSURE, DOUBT)
    assert before == [(), ()]
    assert last == (Try(ASK, "speech", taken=True), Try(REALLY, "speech", taken=True))


def test_words_that_are_never_confirmed_were_not_understood(engine: Engine) -> None:
    noise = Heard(text="")
    *_, last = tries(engine, "ask", PASSPORT, UNSURE, noise, noise)
    assert last == (Try(ASK, "speech", taken=False), Try(REALLY, "speech", taken=False))
    assert tries(engine, "ask", PASSPORT, UNSURE, Timeout(), Timeout()) == [()] * 4


def changed(folder: Path, change: Callable[[dict[str, Any]], None]) -> Engine:
    """An engine whose spoken flow has other nodes."""
    flow = yaml.safe_load((FLOWS / "speech.yaml").read_text("utf-8"))
    change(flow["nodes"])
    (folder / "speech.yaml").write_text(yaml.safe_dump(flow, allow_unicode=True), "utf-8")
    for name in ("overflow", "callback", "closed"):
        (folder / f"{name}.yaml").write_bytes((FLOWS / f"{name}.yaml").read_bytes())
    return Engine(load_book(folder))


def test_where_nothing_proves_open_words_they_count_at_once(tmp_path: Path) -> None:
    engine = changed(tmp_path, lambda nodes: nodes["ask"].update(otherwise="to_person"))
    assert tries(engine, "ask", PASSPORT) == [(Try(ASK, "speech", taken=True),)]


def test_what_misleads_to_the_keypad_is_not_taken(engine: Engine) -> None:
    nothing = Heard(text="")
    assert tries(engine, "ask", nothing, nothing)[1] == (Try(ASK, "speech", taken=False),)


def test_an_answer_that_is_read_back_counts_once_it_is_confirmed_or_not(tmp_path: Path) -> None:
    # A question of its own, where the shipped one reads back an earlier one.
    engine = changed(tmp_path, lambda nodes: nodes["really"]["choices"]["wrong"].pop("denies"))
    yes, no = (Heard(text=word, choice=word, confidence=0.9) for word in ("yes", "no"))
    for answer, taken in ((yes, True), (Digits(digits="1"), True), (no, False), (Digits(digits="2"), False)):
        assert tries(engine, "really", DOUBT, answer) == [(), (Try(REALLY, "speech", taken=taken),)]


def test_a_menu_of_keys(engine: Engine) -> None:
    at = Session(flow="hotline", node="main_menu")
    assert engine.step(at, Digits(digits="1")).tries == (Try("hotline/main_menu", "keys", taken=True),)
    assert engine.step(at, Digits(digits="8")).tries == (Try("hotline/main_menu", "keys", taken=False),)
