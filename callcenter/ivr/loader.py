"""Flow files into validated flows, with the line of every mistake."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from callcenter.ivr.flow import Flow, FlowBook, flow_model
from callcenter.ivr.node import node_types
from callcenter.ivr.problem import Problem
from callcenter.ivr.source import Loc, Source, read_source


class FlowError(ValueError):
    """Flow files that cannot be used; ``problems`` says where and why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Loaded:
    """A file that was read: its flow, or the problems that prevented one."""

    source: Source
    flow: Flow | None
    problems: tuple[Problem, ...] = ()


def flow_files(path: Path) -> list[Path]:
    """The flow files of a folder (not of its sub-folders), or the one file."""
    return sorted(path.glob("*.yaml")) if path.is_dir() else [path]


def load_file(file: Path) -> Loaded:
    """Read one flow file; its content never raises."""
    source = read_source(file)
    if source.data is None:
        return Loaded(source, None, source.problems)
    try:
        flow = flow_model().model_validate(source.data)
    except ValidationError as error:
        found = [_problem(source, details) for details in error.errors()]
        return Loaded(source, None, (*source.problems, *found))
    return Loaded(source, flow, source.problems)


def load_book(path: Path) -> FlowBook:
    """All flows of a folder. Raises ``FlowError`` where a file cannot be used.

    This checks form only; ``callcenter.ivr.checker.check`` also checks sense.
    """
    loaded = [load_file(file) for file in flow_files(path)]
    problems = [problem for item in loaded for problem in item.problems]
    if problems:
        raise FlowError(problems)
    return FlowBook(item.flow for item in loaded if item.flow is not None)


_WHY_REQUIRED = {
    "timeout": ("a caller may press nothing", "아무것도 누르지 않는 분이 있습니다"),
    "no_input": ("a caller may press nothing", "아무것도 누르지 않는 분이 있습니다"),
    "no_match": ("a caller may press a wrong key", "잘못 누르는 분이 있습니다"),
    "failed": (
        "a caller who cannot be understood needs a way to a person",
        "상담원에게 갈 길이 있어야 합니다",
    ),
}


def _problem(source: Source, details: ErrorDetails) -> Problem:
    loc = _in_file(details["loc"])
    place, field = ".".join(map(str, loc[:-1])) or "flow", str(loc[-1]) if loc else ""
    match details["type"]:
        case "missing":
            return _missing(source, loc, place, field)
        case "extra_forbidden":
            english, korean = (
                f"'{field}' means nothing in {place}",
                f"{place}: '{field}' 항목은 쓸 수 없습니다",
            )
        case "union_tag_invalid" | "union_tag_not_found":
            words = ", ".join(node_types())
            english = f"{place}.{field} has no known type; the types are {words}"
            korean = f"{place}.{field}: 노드 종류(type)를 확인해 주십시오. 쓸 수 있는 종류: {words}"
        case _:
            english = f"{place}.{field}: {details['msg']}"
            korean = f"{place}.{field}: 값이 올바르지 않습니다 ({details['msg']})"
    return source.problem(loc, "schema", f"{english}.", f"{korean}.")


def _missing(source: Source, loc: Loc, place: str, field: str) -> Problem:
    english, korean = f"{place} has no '{field}'", f"{place}: '{field}' 항목이 없습니다"
    if field in _WHY_REQUIRED:
        why_english, why_korean = _WHY_REQUIRED[field]
        english, korean = f"{english}: {why_english}", f"{korean}. {why_korean}"
    code = f"missing_{field}" if field in _WHY_REQUIRED else "schema"
    return source.problem(loc, code, f"{english}.", f"{korean}.")


def _in_file(loc: tuple[int | str, ...]) -> Loc:
    """pydantic's location without what it adds itself: the node type's tag, '[key]', defaulted lists."""
    parts = [part for part in loc if part != "[key]"]
    if len(parts) > 2 and parts[0] == "nodes" and parts[2] in node_types():
        del parts[2]
    return tuple(parts)
