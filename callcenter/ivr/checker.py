"""Whether flows make sense: a caller always gets on, and always to a person."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from callcenter.ivr.flow import Flow
from callcenter.ivr.graph import Graph
from callcenter.ivr.loader import Loaded, flow_files, load_file
from callcenter.ivr.problem import Problem
from callcenter.ivr.rules import names, persons, spoken, structure
from callcenter.ivr.rules.base import Examined, Rule

#: Prompt ids with the names of their parameters, by language.
Prompts = Mapping[str, Mapping[str, Collection[str]]]

RULES: tuple[Rule, ...] = (
    structure.targets_exist,
    structure.every_node_is_reachable,
    structure.loops_are_bounded,
    persons.every_question_leads_to_a_person,
    spoken.prompts_exist,
    names.desks_exist,
    names.variables_are_set,
)


@dataclass(frozen=True)
class Checked:
    """What a check found; ``flows`` are those files whose form was right."""

    flows: tuple[Flow, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    @property
    def ok(self) -> bool:
        return not self.problems


def check(path: Path, prompts: Prompts, desks: Collection[str]) -> Checked:
    """Check the flow files of a folder (or one file beside its folder's others).

    ``prompts`` is what ``callcenter.speech`` can speak in each language, ``desks`` the queues of the
    house. Never raises for the content of a file.
    """
    files = flow_files(path) if path.is_dir() else sorted({*flow_files(path.parent), path})
    loaded = [load_file(file) for file in files]
    problems = [problem for item in loaded for problem in item.problems]
    usable = _unique(loaded, problems)
    examined = Examined(
        flows={flow.name: flow for flow in (item.flow for item in usable) if flow},
        sources={item.flow.name: item.source for item in usable if item.flow},
        graph=Graph({item.flow.name: item.flow for item in usable if item.flow}),
        prompts=prompts,
        desks=desks,
        whole=len(usable) == len(loaded),
    )
    problems += [problem for rule in RULES for problem in rule(examined)]
    if not path.is_dir():
        problems = [problem for problem in problems if problem.file == path]
    return Checked(tuple(examined.flows.values()), tuple(sorted(set(problems))))


def _unique(loaded: list[Loaded], problems: list[Problem]) -> list[Loaded]:
    """Files with a flow whose name matches the file's and is used once."""
    return [item for item in loaded if item.flow is not None and not _misnamed(item, problems)]


def _misnamed(item: Loaded, problems: list[Problem]) -> bool:
    found = list(_name_problems(item))
    problems += found
    return bool(found)


def _name_problems(item: Loaded) -> Iterator[Problem]:
    if item.flow is not None and item.flow.name != item.source.file.stem:
        name, stem = item.flow.name, item.source.file.stem
        yield item.source.problem(
            ("name",),
            "flow_name",
            f"The flow is called '{name}' but the file '{stem}.yaml'; both must be the same.",
            f"흐름 이름 '{name}'과(와) 파일 이름 '{stem}.yaml'이 다릅니다. 같게 맞춰 주십시오.",
        )
