"""The file of results: each measurement owns one section and replaces it when it is run again."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path

RESULTS = Path(__file__).parents[1] / "docs" / "benchmarks.md"
_TITLE = "# Benchmarks\n\nEach section is written by the command it names.\n"


def write_section(title: str, body: str, path: Path = RESULTS) -> None:
    """Put `body` under `## title`, in place of what stood there."""
    text = path.read_text("utf-8") if path.is_file() else _TITLE
    section = f"## {title}\n\n{body.strip()}\n"
    old = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if old.search(text):
        text = old.sub(lambda _: section + "\n", text).rstrip() + "\n"
    else:
        text = f"{text.rstrip()}\n\n{section}"
    path.write_text(text, "utf-8")


def machine() -> str:
    """Processor, cores, Python: what figures depend on."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
