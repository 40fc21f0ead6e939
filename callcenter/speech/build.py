"""All static prompts as a folder of Asterisk sounds."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from callcenter.speech.catalog import Prompt
from callcenter.speech.loudness import tone
from callcenter.speech.prompts import PromptStudio, write_atomically
from callcenter.speech.recorded import RecordedError
from callcenter.speech.voice import VoiceError
from callcenter.speech.wave import TELEPHONE_RATE, wave_bytes

#: Synthesisers are programs or servers: a few at a time keep two cores busy.
_WORKERS = 2
_BEEP_HZ, _BEEP_S = 1_000.0, 0.25


@dataclass
class BuildReport:
    """What a build did; ``problems`` are sentences, and what they name was not written."""

    written: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def build_all(studio: PromptStudio, target: Path) -> BuildReport:
    """Render every static prompt below ``target``: ``<language>/cc/<id>.wav``, and for app_queue and
    say.c ``<language>/<name>.wav``; also ``<language>/beep.wav``.

    Blocks for some seconds the first time. A prompt that fails is reported and the others are made.
    Asterisk (``languageprefix = yes``, its default) finds them when ``target`` is its sounds folder.
    """
    report = BuildReport()
    beep = wave_bytes(tone(_BEEP_HZ, _BEEP_S, TELEPHONE_RATE))
    for language in studio.catalog.languages:
        _keep(target / language / "beep.wav", beep, report)
    jobs = list(_jobs(studio, target))
    with ThreadPoolExecutor(_WORKERS) as pool:
        for (path, _), result in zip(jobs, pool.map(partial(_sound, studio), jobs), strict=True):
            if isinstance(result, bytes):
                _keep(path, result, report)
            else:
                report.problems.append(result)
    return report


def _jobs(studio: PromptStudio, target: Path) -> Iterator[tuple[Path, Prompt]]:
    for language in studio.catalog.languages:
        for prompt in studio.catalog.prompts(language).values():
            if prompt.is_static:
                yield target / language / "cc" / f"{prompt.id}.wav", prompt
        for name, sound in studio.catalog.sounds(language).items():
            yield target / language / f"{name}.wav", sound


def _sound(studio: PromptStudio, job: tuple[Path, Prompt]) -> bytes | str:
    _, prompt = job
    try:
        return studio.static_wave(prompt)
    except (RecordedError, VoiceError) as error:
        return f"{prompt.language}/{prompt.id}: {error}"


def _keep(path: Path, data: bytes, report: BuildReport) -> None:
    if path.is_file() and path.read_bytes() == data:
        report.unchanged.append(path)
        return
    write_atomically(path, data)
    report.written.append(path)
