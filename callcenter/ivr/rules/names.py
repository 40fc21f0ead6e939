"""Desks and variables that are named exist."""

from __future__ import annotations

from collections.abc import Iterator

from callcenter.ivr.node import Loc, Node
from callcenter.ivr.problem import Problem
from callcenter.ivr.rules.base import Examined
from callcenter.ivr.values import BUILT_IN, Value, reference


def desks_exist(examined: Examined) -> Iterator[Problem]:
    """Every desk that is written out is a queue of the examined."""
    for place, node in examined.nodes():
        for loc, desk in node.desks():
            if reference(desk) is None and desk not in examined.desks:
                known = ", ".join(sorted(examined.desks))
                english = f"the desk '{desk}' does not exist; the desks are {known}."
                korean = f"'{desk}' 상담 데스크가 없습니다. 쓸 수 있는 데스크: {known}."
                yield examined.problem(place, loc, "unknown_desk", english, korean)


def variables_are_set(examined: Examined) -> Iterator[Problem]:
    """Every ``$name`` is built in, an input of its flow, or set by some node of the examined."""
    assigned = {name for _, node in examined.nodes() for name in node.assigns()}
    for place, node in examined.nodes():
        known = BUILT_IN | assigned | set(examined.flows[place[0]].inputs)
        for loc, value in _used(node):
            name = reference(value)
            if name is not None and name not in known and examined.whole:
                english = f"nothing ever sets the variable '{name}'."
                korean = f"변수 '{name}'에 값을 넣는 곳이 없습니다."
                yield examined.problem(place, loc, "unset_variable", english, korean)


def _used(node: Node) -> Iterator[tuple[Loc, Value]]:
    yield from node.references()
    for loc, ref in node.prompt_refs():
        yield from ((loc, value) for value in ref.params.values())
