"""Sealed files: encrypted with a key of their own, which only two holders together can put together.

Layout: magic, length of the header (4 bytes, big-endian), header (JSON), then chunks of AES-256-GCM.
Each chunk is bound to the header, to its place and to whether it is the last one, so chunks can be neither
exchanged nor left out nor cut off (the STREAM construction, Hoang et al. 2015).
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from callcenter.privacy.draft import draft_of, put_in_place
from callcenter.privacy.holders import KEY_BYTES, BrokenSealError, Holders

MAGIC = b"CCSEAL1\n"
CHUNK = 1 << 20
TAG = 16
LARGEST_HEADER = 1 << 16
PREFIX_BYTES = 7


@dataclass(frozen=True, slots=True)
class SealedFile:
    """`sha256` and `size` are those of the original."""

    path: Path
    sha256: str
    size: int


def seal(original: BinaryIO, target: Path, holders: Holders) -> SealedFile:
    """Write what can be read from `original` to `target`, sealed, mode 0600; memory: one MiB.

    `target` appears only when it is complete and on the disk. Raises `OSError`.
    """
    key, prefix = AESGCM.generate_key(KEY_BYTES * 8), secrets.token_bytes(PREFIX_BYTES)
    header = json.dumps({"version": 1, "prefix": prefix.hex(), "shares": holders.split(key)}).encode()
    digest, size = hashlib.sha256(), 0
    draft = draft_of(target)
    box, bound = AESGCM(key), hashlib.sha256(header).digest()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(MAGIC + struct.pack(">I", len(header)) + header)
            for index, (chunk, last) in enumerate(_chunks(original, CHUNK)):
                digest.update(chunk)
                size += len(chunk)
                file.write(box.encrypt(_nonce(prefix, index, last=last), chunk, bound))
        put_in_place(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return SealedFile(target, digest.hexdigest(), size)


def opened(path: Path, holders: Holders) -> Iterator[bytes]:
    """The original, chunk by chunk, never written anywhere.

    Keys and header are looked at before this returns: it raises `KeyAbsentError`, `BrokenSealError` or
    `OSError`. The iterator raises `BrokenSealError` at the first chunk that is not what was sealed.
    """
    with path.open("rb") as file:
        header = _header(file)
        told = json.loads(header)
        start = file.tell()
    return _decrypted(path, start, holders.join(told["shares"]), bytes.fromhex(told["prefix"]), header)


def _decrypted(path: Path, start: int, key: bytes, prefix: bytes, header: bytes) -> Iterator[bytes]:
    box, bound = AESGCM(key), hashlib.sha256(header).digest()
    with path.open("rb") as file:
        file.seek(start)
        for index, (chunk, last) in enumerate(_chunks(file, CHUNK + TAG)):
            try:
                yield box.decrypt(_nonce(prefix, index, last=last), chunk, bound)
            except InvalidTag as error:
                raise BrokenSealError(path.name) from error


def _header(file: BinaryIO) -> bytes:
    begin = file.read(len(MAGIC) + 4)
    if len(begin) < len(MAGIC) + 4 or not begin.startswith(MAGIC):
        raise BrokenSealError("no sealed file")
    (length,) = struct.unpack(">I", begin[len(MAGIC) :])
    header = file.read(length) if length <= LARGEST_HEADER else b""
    if len(header) != length or not _complete(header):
        raise BrokenSealError("broken header")
    return header


def _complete(header: bytes) -> bool:
    try:
        told: Any = json.loads(header)
        return bytes.fromhex(told["prefix"]) != b"" and isinstance(told["shares"], dict)
    except (ValueError, KeyError, TypeError):
        return False


def _chunks(file: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Pieces of `size` bytes and whether each is the last; an empty file is one empty piece."""
    chunk = file.read(size)
    while True:
        following = file.read(size)
        yield chunk, not following
        if not following:
            return
        chunk = following


def _nonce(prefix: bytes, index: int, *, last: bool) -> bytes:
    return prefix + struct.pack(">I", index) + (b"\x01" if last else b"\x00")
