"""A caller who cannot use the keypad reaches a person."""

from __future__ import annotations

from collections.abc import Iterator

from callcenter.ivr.graph import Graph, Place
from callcenter.ivr.node import ExitKind
from callcenter.ivr.problem import Problem
from callcenter.ivr.rules.base import Examined


def every_question_leads_to_a_person(examined: Examined) -> Iterator[Problem]:
    """Whoever answers no question at all still comes to a person, a call back or a voice message."""
    for place, node in examined.nodes():
        # While a file is broken its nodes are unknown, and a way through it cannot be judged.
        if node.asks and examined.whole and not _silent_caller_arrives(examined.graph, place):
            english = "a caller who presses nothing never comes to a person, a callback or a voice message."
            korean = "아무것도 누르지 않는 분이 상담원, 전화 요청, 음성 메시지 어디에도 이르지 못합니다."
            yield examined.problem(place, ("failed",), "no_person", english, korean)


def _silent_caller_arrives(graph: Graph, start: Place) -> bool:
    """Whether every way a silent caller can take from the question ends at a person.

    From a question only the ``failed`` exit counts; elsewhere all exits do.
    """

    def ways(place: Place) -> list[Place]:
        if graph.nodes[place].reaches_person:
            return []
        if graph.nodes[place].asks:
            return graph.edges(place, (ExitKind.FAILED,))
        return graph.edges(place)

    reached = graph.reach([start], ways)
    arrived = [place for place in reached if graph.nodes[place].reaches_person]
    return bool(arrived) and all(place in arrived or ways(place) for place in reached)
