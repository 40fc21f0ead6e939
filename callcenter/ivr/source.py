"""YAML text with the line of every key, and duplicate keys noticed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from callcenter.ivr.problem import Problem

Loc = tuple[str | int, ...]

#: A flow file larger than this is not a flow file.
MAX_BYTES = 512 * 1024


@dataclass(frozen=True)
class Source:
    """The data of a file (None where it could not be read), its key lines and what was wrong with it."""

    file: Path
    data: Any
    lines: dict[Loc, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def line(self, loc: Loc) -> int:
        """The line of ``loc``, or of the nearest place above it that the file has."""
        for end in range(len(loc), -1, -1):
            if loc[:end] in self.lines:
                return self.lines[loc[:end]]
        return 1

    def problem(self, loc: Loc, code: str, english: str, korean: str) -> Problem:
        """A problem at `loc`, with the line of the file."""
        return Problem(self.file, self.line(loc), code, english, korean)


def read_source(file: Path) -> Source:
    """Read and compose ``file``; never raises for its content."""
    try:
        raw = file.read_bytes()
        if len(raw) > MAX_BYTES:
            return _broken(file, 1, f"larger than {MAX_BYTES} bytes", "파일이 너무 큽니다")
        text = raw.decode("utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except OSError as error:
        return _broken(file, 1, f"cannot be read: {error.strerror}", "파일을 읽을 수 없습니다")
    except UnicodeDecodeError:
        return _broken(file, 1, "is not UTF-8", "UTF-8로 저장된 파일이 아닙니다")
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return _broken(file, line, f"is not valid YAML: {error.problem}", "YAML 문법이 잘못되었습니다")
    except (yaml.YAMLError, ValueError) as error:
        # An impossible date or number in the text is a ValueError of the constructor.
        return _broken(file, 1, f"is not valid YAML: {error}", "YAML 문법이 잘못되었습니다")
    if not isinstance(data, dict) or root is None:
        return _broken(
            file, 1, "holds no flow (a mapping of keys)", "흐름 정의가 비어 있거나 형식이 다릅니다"
        )
    walk = _Walk(file)
    walk.visit(root, ())
    return Source(file, data, walk.lines, tuple(walk.problems))


def _broken(file: Path, line: int, english: str, korean: str) -> Source:
    problem = Problem(file, line, "yaml", f"The file {english}.", f"{korean}.")
    return Source(file, None, {}, (problem,))


class _Walk:
    def __init__(self, file: Path) -> None:
        self.file = file
        self.lines: dict[Loc, int] = {}
        self.problems: list[Problem] = []

    def visit(self, node: yaml.Node, loc: Loc) -> None:
        self.lines.setdefault(loc, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self.visit(item, (*loc, index))
        elif isinstance(node, yaml.MappingNode):
            self._mapping(node, loc)

    def _mapping(self, node: yaml.MappingNode, loc: Loc) -> None:
        seen: set[str] = set()
        for key, value in node.value:
            name, line = str(key.value), key.start_mark.line + 1
            if name in seen:
                english = f"'{name}' is written twice; only the last one would count."
                korean = f"'{name}' 항목이 두 번 쓰였습니다. 하나만 남겨 주십시오."
                self.problems.append(Problem(self.file, line, "duplicate", english, korean))
            seen.add(name)
            self.lines[(*loc, name)] = line
            self.visit(value, (*loc, name))
