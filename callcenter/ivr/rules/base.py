"""What a rule looks at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from callcenter.ivr.flow import Flow
from callcenter.ivr.graph import Graph, Place
from callcenter.ivr.node import Loc, Node
from callcenter.ivr.problem import Problem
from callcenter.ivr.source import Source


@dataclass(frozen=True)
class Examined:
    """All flows of a house with their sources. ``whole`` is false when a file could not be used, and
    what it would have defined must not be called missing."""

    flows: Mapping[str, Flow]
    sources: Mapping[str, Source]
    graph: Graph
    prompts: Mapping[str, Mapping[str, Collection[str]]]
    desks: Collection[str]
    whole: bool

    def nodes(self) -> Iterator[tuple[Place, Node]]:
        """Every node with the place it stands at."""
        yield from self.graph.nodes.items()

    def problem(self, place: Place, loc: Loc, code: str, english: str, korean: str) -> Problem:
        """A problem at a field of a node; both sentences begin with the node's name."""
        flow, node = place
        source = self.sources[flow]
        return source.problem(("nodes", node, *loc), code, f"{node}: {english}", f"{node}: {korean}")


Rule = Callable[[Examined], Iterable[Problem]]
