"""Reads, judges and mends the WAV files of MixMonitor.

Asterisk writes the sizes in a WAV header only when the recording ends; a file of a crashed
exchange says 0 seconds though its sound is there. Such a header is rebuilt from the file's size.
Format: RIFF/WAVE, PCM, with the 44-byte header that Asterisk's `format_wav` writes.
"""

import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path

HEADER_BYTES = 44
RIFF_SIZE_AT = 4
RATE_AT = 24
BYTES_PER_SECOND_AT = 28
DATA_SIZE_AT = 40
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class WavFile:
    """What a recording holds; `complete` is False when its header does not fit its size."""

    size_bytes: int
    seconds: float
    complete: bool


class WavError(ValueError):
    """The file is not a recording of ours."""


def inspect(path: Path) -> WavFile:
    """Length by size, and whether the header agrees. Raises `WavError` or `OSError`."""
    size = path.stat().st_size
    with path.open("rb") as file:
        header = file.read(HEADER_BYTES)
    if len(header) < HEADER_BYTES or header[:4] != b"RIFF" or header[36:40] != b"data":
        raise WavError(path.name)
    (told,) = struct.unpack_from("<I", header, DATA_SIZE_AT)
    (bytes_per_second,) = struct.unpack_from("<I", header, BYTES_PER_SECOND_AT)
    sound = size - HEADER_BYTES
    return WavFile(size, sound / bytes_per_second if bytes_per_second else 0.0, complete=told == sound)


def mend(path: Path) -> None:
    """Write the true sizes into the header."""
    sound = path.stat().st_size - HEADER_BYTES
    with path.open("r+b") as file:
        file.seek(RIFF_SIZE_AT)
        file.write(struct.pack("<I", sound + HEADER_BYTES - 8))
        file.seek(DATA_SIZE_AT)
        file.write(struct.pack("<I", sound))


def sha256(path: Path) -> str:
    """Hexadecimal checksum of the file. Raises `OSError`."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
