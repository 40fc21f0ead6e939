"""Sentences for people, by code and language: `messages/<language>/<subject>.yaml`.

The code of a sentence is `<subject>.<key>`; `common.yaml` gives codes without a subject.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """Every sentence of one language by its code."""
    sentences: dict[str, str] = {}
    for source in sorted(files(__name__).joinpath(language).iterdir(), key=lambda entry: entry.name):
        if not source.name.endswith(".yaml"):
            continue
        prefix = "" if source.name == "common.yaml" else source.name.removesuffix("yaml")
        for key, sentence in yaml.safe_load(source.read_text("utf-8")).items():
            sentences[prefix + key] = sentence
    return sentences


def sentence(code: str, language: Language = "ko", facts: Mapping[str, str | int] | None = None) -> str:
    """The sentence of `code`; an unknown code is a mistake of ours and raises `KeyError`."""
    return catalogue(language)[code].format_map(dict(facts or {}))
