"""docs/events.md names every fact, topic and outbox kind there is, and none that is not."""

import ast
import re
from dataclasses import fields
from pathlib import Path

from callcenter.calls import facts
from callcenter.realtime.topics import TOPICS

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "events.md").read_text("utf-8")
BASES = {facts.Fact, facts.LegFact, facts.QueueFact}


def section(heading: str) -> dict[str, str]:
    """The rows of the table under a heading: first cell without backticks, second as it is."""
    text = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| `([^`]+)` \| (.*?) ?\|", text, re.MULTILINE))


def all_facts() -> dict[str, type[facts.Fact]]:
    found = {name: kind for name, kind in vars(facts).items() if isinstance(kind, type)}
    return {n: k for n, k in found.items() if issubclass(k, facts.Fact) and k not in BASES}


def test_every_fact_is_there() -> None:
    assert set(section("Facts")) == set(all_facts())


def test_what_a_fact_holds_is_said() -> None:
    common = {"at", "linkedid", "uniqueid"}
    for name, content in section("Facts").items():
        own = {field.name for field in fields(all_facts()[name])} - common
        assert own <= set(re.findall(r"`(\w+)`", content)), name


def test_every_topic_is_there() -> None:
    assert set(section("Live topics")) == set(TOPICS)


def test_every_outbox_kind_is_there() -> None:
    announced = set()
    for path in (ROOT / "callcenter").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "announce":
                announced |= {
                    leaf.value
                    for argument in node.args
                    for leaf in ast.walk(argument)
                    if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)
                }
    assert announced
    assert set(section("Outbox messages")) == announced
