"""Desks and variables that are named exist."""

from __future__ import annotations

from collections.abc import Iterator

from callcenter.ivr.node import Loc, Node
from callcenter.ivr.problem import Problem
from callcenter.ivr.rules.base import House
from callcenter.ivr.values import BUILT_IN, Value, reference


def desks_exist(house: House) -> Iterator[Problem]:
    """Every desk that is written out is a queue of the house."""
    for place, node in house.nodes():
        for loc, desk in node.desks():
            if reference(desk) is None and desk not in house.desks:
                known = ", ".join(sorted(house.desks))
                english = f"the desk '{desk}' does not exist; the desks are {known}."
                korean = f"'{desk}' 상담 데스크가 없습니다. 쓸 수 있는 데스크: {known}."
                yield house.problem(place, loc, "unknown_desk", english, korean)


def variables_are_set(house: House) -> Iterator[Problem]:
    """Every ``$name`` is built in, an input of its flow, or set by some node of the house."""
    assigned = {name for _, node in house.nodes() for name in node.assigns()}
    for place, node in house.nodes():
        known = BUILT_IN | assigned | set(house.flows[place[0]].inputs)
        for loc, value in _used(node):
            name = reference(value)
            if name is not None and name not in known and house.whole:
                english = f"nothing ever sets the variable '{name}'."
                korean = f"변수 '{name}'에 값을 넣는 곳이 없습니다."
                yield house.problem(place, loc, "unset_variable", english, korean)


def _used(node: Node) -> Iterator[tuple[Loc, Value]]:
    yield from node.references()
    for loc, ref in node.prompt_refs():
        yield from ((loc, value) for value in ref.params.values())
