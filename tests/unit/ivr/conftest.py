"""The shipped flows and what the house can speak, for all tests of the engine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from callcenter.ivr import Engine
from callcenter.ivr.loader import load_book

ROOT = Path(__file__).parents[3]
FLOWS = ROOT / "ivr_flows"
DESKS = ("civil", "vehicle", "complaint", "general")


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine(load_book(FLOWS))


@pytest.fixture(scope="session")
def prompts() -> dict[str, dict[str, set[str]]]:
    """Prompt ids and parameter names, read without the speech package: the engine is a leaf."""
    found = {}
    for file in sorted((FLOWS / "prompts").glob("*.yaml")):
        texts = yaml.safe_load(file.read_text(encoding="utf-8"))["prompts"]
        found[file.stem] = {key: set(re.findall(r"\{(\w+):", text)) for key, text in texts.items()}
    return found
