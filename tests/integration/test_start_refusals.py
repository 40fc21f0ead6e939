"""What stands in the way of a start is said in one sentence, with what to do about it."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import pytest

from tests.support.centre import CALLCENTER
from tests.support.ports import free_port

OPTIONS = {
    "--port": socket.SOCK_STREAM,
    "--sip-port": socket.SOCK_DGRAM,
    "--asterisk-port": socket.SOCK_STREAM,
    "--manager-port": socket.SOCK_STREAM,
}


def run(data: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(CALLCENTER), "run", "--data", str(data), *options],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "COLUMNS": "300", **environment},
    )


@pytest.mark.parametrize("occupied", OPTIONS)
def test_an_occupied_port_is_named_with_its_option(tmp_path: Path, occupied: str) -> None:
    ports = {option: free_port(kind) for option, kind in OPTIONS.items()}
    with socket.socket(socket.AF_INET, OPTIONS[occupied]) as somebody:
        somebody.bind(("127.0.0.1", ports[occupied]))
        if OPTIONS[occupied] == socket.SOCK_STREAM:
            somebody.listen()
        answer = run(tmp_path, *(str(word) for pair in ports.items() for word in pair))
    assert answer.returncode == 2
    [sentence] = answer.stdout.strip().splitlines()
    assert f"Port {ports[occupied]} on 127.0.0.1 is in use" in sentence
    assert occupied in sentence


def test_wrong_settings_are_one_sentence_each(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("[web]\nthreads = 2\n[asterisk]\nbnid = 'x'\n")
    answer = run(tmp_path)
    assert answer.returncode == 2
    assert len(answer.stdout.strip().splitlines()) == 2
    assert "web.threads" in answer.stdout
    assert "asterisk.bnid" in answer.stdout
    assert "Traceback" not in answer.stderr


def test_more_desks_than_keys_are_refused_with_a_sentence(tmp_path: Path) -> None:
    desks = "".join(f'[[desks]]\nname = "desk{n}"\nlabel = "창구 {n}"\n' for n in range(10))
    (tmp_path / "settings.toml").write_text(desks)
    answer = run(tmp_path)
    assert answer.returncode == 2
    [sentence] = answer.stdout.strip().splitlines()
    assert "there are 10 desks, but at most 9" in sentence
    assert "창구가 10개입니다." in sentence
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("rtp", ["abc", "18000", "18999-18000", "18000-18005"])
def test_a_wrong_range_of_media_ports_is_said(tmp_path: Path, rtp: str) -> None:
    answer = run(tmp_path, "--rtp", rtp)
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr
    assert answer.stdout.strip()
