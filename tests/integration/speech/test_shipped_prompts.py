"""Every shipped announcement, built by the real synthesiser, is sound of the right length."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from callcenter.speech.build import BuildReport, build_all
from callcenter.speech.catalog import Catalog, load_catalog
from callcenter.speech.espeak import EspeakVoice
from callcenter.speech.prompts import SEOUL, PromptStudio
from callcenter.speech.wave import TELEPHONE_RATE, parse_wave

PROMPTS = Path(__file__).parents[3] / "ivr_flows" / "prompts"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(PROMPTS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("prompts")


@pytest.fixture(scope="module")
def report(catalog: Catalog, folder: Path) -> BuildReport:
    voices = {language: EspeakVoice(language) for language in catalog.languages}
    studio = PromptStudio(catalog, voices, cache=folder / "cache", recorded=folder / "recorded")
    return build_all(studio, folder / "sounds")


def test_everything_is_built(catalog: Catalog, report: BuildReport) -> None:
    static = sum(prompt.is_static for lang in catalog.languages for prompt in catalog.prompts(lang).values())
    sounds = sum(len(catalog.sounds(language)) + 1 for language in catalog.languages)
    assert report.problems == []
    assert len(report.written) == static + sounds


def test_every_sound_is_for_the_telephone_and_not_silent(report: BuildReport) -> None:
    for path in report.written:
        wave = parse_wave(path.read_bytes())
        assert wave.rate == TELEPHONE_RATE, path
        assert 0.1 < wave.seconds < 40, path
        assert 3_000 < wave.peak < 32_000, path


def test_korean_is_spoken_whole_at_a_speed_people_follow(
    catalog: Catalog, folder: Path, report: BuildReport
) -> None:
    """3 to 9 syllables a second: fewer and letters were spelt, more and something was left out."""
    assert report.problems == []
    for prompt in catalog.prompts("ko").values():
        if prompt.is_static:
            wave = parse_wave((folder / "sounds/ko/cc" / f"{prompt.id}.wav").read_bytes())
            syllables = len(re.findall("[가-힣]", prompt.words({}, SEOUL)))
            assert 3 < syllables / wave.seconds < 9, (prompt.id, syllables, wave.seconds)
