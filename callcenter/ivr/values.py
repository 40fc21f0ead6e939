"""Values of flow variables, and ``$name`` references to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import StringConstraints

Value = str | int | bool

#: Names of nodes, flows and variables.
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]

#: Set by the engine itself from facts.
BUILT_IN = frozenset(
    {"caller", "called", "opening", "opening_label", "next_opening", "desk", "position", "waited_s"}
)


def reference(text: Value) -> str | None:
    """The variable that ``text`` refers to ("$desk" -> "desk"), or None where it is a plain value."""
    return text[1:] if isinstance(text, str) and text.startswith("$") else None


def resolve(text: Value, variables: Mapping[str, Value]) -> Value:
    """``text`` itself, or the value of the variable it refers to; an unset variable is ''."""
    name = reference(text)
    return text if name is None else variables.get(name, "")
