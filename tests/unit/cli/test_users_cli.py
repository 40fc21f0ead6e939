"""`callcenter users` as an operator meets it on a new installation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner, Result

from callcenter.cli.main import app
from callcenter.problems import NotSignedIn
from callcenter.security.models import AuditEntry, Role
from callcenter.settings import load_settings
from callcenter.wiring.house import House, open_house
from callcenter.wiring.people import LOGINS_FILE, seed_people

PASSWORD = "바른 비밀번호 2026"


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")


def users(data: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["users", *words, "--data", str(data)], input=typed)


def add(data: Path, *more: str, login: str = "hong", role: str = "administrator") -> Result:
    given = ("add", "--login", login, "--name", "홍길동", "--role", role, *more)
    return users(data, *given, typed="" if "--generate" in more else f"{PASSWORD}\n{PASSWORD}\n")


def house(data: Path) -> House:
    return open_house(load_settings(data))


def test_the_first_administrator_of_a_new_installation_signs_in(tmp_path: Path) -> None:
    answer = add(tmp_path)
    assert answer.exit_code == 0, answer.output
    assert "홍길동 님의 계정을 만들었습니다." in answer.output
    assert PASSWORD not in answer.output
    there = house(tmp_path)
    assert there.sessions.sign_in("hong", PASSWORD)
    with there.database.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "user.create")).one()
    assert entry.user_id is None
    assert (entry.reason or "").startswith("terminal: ")
    there.database.close()


def test_with_a_real_person_no_demonstration_people_are_made(tmp_path: Path) -> None:
    add(tmp_path)
    there = house(tmp_path)
    seed_people(there.users, tmp_path)
    assert [person.login for person in there.users.everybody()] == ["hong"]
    assert not (tmp_path / LOGINS_FILE).exists()
    there.database.close()


def test_a_generated_password_is_printed_once_and_works(tmp_path: Path) -> None:
    answer = add(tmp_path, "--generate", "--extension", "201", "--desks", "civil, general", role="agent")
    made = re.search(r"비밀번호: (\S+)", answer.output)
    assert made is not None, answer.output
    there = house(tmp_path)
    assert there.sessions.sign_in("hong", made.group(1))
    assert there.users.by_login("hong").desks == ["civil", "general"]
    there.database.close()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--extension", "999"), "999번은 이 콜센터의 내선번호가 아닙니다."),
        (("--desks", "dragons"), "없는 업무 창구입니다: dragons"),
    ],
)
def test_wrong_input_is_a_sentence_and_adds_nobody(
    tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    answer = add(tmp_path, *words)
    assert answer.exit_code == 1
    assert sentence in answer.output
    assert "Traceback" not in answer.output
    there = house(tmp_path)
    assert not there.users.everybody()
    there.database.close()


def test_a_wrong_login_is_a_sentence(tmp_path: Path) -> None:
    answer = add(tmp_path, login="홍")
    assert answer.exit_code == 1
    assert "아이디는 영어 소문자나 숫자로" in answer.output


def test_an_easy_password_is_refused(tmp_path: Path) -> None:
    answer = users(
        tmp_path, "add", "--login", "hong", "--name", "홍", "--role", "qaa", typed="hong123456\n" * 2
    )
    assert answer.exit_code == 1
    assert "짐작하기 쉬운 비밀번호입니다." in answer.output


def test_a_new_password_ends_open_sign_ins(tmp_path: Path) -> None:
    add(tmp_path)
    there = house(tmp_path)
    token = there.sessions.sign_in("hong", PASSWORD)
    answer = users(tmp_path, "reset-password", "--login", "HONG", "--generate")
    assert answer.exit_code == 0, answer.output
    assert there.sessions.identify(token) is None
    with pytest.raises(NotSignedIn):
        there.sessions.sign_in("hong", PASSWORD)
    there.database.close()


def test_disabling_and_enabling(tmp_path: Path) -> None:
    add(tmp_path)
    add(tmp_path, "--extension", "201", login="park", role="agent")
    assert users(tmp_path, "disable", "--login", "park").exit_code == 0
    assert re.search(r"park .*\bno\b", users(tmp_path, "list").output)
    # The seat of somebody who left is free for somebody else.
    assert add(tmp_path, "--extension", "201", login="kim", role="agent").exit_code == 0
    assert users(tmp_path, "enable", "--login", "park").exit_code == 0
    listed = users(tmp_path, "list").output
    assert re.search(r"kim .*\b201\b", listed)
    assert not re.search(r"park .*\b201\b", listed)


def test_nobody_unknown_and_not_the_last_administrator(tmp_path: Path) -> None:
    add(tmp_path)
    unknown = users(tmp_path, "disable", "--login", "nobody")
    assert unknown.exit_code == 1
    assert "해당 직원을 찾을 수 없습니다." in unknown.output
    last = users(tmp_path, "disable", "--login", "hong")
    assert last.exit_code == 1
    assert "마지막 관리자입니다." in last.output


def test_without_demonstration_people_there_is_nobody_to_disable(tmp_path: Path) -> None:
    add(tmp_path)
    empty = users(tmp_path, "disable", "--demonstration")
    assert "사용 중인 체험용 계정이 없습니다." in empty.output


def test_demonstration_people_end_only_when_a_real_administrator_is_there(tmp_path: Path) -> None:
    users(tmp_path, "list")
    there = house(tmp_path)
    seed_people(there.users, tmp_path)
    refused = users(tmp_path, "disable", "--demonstration")
    assert refused.exit_code == 1
    assert "마지막 관리자입니다." in refused.output
    assert len(there.users.everybody()) == 16
    add(tmp_path)
    answer = users(tmp_path, "disable", "--demonstration")
    assert answer.exit_code == 0, answer.output
    assert [(p.login, p.role) for p in there.users.everybody()] == [("hong", Role.ADMINISTRATOR)]
    assert not (tmp_path / LOGINS_FILE).exists()
    there.database.close()
