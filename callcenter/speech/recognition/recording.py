"""Recordings on disk as sound for the engines, a block at a time: their length costs no memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from callcenter.speech.recognition.rates import RateChange
from callcenter.speech.recognition.sound import RATE, Samples
from callcenter.speech.recognition.wave_forms import WaveForm, decoded, read_form
from callcenter.speech.wave import TELEPHONE_RATE, WaveError

_BLOCK_S = 2


class RecordingError(ValueError):
    """A file that cannot be used; the message is a sentence that names it."""


@dataclass(frozen=True)
class Recording:
    """A WAV file that was found good. `rate` is that of its blocks: 8 or 16 kHz."""

    path: Path
    form: WaveForm

    @property
    def rate(self) -> int:
        return TELEPHONE_RATE if self.form.rate == TELEPHONE_RATE else RATE

    @property
    def seconds(self) -> float:
        return self.form.seconds

    def blocks(self) -> Iterator[Samples]:
        """All of it in pieces of about two seconds. Raises RecordingError where the disk fails."""
        change = RateChange(self.form.rate, self.rate)
        try:
            with self.path.open("rb") as file:
                file.seek(self.form.start)
                left = self.form.size // self.form.width * self.form.width
                while left > 0:
                    body = file.read(min(left, _BLOCK_S * self.form.rate * self.form.width))
                    left -= len(body)
                    whole = len(body) // self.form.width * self.form.width
                    if not whole:
                        break
                    yield change.feed(decoded(self.form, body[:whole]))
        except OSError as error:
            raise _unreadable(self.path, error) from error
        yield change.end()


def open_recording(path: Path) -> Recording:
    """A WAV file: PCM or float, or G.711 as telephone recorders write it, 8 to 192 kHz; channels are mixed.

    Raises RecordingError for a file that is missing, empty or of another form.
    """
    try:
        with path.open("rb") as file:
            length = path.stat().st_size
            if not length:
                raise RecordingError(f"{path}: the file is empty. / 빈 파일입니다.")
            form = read_form(file, length)
    except OSError as error:
        raise _unreadable(path, error) from error
    except WaveError as error:
        raise RecordingError(f"{path}: {error}. / 읽을 수 있는 WAV 파일이 아닙니다.") from error
    if form.size < form.width:
        raise RecordingError(f"{path}: there is no sound in it. / 소리가 들어 있지 않은 파일입니다.")
    return Recording(path, form)


def read_recording(path: Path) -> tuple[int, Samples]:
    """All of a recording at once, at 8 or 16 kHz. Raises RecordingError as `open_recording`."""
    recording = open_recording(path)
    return recording.rate, np.concatenate(list(recording.blocks()))


def _unreadable(path: Path, error: OSError) -> RecordingError:
    return RecordingError(f"{path}: {error.strerror}. / 파일을 읽을 수 없습니다.")
