"""Prompts exist in every language, with the parameters they need."""

from __future__ import annotations

from collections.abc import Iterator

from callcenter.ivr.graph import Place
from callcenter.ivr.node import Loc
from callcenter.ivr.problem import Problem
from callcenter.ivr.prompts import PromptRef
from callcenter.ivr.rules.base import Examined


def prompts_exist(examined: Examined) -> Iterator[Problem]:
    """Every prompt has a text in every language (or in the one it names) and gets its parameters."""
    for place, node in examined.nodes():
        for loc, ref in node.prompt_refs():
            languages = [ref.language] if ref.language else sorted(examined.prompts)
            for language in languages:
                yield from _prompt(examined, place, loc, ref, language)


def _prompt(examined: Examined, place: Place, loc: Loc, ref: PromptRef, language: str) -> Iterator[Problem]:
    params = examined.prompts.get(language, {}).get(ref.id)
    if params is None:
        english = f"the prompt '{ref.id}' has no text in '{language}'."
        korean = f"'{ref.id}' 안내 문구가 '{language}' 언어에 없습니다."
        yield examined.problem(place, loc, "unknown_prompt", english, korean)
        return
    for name in sorted(set(params) - set(ref.params)):
        english = f"the prompt '{ref.id}' needs the parameter '{name}' in '{language}'."
        korean = f"'{ref.id}' 안내 문구('{language}')에 필요한 값 '{name}'이(가) 없습니다."
        yield examined.problem(place, loc, "missing_param", english, korean)
