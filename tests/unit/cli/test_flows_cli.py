"""``callcenter flows`` and ``callcenter prompts`` as a person at a terminal meets them."""

from __future__ import annotations

import shutil
from pathlib import Path

from typer.testing import CliRunner

from callcenter.cli import flows, prompts

ROOT = Path(__file__).parents[3]
RUN = CliRunner()


def test_check_of_the_shipped_flows() -> None:
    result = RUN.invoke(flows.app, ["check"])
    assert result.exit_code == 0
    assert "6 flows are right." in result.stdout


def test_check_names_file_line_and_both_sentences(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "ivr_flows", tmp_path / "flows")
    hotline = tmp_path / "flows" / "hotline.yaml"
    hotline.write_text(
        hotline.read_text(encoding="utf-8").replace("next: civil}", "next: civill}"), encoding="utf-8"
    )
    result = RUN.invoke(flows.app, ["check", str(tmp_path / "flows")])
    assert result.exit_code == 1
    assert "hotline.yaml:52: unknown_node: main_menu: leads to the node 'civill'" in result.stderr
    assert "이동할 노드 'civill'이(가) 없습니다." in result.stderr


def test_check_without_prompts_is_a_sentence(tmp_path: Path) -> None:
    result = RUN.invoke(flows.app, ["check", str(tmp_path)])
    assert result.exit_code == 1
    assert "ko.yaml" in result.stderr
    assert "Traceback" not in result.output


def test_try_walks_to_the_queue_and_shows_the_path() -> None:
    result = RUN.invoke(flows.app, ["try"], input="\n\n1\n\n")
    assert result.exit_code == 0
    assert "대표번호 120 → 1. 여권·제증명 → 상담원 연결 → 끊음" in result.stdout


def test_try_of_the_closed_house() -> None:
    result = RUN.invoke(flows.app, ["try", "--opening", "holiday"], input="\n\n\n2\n")
    assert "[record_voicemail] desk=general" in result.stdout
    assert RUN.invoke(flows.app, ["try", "--opening", "never"]).exit_code == 1
    assert RUN.invoke(flows.app, ["try", "nowhere"]).exit_code == 1


def test_schema_is_written(tmp_path: Path) -> None:
    assert RUN.invoke(flows.app, ["schema", str(tmp_path)]).exit_code == 0
    written = (tmp_path / "flow.schema.json").read_text(encoding="utf-8")
    assert written == (ROOT / "ivr_flows" / "flow.schema.json").read_text(encoding="utf-8")


def test_prompts_build_and_list_with_the_built_in_voice(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    text = "language: ko\nprompts: {greeting: '안녕하십니까?', booked: '{n:phone}번'}\n"
    (texts / "ko.yaml").write_text(text, encoding="utf-8")
    where = ["--texts", str(texts), "--data", str(tmp_path)]
    built = RUN.invoke(prompts.app, ["build", *where])
    assert (built.exit_code, built.stdout.split(",")[0]) == (0, "2 written")
    assert (tmp_path / "prompts/sounds/ko/cc/greeting.wav").is_file()

    recorded = tmp_path / "prompts/recorded/ko/greeting.wav"
    recorded.parent.mkdir(parents=True)
    recorded.write_bytes(b"no sound")
    listed = RUN.invoke(prompts.app, ["list", *where]).stdout
    assert "실시간 합성" in listed
    assert "녹음 오류" in listed
    failed = RUN.invoke(prompts.app, ["build", *where])
    assert failed.exit_code == 1
    assert "not a WAV file" in failed.stderr
