"""The examples of docs/flows.md are a flow that the checker accepts."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from callcenter.ivr.checker import check
from callcenter.ivr.node import node_types
from tests.unit.ivr.conftest import DESKS, FLOWS, ROOT


def test_examples_are_right_and_cover_every_node_type(
    tmp_path: Path, prompts: dict[str, dict[str, set[str]]]
) -> None:
    text = (ROOT / "docs" / "flows.md").read_text(encoding="utf-8")
    nodes: dict[str, dict[str, object]] = {}
    for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL):
        nodes |= yaml.safe_load(block)
    assert {str(node["type"]) for node in nodes.values()} == set(node_types())

    flow = {"name": "docs", "title": "예제", "start": "say_example", "nodes": nodes}
    (tmp_path / "docs.yaml").write_text(yaml.safe_dump(flow, allow_unicode=True), encoding="utf-8")
    (tmp_path / "closed.yaml").write_bytes((FLOWS / "closed.yaml").read_bytes())
    (tmp_path / "callback.yaml").write_bytes((FLOWS / "callback.yaml").read_bytes())
    (tmp_path / "overflow.yaml").write_bytes((FLOWS / "overflow.yaml").read_bytes())
    # Each example stands for itself; not all of them can be on one caller's way.
    problems = [p for p in check(tmp_path, prompts, DESKS).problems if p.code != "unreachable"]
    assert problems == []


def test_korean_handbook_names_every_node_type() -> None:
    text = (ROOT / "docs" / "ko" / "flows.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == set(node_types())
