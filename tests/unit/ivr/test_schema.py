"""The exported schema is that of the code."""

from __future__ import annotations

from callcenter.ivr.node import node_types
from callcenter.ivr.schema import flow_schema_text
from tests.unit.ivr.conftest import FLOWS


def test_exported_schema_is_fresh() -> None:
    exported = (FLOWS / "flow.schema.json").read_text(encoding="utf-8")
    assert exported == flow_schema_text(), "stale: run `callcenter flows schema`"


def test_every_word_of_a_flow_is_in_the_schema() -> None:
    text = flow_schema_text()
    talking = {"say", "play", "gather", "menu", "listen", "search_kb"}
    leaving = {"enqueue", "dial", "voicemail", "callback", "redirect", "hangup"}
    words = talking | leaving | {"hours", "branch", "set"}
    assert words == set(node_types())
    assert all(f'"const": "{word}"' in text for word in words)
