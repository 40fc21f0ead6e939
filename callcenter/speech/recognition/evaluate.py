"""How well recordings of a site are understood: character error rate and choice among all sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from callcenter.speech.recognition.recording import RecordingError
from callcenter.speech.recognition.transcribe import Transcript

_NOT_WRITTEN = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Sample:
    """One line of a manifest."""

    file: Path
    text: str


def read_manifest(path: Path) -> tuple[list[Sample], list[str]]:
    """Tab-separated lines `file, text`; files are relative to the manifest's folder; # begins a remark.

    Beside the samples a sentence for each line that is not so. Raises RecordingError where none is usable.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RecordingError(f"{path}: {error}. / 목록 파일을 읽을 수 없습니다.") from error
    samples: list[Sample] = []
    problems: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        file, tab, text = line.partition("\t")
        if not tab or not written(text):
            problems.append(
                f"{path}:{number}: a file and its text, separated by a tab, are wanted. / "
                "파일 이름과 문장을 탭으로 나누어 적어 주십시오."
            )
        elif (file, text.strip()) != ("file", "text"):
            samples.append(Sample(path.parent / file.strip(), text.strip()))
    if not samples:
        problems.append(f"{path}: there is no recording in it. / 목록에 쓸 수 있는 녹음이 없습니다.")
        raise RecordingError("\n".join(problems))
    return samples, problems


def written(text: str) -> str:
    """What errors are counted in: letters and digits, without spaces and punctuation."""
    return _NOT_WRITTEN.sub("", unicodedata.normalize("NFC", text)).lower()


@dataclass
class Score:
    """Sums over all recordings. Rates are 0 to 1 and may pass 1 (more was heard than said)."""

    recordings: int = 0
    characters: int = 0
    sound_s: float = 0.0
    work_s: float = 0.0
    right: int = 0
    errors: dict[str, int] = field(default_factory=dict)

    def add(self, said: str, heard: Transcript, sound_s: float, work_s: float) -> None:
        """Count one recording."""
        truth = written(said)
        self.recordings += 1
        self.characters += len(truth)
        self.sound_s += sound_s
        self.work_s += work_s
        self.right += heard.phrase is not None and written(heard.phrase) == truth
        texts = {"text": heard.text, "vosk": heard.vosk, "whisper": heard.whisper}
        for name, text in texts.items():
            if text is not None:
                wrong = Levenshtein.distance(truth, written(text))
                self.errors[name] = self.errors.get(name, 0) + wrong

    @property
    def cer(self) -> dict[str, float]:
        """Character error rate of the text believed ("text") and of each engine."""
        return {name: errors / max(1, self.characters) for name, errors in self.errors.items()}

    @property
    def top_1(self) -> float:
        """Share of recordings whose own sentence was chosen among all of the manifest."""
        return self.right / max(1, self.recordings)

    @property
    def real_time_factor(self) -> float:
        """Seconds of work for a second of sound."""
        return self.work_s / max(1e-9, self.sound_s)


def sentences(samples: Iterable[Sample]) -> tuple[str, ...]:
    """Each text of a manifest once."""
    return tuple(dict.fromkeys(sample.text for sample in samples))
