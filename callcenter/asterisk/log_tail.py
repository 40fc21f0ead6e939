"""Asterisk's log file, forwarded line by line to our log, with phone numbers masked."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from typing import BinaryIO

import structlog

from callcenter.asterisk.masking import mask_numbers

_LINE = re.compile(r"^\[[^\]]+\] (?P<level>[A-Z]+)\[\d+\](?:\[(?P<call>C-[0-9a-f]+)\])?:? (?P<text>.*)$")
_LEVELS = {"ERROR": "error", "WARNING": "warning", "NOTICE": "info", "SECURITY": "warning"}
_POLL_S = 0.5
_MAX_BYTES_A_POLL = 64 * 1024


class LogTail:
    """Follows `path` from its present end, also over rotation. A flood is cut, and the cut is logged."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._log = structlog.get_logger("asterisk")
        self._file: BinaryIO | None = None
        self._rest = b""

    async def run(self) -> None:
        """Forward until cancelled."""
        await asyncio.to_thread(self._open, from_end=True)
        try:
            while True:
                for line in await asyncio.to_thread(self._read):
                    self._forward(line)
                await asyncio.sleep(_POLL_S)
        finally:
            if self._file is not None:
                self._file.close()

    def _open(self, *, from_end: bool) -> None:
        if self._file is not None:
            self._file.close()
        try:
            self._file = self._path.open("rb")
        except OSError:
            self._file = None
            return
        if from_end:
            self._file.seek(0, 2)

    def _read(self) -> list[str]:
        if self._was_replaced():
            self._open(from_end=False)
            self._rest = b""
        if self._file is None:
            return []
        data = self._file.read(_MAX_BYTES_A_POLL)
        behind = self._path.stat().st_size - self._file.tell() if self._path.exists() else 0
        if behind > _MAX_BYTES_A_POLL:
            self._file.seek(0, 2)
            data += f"\n[-] WARNING[0] {behind} bytes of Asterisk's log were not forwarded\n".encode()
        *lines, self._rest = (self._rest + data).split(b"\n")
        return [line.decode("utf-8", "replace") for line in lines]

    def _was_replaced(self) -> bool:
        if self._file is None:
            return self._path.exists()
        try:
            now = self._path.stat()
        except OSError:
            return False
        opened = os.fstat(self._file.fileno())
        return now.st_ino != opened.st_ino or now.st_size < self._file.tell()

    def _forward(self, line: str) -> None:
        match = _LINE.match(line)
        if match is None:
            return
        level = _LEVELS.get(match["level"], "info")
        getattr(self._log, level)(
            "asterisk.log", text=mask_numbers(match["text"].strip()), call=match["call"]
        )
