"""`callcenter kb export-proposals` writes accepted phrasings into the files and nothing else."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from callcenter.cli.main import app
from callcenter.knowledge.exporting import add_phrasing
from callcenter.knowledge.models import KnowledgeProposal, ProposalStatus
from callcenter.security.models import Role, User
from callcenter.storage.database import Database
from callcenter.storage.migrate import upgrade
from knowledge_base.loader import ArticleError, read_article
from tests.support.knowledge import write_articles

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("phrasing", ["외등이 나갔네", "등: 3번 # 골목", "'어두워요' 라던데", "no", "120"])
def test_a_phrasing_is_added_and_the_rest_stays(tmp_path: Path, phrasing: str) -> None:
    write_articles(tmp_path)
    file = tmp_path / "streetlight.md"
    before = file.read_text("utf-8").splitlines()
    if phrasing in ("no", "120"):
        phrasing = f"{phrasing} 골목등"
    assert add_phrasing(file, phrasing)
    after = file.read_text("utf-8").splitlines()
    assert read_article(file).phrasings[-1] == phrasing
    assert [line for line in after if line in before] == before
    assert len(after) == len(before) + 1
    assert not add_phrasing(file, phrasing + "!")


def test_a_file_that_is_no_article_stays_untouched(tmp_path: Path) -> None:
    file = tmp_path / "torn.md"
    file.write_text("no front matter", "utf-8")
    with pytest.raises(ArticleError):
        add_phrasing(file, "아무 말")
    assert file.read_text("utf-8") == "no front matter"


def test_the_command(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    write_articles(folder)
    _accepted(tmp_path)

    def call(*options: str) -> tuple[int, str]:
        arguments = ["kb", "export-proposals", "--data", str(tmp_path), "--articles", str(folder), *options]
        answer = CliRunner().invoke(app, arguments)
        return answer.exit_code, answer.output

    code, text = call("--json")
    assert code == 0
    assert [json.loads(line)["slug"] for line in text.splitlines()] == ["streetlight", "passport-fee"]
    assert "질문 표현: 외등이 나갔네" in call("--write")[1]
    assert "외등이 나갔네" in read_article(folder / "streetlight.md").phrasings
    assert "--done 2" in call()[1], "a text is written by hand"
    assert call("--done", "2") == (0, "반영할 제안이 없습니다.\n")
    assert call("--done", "2")[0] == 1


def _accepted(data: Path) -> None:
    database = Database(f"sqlite:///{data / 'callcenter.db'}")
    upgrade(database)
    with database.transaction() as session:
        session.add(User(id=1, login="a", name="이상담", role=Role.AGENT, password_hash="-", created_at=NOW))
        session.flush()
        common: dict[str, Any] = {
            "reason": "사유",
            "status": ProposalStatus.ACCEPTED,
            "proposed_by": 1,
            "proposed_at": NOW,
        }
        session.add(KnowledgeProposal(id=1, slug="streetlight", phrasing="외등이 나갔네", **common))
        session.add(KnowledgeProposal(id=2, slug="passport-fee", text="5만 원입니다.", **common))
    database.close()
