"""What a speech worker is told and says. Needs none of the packages of the engines."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr

NO_ENGINE = 3
"""Exit code of a worker on a machine without any engine: trying again is of no use."""


class WorkerOptions(BaseModel):
    """What a worker is told. `limit` is the most callers at once; `port` 0 takes a free one.

    `unhurried`: it writes talks down and nobody waits for its answers. Everything else on the machine comes
    first, nothing is decoded on suspicion, and more may wait.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    models: Path
    host: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65_535)
    token: SecretStr | None = None
    limit: int = Field(default=20, ge=1, le=1000)
    vosk: bool = True
    vosk_model: Path | None = None
    whisper: bool = True
    whisper_model: Path | None = None
    front_end: bool = True
    threads: int = Field(default=2, ge=1, le=64)
    silence_ms: int = Field(default=550, ge=300, le=2000)
    patience_ms: int = Field(default=300, ge=0, le=5000)
    unhurried: bool = False

    def line(self) -> str:
        """The line a worker reads; holds the token in the clear."""
        fields = self.model_dump(mode="json", exclude={"token"})
        return json.dumps({**fields, "token": self.token.get_secret_value() if self.token else None}) + "\n"


class Ready(BaseModel):
    """What a worker says when it listens."""

    port: int
    engines: tuple[str, ...]
    notices: tuple[str, ...] = ()
