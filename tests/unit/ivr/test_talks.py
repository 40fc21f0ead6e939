"""Tables of talks: facts in, commands out. One YAML file per flow, one row per caller."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from callcenter.ivr import Engine, Session, render_path
from callcenter.ivr.commands import Command
from callcenter.ivr.nodes.listen import Heard, SpeechUnavailable
from callcenter.ivr.nodes.search_kb import KbFound
from callcenter.ivr.resumes import (
    CallbackBooked,
    CallerHungUp,
    CommandFailed,
    DialDone,
    Digits,
    PlaybackDone,
    QueueLeft,
    Resume,
    Started,
    Timeout,
    VoicemailDone,
)

TALKS = Path(__file__).parent / "talks"
FACTS: dict[str, type[Resume]] = {
    cls.kind: cls
    for cls in (
        CallbackBooked,
        CallerHungUp,
        CommandFailed,
        DialDone,
        Digits,
        Heard,
        KbFound,
        PlaybackDone,
        QueueLeft,
        SpeechUnavailable,
        Started,
        Timeout,
        VoicemailDone,
    )
}
#: The field that a short form such as "digits: '1'" or "say: greeting" means.
MAIN_FIELD = {
    "digits": "digits",
    "heard": "text",
    "kb_found": "level",
    "listen_for": "open",
    "search_kb": "queries",
    "queue_left": "reason",
    "dial_done": "outcome",
    "voicemail_done": "seconds",
    "say": "prompt",
    "play": "sound",
    "enqueue": "desk",
    "dial": "number",
    "collect": "max_digits",
    "offer_callback": "number",
    "record_voicemail": "desk",
    "set_language": "language",
}


def _rows() -> list[Any]:
    return [
        pytest.param(file.stem, row, id=f"{file.stem}: {row['name']}")
        for file in sorted(TALKS.glob("*.yaml"))
        for row in yaml.safe_load(file.read_text(encoding="utf-8"))
    ]


def _pair(item: str | dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """'hang_up', {say: greeting} or {say: {prompt: greeting}} -> its kind and its fields."""
    if isinstance(item, str):
        return item, {}
    ((kind, value),) = item.items()
    return kind, value if isinstance(value, dict) else {MAIN_FIELD[kind]: value}


def _fact(item: str | dict[str, Any]) -> Resume:
    kind, fields = _pair(item)
    return FACTS[kind].model_validate(fields)


def _matches(command: Command, expected: str | dict[str, Any]) -> bool:
    kind, fields = _pair(expected)
    actual = command.model_dump(mode="json")
    return command.kind == kind and all(actual[name] == value for name, value in fields.items())


@pytest.mark.parametrize(("flow", "row"), _rows())
def test_talk(engine: Engine, flow: str, row: dict[str, Any]) -> None:
    session = Session(flow=row.get("flow", flow))
    facts = [{"started": row.get("started", {})}, *row["talk"][1::2]]
    expectations = row["talk"][0::2]
    for fact, expected in zip(facts, expectations, strict=True):
        # What is stored between two facts survives its trip through JSON.
        session = Session.model_validate_json(session.model_dump_json())
        step = engine.step(session, _fact(fact))
        shown = [(c.kind, c.model_dump()) for c in step.commands]
        assert len(step.commands) == len(expected), (fact, shown)
        for command, want in zip(step.commands, expected, strict=True):
            assert _matches(command, want), (fact, want, shown)
        session = step.session
    for name, value in row.get("then", {}).items():
        actual: Any = render_path(session) if name == "path_text" else session.model_dump(mode="json")[name]
        if isinstance(value, dict):
            actual = {key: actual.get(key) for key in value}
        assert actual == value, name
