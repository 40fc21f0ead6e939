"""A flow as data, and the set of flows of a house."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny, create_model

from callcenter.ivr.node import Node, node_types
from callcenter.ivr.values import Name, Value


class Flow(BaseModel):
    """One flow: where it starts, and its nodes by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    #: Korean title for the agent's call card, e.g. "대표번호 120".
    title: str = Field(min_length=1, max_length=60)
    language: str = Field(default="ko", pattern=r"^[a-z]{2}$")
    #: Variables the flow reads from whoever starts it, with the value each has when it is not given.
    inputs: dict[Name, Value] = {}
    #: A remark for those who maintain the flow.
    note: str = ""
    start: Name
    nodes: dict[Name, SerializeAsAny[Node]] = Field(min_length=1)


def flow_model() -> type[Flow]:
    """``Flow`` whose nodes are validated by their type: the union of all registered node types."""
    union: Any = None
    for cls in node_types().values():
        union = cls if union is None else union | cls
    nodes = dict[Name, Annotated[union, Field(discriminator="type")]]
    return create_model("Flow", __base__=Flow, nodes=(nodes, Field(min_length=1)))


class FlowBook:
    """All flows of a house by name. Immutable: a reload makes a new book."""

    def __init__(self, flows: Iterable[Flow]) -> None:
        self._flows: Mapping[str, Flow] = {flow.name: flow for flow in flows}

    def __iter__(self) -> Iterator[Flow]:
        return iter(self._flows.values())

    def get(self, name: str) -> Flow | None:
        """The flow of this name, or None."""
        return self._flows.get(name)

    def node(self, flow: str, node: str) -> Node | None:
        """The node, or None where the flow or the node does not exist (any more)."""
        found = self._flows.get(flow)
        return found.nodes.get(node) if found else None
