"""Flows as one graph: which node leads where, across flows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from callcenter.ivr.flow import Flow
from callcenter.ivr.node import Exit, ExitKind, Node

#: A node across all flows: (flow name, node name).
Place = tuple[str, str]


class Graph:
    """All nodes of some flows and the edges between those that exist."""

    def __init__(self, flows: Mapping[str, Flow]) -> None:
        self._flows = flows
        self.nodes: dict[Place, Node] = {
            (flow.name, name): node for flow in flows.values() for name, node in flow.nodes.items()
        }

    def edges(self, place: Place, kinds: Collection[ExitKind] = tuple(ExitKind)) -> list[Place]:
        """Where ``place`` leads by exits of ``kinds``; missing targets are left out."""
        ways = [self._target(place, way) for way in self.nodes[place].exits() if way.kind in kinds]
        return [target for target in ways if target in self.nodes]

    def _target(self, place: Place, way: Exit) -> Place:
        if way.kind is not ExitKind.FLOW:
            return (place[0], way.target)
        flow = self._flows.get(way.target)
        return (way.target, flow.start if flow else "")

    def reach(self, starts: Iterable[Place], edges: Callable[[Place], Iterable[Place]]) -> set[Place]:
        """All places reachable from ``starts``, themselves included."""
        found: set[Place] = set()
        waiting = [place for place in starts if place in self.nodes]
        while waiting:
            place = waiting.pop()
            if place not in found:
                found.add(place)
                waiting += edges(place)
        return found

    def cycles(self, edges: Callable[[Place], Iterable[Place]]) -> list[list[Place]]:
        """Groups of places that can reach each other (and places that lead to themselves)."""
        reach = {place: self.reach(edges(place), edges) for place in self.nodes}
        groups: list[list[Place]] = []
        seen: set[Place] = set()
        for place in self.nodes:
            if place not in seen and place in reach[place]:
                group = [other for other in self.nodes if other in reach[place] and place in reach[other]]
                seen.update(group)
                groups.append(group)
        return groups
