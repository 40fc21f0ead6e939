"""Targets exist, nodes are reachable, loops are bounded."""

from __future__ import annotations

from collections.abc import Iterator

from callcenter.ivr.graph import Place
from callcenter.ivr.node import Exit, ExitKind
from callcenter.ivr.problem import Problem
from callcenter.ivr.rules.base import Examined

#: A loop through a queue is not a loop: there the caller stands in line for a person.
_WITHOUT_QUEUE = tuple(kind for kind in ExitKind if kind is not ExitKind.AFTER_QUEUE)


def targets_exist(examined: Examined) -> Iterator[Problem]:
    """Every node and flow that is named exists."""
    for flow in examined.flows.values():
        if flow.start not in flow.nodes:
            yield examined.sources[flow.name].problem(
                ("start",),
                "unknown_node",
                f"The flow starts at '{flow.start}', which does not exist.",
                f"시작 노드 '{flow.start}'이(가) 없습니다.",
            )
    for place, node in examined.nodes():
        for way in node.exits():
            yield from _target(examined, place, way)


def _target(examined: Examined, place: Place, way: Exit) -> Iterator[Problem]:
    if way.kind is ExitKind.FLOW:
        if way.target not in examined.flows and examined.whole:
            english = f"leads to the flow '{way.target}', which does not exist."
            yield examined.problem(
                place, way.loc, "unknown_flow", english, f"흐름 '{way.target}'이(가) 없습니다."
            )
    elif way.target not in examined.flows[place[0]].nodes:
        english = f"leads to the node '{way.target}', which does not exist."
        korean = f"이동할 노드 '{way.target}'이(가) 없습니다."
        yield examined.problem(place, way.loc, "unknown_node", english, korean)


def every_node_is_reachable(examined: Examined) -> Iterator[Problem]:
    """Every node can be reached from the start of its flow."""
    for flow in examined.flows.values():
        reached = examined.graph.reach([(flow.name, flow.start)], examined.graph.edges)
        for name in flow.nodes:
            if (flow.name, name) not in reached and flow.start in flow.nodes:
                english, korean = "no caller can ever come here.", "어떤 경로로도 도달할 수 없는 노드입니다."
                yield examined.problem((flow.name, name), (), "unreachable", english, korean)


def loops_are_bounded(examined: Examined) -> Iterator[Problem]:
    """Every loop passes through a question with ``max_visits``."""

    def unbounded(place: Place) -> list[Place]:
        targets = examined.graph.edges(place, _WITHOUT_QUEUE)
        return [target for target in targets if not examined.graph.nodes[target].is_bounded]

    for group in examined.graph.cycles(unbounded):
        names = ", ".join(node for _, node in group)
        english = f"the nodes {names} form a loop without end; give a question in it 'max_visits'."
        korean = f"{names} 노드가 끝없이 돕니다. 그 안의 질문에 max_visits(최대 횟수)를 정해 주십시오."
        yield examined.problem(group[0], (), "endless_loop", english, korean)
