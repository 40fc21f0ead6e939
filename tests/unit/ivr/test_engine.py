"""What the tables of talks do not show: odd facts, odd flows, and a node type in one more file."""

from __future__ import annotations

import itertools
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.ivr import Engine, Flow, FlowBook, Session, Status, render_path
from callcenter.ivr import node as node_module
from callcenter.ivr.commands import Command
from callcenter.ivr.flow import flow_model
from callcenter.ivr.loader import load_book
from callcenter.ivr.node import Exit, Node, Visit, node_type
from callcenter.ivr.outcome import Outcome, go, wait
from callcenter.ivr.resumes import (
    CallbackBooked,
    CallerHungUp,
    CommandFailed,
    DialDone,
    Digits,
    Opening,
    PlaybackDone,
    QueueLeft,
    Resume,
    Started,
    Timeout,
    VoicemailDone,
)
from tests.unit.ivr.conftest import FLOWS


def _engine(start: str, **nodes: dict[str, Any]) -> Engine:
    data = {"name": "test", "title": "시험", "start": start, "nodes": nodes}
    return Engine(FlowBook([flow_model().model_validate(data)]))


def _kinds(engine: Engine, session: Session, *facts: Resume) -> list[str]:
    commands: list[Command] = []
    for fact in facts:
        step = engine.step(session, fact)
        session, commands = step.session, [*commands, *step.commands]
    return [command.kind for command in commands]


def test_unknown_flow_falls_back_to_the_dialplan(engine: Engine) -> None:
    step = engine.step(Session(flow="nowhere"), Started())
    assert [command.kind for command in step.commands] == ["fallback"]
    assert step.session.status is Status.HANDED_OVER


def test_session_of_an_older_book_falls_back(engine: Engine) -> None:
    step = engine.step(Session(flow="hotline", node="removed_since"), PlaybackDone())
    assert [command.kind for command in step.commands] == ["fallback"]


def test_flow_that_spins_falls_back() -> None:
    engine = _engine("a", a={"type": "set", "next": "b"}, b={"type": "set", "next": "a"})
    assert _kinds(engine, Session(flow="test"), Started()) == ["fallback"]


def test_redirect_to_a_missing_flow_falls_back() -> None:
    engine = _engine("a", a={"type": "redirect", "flow": "gone"})
    assert _kinds(engine, Session(flow="test"), Started()) == ["fallback"]


def test_queue_left_without_a_way_falls_back() -> None:
    engine = _engine("a", a={"type": "enqueue", "desk": "civil"})
    assert _kinds(engine, Session(flow="test"), Started(), QueueLeft(reason="full")) == [
        "enqueue",
        "fallback",
    ]


def test_started_twice_changes_nothing(engine: Engine) -> None:
    first = engine.step(Session(flow="hotline"), Started())
    again = engine.step(first.session, Started())
    assert again.session == first.session
    assert again.commands == ()


@pytest.mark.parametrize(
    ("outcome", "kinds"),
    [("answered", ["dial"]), ("busy", ["dial", "hang_up"]), ("no_answer", ["dial", "hang_up"])],
)
def test_dial(outcome: Any, kinds: list[str]) -> None:
    engine = _engine("a", a={"type": "dial", "number": "231", "failed": "b"}, b={"type": "hangup"})
    assert _kinds(engine, Session(flow="test"), Started(), DialDone(outcome=outcome)) == kinds


def test_play_goes_on_after_the_sound_a_key_or_a_failure() -> None:
    for fact in (PlaybackDone(), Digits(digits="1"), CommandFailed()):
        engine = _engine("a", a={"type": "play", "sound": "cc/chime", "next": "b"}, b={"type": "hangup"})
        assert _kinds(engine, Session(flow="test"), Started(), fact) == ["play", "hang_up"]


def test_unknown_opening_state_counts_as_open() -> None:
    hours = {"type": "hours", "open": "yes", "lunch": "no", "closed": "no", "holiday": "no"}
    desk = {"type": "enqueue", "desk": "general"}
    engine = _engine("a", a=hours, yes=desk, no={"type": "hangup"})
    session = Session(flow="test", node="a", variables={"opening": "nonsense"})
    assert _kinds(engine, session.model_copy(update={"node": ""}), Started()) == ["enqueue"]


def test_step_leaves_the_old_session_alone(engine: Engine) -> None:
    before = Session(flow="hotline")
    image = before.model_dump_json()
    after = engine.step(before, Started(opening=Opening(state="closed"))).session
    assert before.model_dump_json() == image
    assert after != before


def test_long_path_keeps_its_ends() -> None:
    session = Session(flow="a", node="b")
    for number in range(30):
        session = session.walked(f"{number}번")
    assert render_path(session) == "0번 → 1번 → … → 25번 → 26번 → 27번 → 28번 → 29번"


FACTS = st.one_of(
    st.builds(Digits, digits=st.text("0123456789*#", max_size=14)),
    st.builds(Timeout, digits=st.text("0123456789", max_size=5)),
    st.sampled_from([PlaybackDone(), CallbackBooked(), CommandFailed(reason="x"), CallerHungUp()]),
    st.builds(VoicemailDone, seconds=st.floats(0, 300)),
    st.builds(QueueLeft, reason=st.sampled_from(["timeout", "full", "empty", "key"])),
    st.builds(DialDone, outcome=st.sampled_from(["answered", "busy", "no_answer", "failed"])),
)
ENGINE = Engine(load_book(FLOWS))


@settings(max_examples=150, deadline=None)
@given(
    flow=st.sampled_from(["hotline", "closed", "callback", "overflow", "lost"]),
    opening=st.sampled_from(["open", "lunch", "closed", "holiday"]),
    facts=st.lists(FACTS, max_size=40),
)
def test_no_order_of_facts_breaks_a_call(flow: str, opening: Any, facts: list[Resume]) -> None:
    """Whatever comes, the engine answers, the session survives JSON, and an ended call is silent."""
    session = Session(flow=flow)
    for fact in itertools.chain([Started(opening=Opening(state=opening))], facts):
        was_over = session.status is Status.ENDED
        step = ENGINE.step(session, fact)
        assert not (was_over and step.commands)
        session = Session.model_validate_json(step.session.model_dump_json())
        assert session == step.session
    render_path(session)


@settings(max_examples=60, deadline=None)
@given(
    opening=st.sampled_from(["open", "lunch", "closed", "holiday"]),
    keys=st.lists(st.sampled_from(["", "7", "*", "#"]), max_size=12),
)
def test_a_caller_who_presses_nothing_useful_arrives(opening: Any, keys: list[str]) -> None:
    """After the last key only silence: a queue, a message or a call back comes within 40 facts."""
    step = ENGINE.step(Session(flow="hotline"), Started(opening=Opening(state=opening)))
    for key in [*keys, *[""] * 40]:
        last = step.commands[-1].kind if step.commands else ""
        if last in {"enqueue", "record_voicemail", "offer_callback"}:
            return
        answer: Resume = Digits(digits=key) if key else Timeout()
        step = ENGINE.step(step.session, answer if last == "collect" else PlaybackDone())
    pytest.fail(f"never arrived: {render_path(step.session)}")


def test_a_node_type_is_one_more_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A later type brings its own command and its own fact; nothing else changes."""
    monkeypatch.setattr(node_module, "_TYPES", dict(node_module._TYPES))

    class LookUp(Command):
        kind = "look_up"
        desk: str

    class Found(Resume):
        kind = "found"
        articles: tuple[str, ...]

    @node_type
    class Search(Node):
        type: Literal["look_up"]
        found: str
        nothing: str

        def enter(self, visit: Visit) -> Outcome:
            return wait(LookUp(desk="civil"))

        def resume(self, visit: Visit, fact: Resume) -> Outcome:
            if isinstance(fact, Found):
                return go(self.found if fact.articles else self.nothing, what="지식 검색")
            return super().resume(visit, fact)

        def exits(self) -> list[Exit]:
            return [Exit(("found",), self.found), Exit(("nothing",), self.nothing)]

    engine = _engine(
        "a",
        a={"type": "look_up", "found": "b", "nothing": "c"},
        b={"type": "hangup"},
        c={"type": "enqueue", "desk": "general"},
    )
    assert _kinds(engine, Session(flow="test"), Started(), Found(articles=())) == ["look_up", "enqueue"]


def test_two_node_types_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node_module, "_TYPES", dict(node_module._TYPES))

    with pytest.raises(ValueError, match="two node types"):

        @node_type
        class Other(Node):
            type: Literal["say"]


def test_flow_without_nodes_is_refused() -> None:
    with pytest.raises(ValueError, match="nodes"):
        Flow.model_validate({"name": "a", "title": "가", "start": "b", "nodes": {}})
