"""Each kind of mistake is found, at its line, in both languages."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from callcenter.ivr.checker import check
from callcenter.ivr.loader import FlowError, load_book
from tests.unit.ivr.conftest import DESKS, FLOWS

MISTAKES = sorted((Path(__file__).parent / "mistakes").glob("*.yaml"))
Prompts = dict[str, dict[str, set[str]]]


@pytest.mark.parametrize("file", MISTAKES, ids=lambda file: file.stem)
def test_mistake_is_found(file: Path, tmp_path: Path, prompts: Prompts) -> None:
    """The first line of each file says which problems are expected at which lines."""
    shutil.copy(file, tmp_path)
    expected = file.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect:").strip()
    checked = check(tmp_path, prompts, DESKS)
    found = ",".join(f"{problem.line}:{problem.code}" for problem in checked.problems)
    assert found == expected, "\n".join(map(str, checked.problems))
    for problem in checked.problems:
        assert problem.file.name == file.name
        assert problem.english.endswith(".")
        assert re.search("[가-힣]", problem.korean)


def test_shipped_flows_are_right(prompts: Prompts) -> None:
    checked = check(FLOWS, prompts, DESKS)
    assert checked.ok, "\n".join(map(str, checked.problems))
    assert {flow.name for flow in checked.flows} == {
        "hotline",
        "speech",
        "closed",
        "callback",
        "overflow",
        "lost",
    }


def test_one_file_is_checked_beside_the_others(prompts: Prompts) -> None:
    assert check(FLOWS / "hotline.yaml", prompts, DESKS).ok


def test_broken_file_hides_no_other_problem_and_invents_none(tmp_path: Path, prompts: Prompts) -> None:
    for file in FLOWS.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    (tmp_path / "closed.yaml").write_text("name: [", encoding="utf-8")
    problems = check(tmp_path, prompts, DESKS).problems
    assert [(problem.file.name, problem.code) for problem in problems] == [("closed.yaml", "yaml")]


def test_missing_file_is_one_clear_problem(tmp_path: Path, prompts: Prompts) -> None:
    (problem,) = check(tmp_path / "gone.yaml", prompts, DESKS).problems
    assert "cannot be read" in problem.english
    with pytest.raises(FlowError, match="cannot be read"):
        load_book(tmp_path / "gone.yaml")


def test_not_utf8(tmp_path: Path, prompts: Prompts) -> None:
    (tmp_path / "euckr.yaml").write_bytes("name: 흐름".encode("euc-kr"))
    (problem,) = check(tmp_path, prompts, DESKS).problems
    assert "UTF-8" in problem.english


def test_loading_bad_flows_says_where(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("name: a\n", encoding="utf-8")
    with pytest.raises(FlowError, match=r"a\.yaml:1: schema: flow has no 'title'"):
        load_book(tmp_path)
