"""The texts of all prompts, by language, from ``ivr_flows/prompts/*.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from string import Formatter
from typing import Annotated
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from callcenter.speech.korean_text import spoken
from callcenter.speech.spoken_values import KINDS, Value, speak_value

PromptId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
SoundName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9-]+)?$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=600)]


class CatalogError(ValueError):
    """Prompt files that cannot be used; the message names file and place."""


class PromptFile(BaseModel):
    """One language. ``site`` are words of the house; ``asterisk`` are sounds Asterisk looks for by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: str = Field(pattern=r"^[a-z]{2}$")
    site: dict[PromptId, Text] = {}
    prompts: dict[PromptId, Text]
    asterisk: dict[SoundName, Text] = {}


@dataclass(frozen=True)
class Prompt:
    """One text of one language; ``params`` are its parameters by name with their kinds."""

    id: str
    language: str
    text: str
    site: Mapping[str, str]

    @cached_property
    def params(self) -> dict[str, str]:
        """Name to kind, in the order of the text."""
        return {name: kind for _, name, kind, _ in Formatter().parse(self.text) if name and kind}

    @property
    def is_static(self) -> bool:
        """Whether it always says the same, and so may be rendered ahead or recorded."""
        return not self.params

    def written(self, values: Mapping[str, Value], zone: ZoneInfo) -> str:
        """The sentence to read: texts as they are, other values as they are spoken. Raises like `words`."""
        parts = []
        for literal, name, kind, _ in Formatter().parse(self.text):
            parts.append(literal)
            if name and kind == "text":
                parts.append(str(values[name]))
            elif name:
                parts.append(
                    speak_value(values[name], kind, self.language, zone) if kind else self.site[name]
                )
        return " ".join("".join(parts).split())

    def words(self, values: Mapping[str, Value], zone: ZoneInfo) -> str:
        """The sentence to speak. Raises KeyError for a missing value, ValueSpeechError for a wrong one."""
        parts = []
        for literal, name, kind, _ in Formatter().parse(self.text):
            parts.append(literal)
            if name:
                said = speak_value(values[name], kind, self.language, zone) if kind else self.site[name]
                parts.append(said)
        text = " ".join("".join(parts).split())
        return spoken(text) if self.language == "ko" else text


class Catalog:
    """All prompts. Immutable; a reload makes a new one."""

    def __init__(self, files: Mapping[str, PromptFile], site: Mapping[str, str] | None = None) -> None:
        """``site`` overrides the site words of the Korean file (``{"centre": "가람시 콜센터"}``)."""
        self._prompts: dict[str, dict[str, Prompt]] = {}
        self._sounds: dict[str, dict[str, Prompt]] = {}
        for language, file in sorted(files.items()):
            words = {**file.site, **(site or {})} if language == "ko" else file.site
            self._prompts[language] = _made(file.prompts, language, words)
            self._sounds[language] = _made(file.asterisk, language, words)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self._prompts)

    def prompts(self, language: str) -> Mapping[str, Prompt]:
        """The flows' prompts, played as ``cc/<id>``."""
        return self._prompts[language]

    def sounds(self, language: str) -> Mapping[str, Prompt]:
        """Asterisk's own sounds, by their Asterisk names."""
        return self._sounds[language]

    def get(self, language: str, prompt_id: str) -> Prompt:
        """The prompt in ``language``, or in Korean where that language has none.

        Raises KeyError for an id that exists in neither.
        """
        own = self._prompts.get(language, {}).get(prompt_id)
        return own or self._prompts["ko"][prompt_id]

    def for_checker(self) -> dict[str, dict[str, set[str]]]:
        """Ids with the names of their parameters, by language: what ``callcenter.ivr.checker`` needs."""
        return {
            language: {prompt.id: set(prompt.params) for prompt in prompts.values()}
            for language, prompts in self._prompts.items()
        }


def load_catalog(folder: Path, site: Mapping[str, str] | None = None) -> Catalog:
    """Read all prompt files of ``folder``. Raises CatalogError with a clear sentence."""
    files = {}
    for path in sorted(folder.glob("*.yaml")):
        file = _read(path)
        if file.language != path.stem:
            raise CatalogError(f"{path}: language is '{file.language}', but the file is '{path.name}'.")
        files[file.language] = file
    if "ko" not in files:
        raise CatalogError(f"{folder}: there is no ko.yaml. / 한국어 안내 문구 파일이 없습니다.")
    return Catalog(files, site)


def _made(texts: Mapping[str, str], language: str, site: Mapping[str, str]) -> dict[str, Prompt]:
    return {name: Prompt(name, language, text, site) for name, text in texts.items()}


def _read(path: Path) -> PromptFile:
    try:
        file = PromptFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CatalogError(f"{path}: cannot be read: {error} / 파일을 읽을 수 없습니다.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise CatalogError(f"{path}: {place}: {first['msg']} / 항목을 확인해 주십시오.") from error
    for section in (file.prompts, file.asterisk):
        for name, text in section.items():
            _check_places(path, name, text, file.site)
    return file


def _check_places(path: Path, name: str, text: str, site: Mapping[str, str]) -> None:
    """Every ``{…}`` is a site word or a value of a known kind."""
    try:
        fields = [(field, kind) for _, field, kind, _ in Formatter().parse(text) if field is not None]
    except ValueError as error:
        raise CatalogError(f"{path}: {name}: unbalanced braces / 중괄호의 짝이 맞지 않습니다.") from error
    for field, kind in fields:
        if not field.isidentifier() or (kind and kind not in KINDS):
            known = ", ".join(sorted(KINDS))
            raise CatalogError(f"{path}: {name}: {{{field}:{kind}}} is unknown; kinds are {known}.")
        if not kind and field not in site:
            raise CatalogError(f"{path}: {name}: {{{field}}} is no word of 'site' and has no kind.")
