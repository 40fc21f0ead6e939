"""Both pages of metrics name every metric there is, and none that is not."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client import CollectorRegistry
from prometheus_client.registry import Collector

from callcenter.agents.models import SeatState
from callcenter.floor.metrics import FloorCollector, FloorFigures, QueueCounters
from callcenter.speech import metrics as speech_metrics
from callcenter.web.observe import install_request_log

DOCS = Path(__file__).parents[3] / "docs"
FIGURES = FloorFigures(
    calls=0, waiting={}, longest_wait={}, seats=dict.fromkeys(SeatState, 0), repairs={}
)  # fmt: skip


def offered() -> set[str]:
    """What `/metrics` names, as one writes it in a query."""
    registry = CollectorRegistry()
    install_request_log(Flask("documented"), registry)
    QueueCounters(registry)
    registry.register(FloorCollector(lambda: FIGURES, lambda: {"ami": True}, lambda: 0))
    for measure in (*pool(speech_metrics.CALLERS), *pool(speech_metrics.VOICES), speech_metrics.DEATHS):
        registry.register(measure)
    return {family.name + ("_total" if family.type == "counter" else "") for family in registry.collect()}


def pool(numbers: speech_metrics.Numbers) -> list[Collector]:
    return [getattr(numbers, measure.name) for measure in fields(numbers)]


@pytest.mark.parametrize("page", ["metrics.md", "ko/metrics.md"])
def test_every_metric_is_there(page: str) -> None:
    table = (DOCS / page).read_text("utf-8")
    assert set(re.findall(r"^\| `([a-z_]+)` \|", table, re.MULTILINE)) == offered()


def test_whatever_is_measured_is_in_one_of_these_files() -> None:
    """A metric made elsewhere would be missing from the comparison above."""
    makers = re.compile(r"\b(?:Counter|Gauge|Histogram|Summary|\w+MetricFamily)\(\s*\"")
    source = DOCS.parent / "callcenter"
    found = {str(p.relative_to(source)) for p in source.rglob("*.py") if makers.search(p.read_text("utf-8"))}
    assert found == {"floor/metrics.py", "speech/metrics.py", "web/observe.py"}
