"""`callcenter run --check` on a machine with a browser, and on one without."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from callcenter.asterisk.fetch import fetch
from tests.support.asterisk import CACHE
from tests.support.centre import CALLCENTER, SOUNDS

LIMIT_SECONDS = 150
"""Twice what it takes on a busy machine with two cores."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    fetch(CACHE)
    SOUNDS.mkdir(parents=True, exist_ok=True)
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "cache").symlink_to(SOUNDS)
    return tmp_path


def checked(data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(CALLCENTER), "run", "--check", "--data", str(data)],
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        env={**os.environ, **environment},
    )


def test_one_call_goes_through_everything(data: Path) -> None:
    result = checked(data)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "the agent hears the citizen" in result.stdout
    assert "left out" not in result.stdout


def test_without_a_browser_the_rest_is_checked_and_the_gap_is_named(data: Path) -> None:
    voice = shutil.which("espeak-ng")
    assert voice is not None
    (data / "programs").mkdir()
    (data / "programs" / "espeak-ng").symlink_to(voice)
    result = checked(data, PATH=str(data / "programs"))
    assert result.returncode == 0, result.stdout + result.stderr
    assert "there is no Chromium on this machine" in result.stdout
