"""A mistake in a flow file, said clearly in two languages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """``line`` counts from 1; ``code`` is stable and is what tests and editors look at."""

    file: Path
    line: int
    code: str
    english: str
    korean: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.code}: {self.english}\n    {self.korean}"
