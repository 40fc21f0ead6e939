"""Sign-in, sessions, roles, CSRF, origins: through HTTP, on both databases."""

from datetime import timedelta

import pytest
from sqlmodel import select

from callcenter.security.models import AuditEntry, Role, SignInSession
from callcenter.storage.database import Database
from tests.support.web import PASSWORD, Browser, House


def test_sign_in_shows_who_i_am_and_sign_out_ends_it(database: Database) -> None:
    house = House(database)
    house.user("agent201", name="이상담", extension="201")
    browser = Browser(house.app(), "agent201")
    me = browser.get("/api/session").get_json()
    assert me["user"]["name"] == "이상담"
    assert me["user"]["role"] == "agent"
    assert me["user"]["extension"] == "201"
    assert browser.delete("/api/session").status_code == 204
    assert browser.get("/api/session").status_code == 401


def test_cookie_is_out_of_reach_of_scripts_and_other_sites(house: House) -> None:
    house.user("agent201")
    cookie = Browser(house.app()).sign_in("agent201").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_only_the_hash_of_the_token_is_stored(house: House) -> None:
    house.user("agent201")
    token = house.sessions.sign_in("agent201", PASSWORD)
    with house.database.reading() as session:
        row = session.exec(select(SignInSession)).one()
    assert token not in row.model_dump_json()


def test_session_expires(house: House) -> None:
    house.user("agent201")
    browser = Browser(house.app(), "agent201")
    house.clock.forward(hours=10, seconds=1)
    assert browser.get("/api/session").status_code == 401


def test_stolen_token_is_useless_after_sign_out(house: House) -> None:
    house.user("agent201")
    token = house.sessions.sign_in("agent201", PASSWORD)
    identity = house.sessions.identify(token)
    assert identity is not None
    house.sessions.sign_out(identity)
    assert house.sessions.identify(token) is None
    assert not house.sessions.alive(identity.session_id)


def test_unknown_login_and_wrong_password_look_the_same(house: House) -> None:
    house.user("agent201")
    app = house.app()
    unknown = Browser(app).sign_in("nobody", "x" * 12)
    wrong = Browser(app).sign_in("agent201", "x" * 12)
    assert unknown.status_code == wrong.status_code == 401
    assert unknown.get_json() == wrong.get_json()
    assert unknown.get_json()["detail"] == "아이디 또는 비밀번호가 올바르지 않습니다."


def test_unknown_login_costs_a_hash_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str | None] = []
    original = house.passwords.matches

    def matches(stored: str | None, given: str) -> bool:
        checked.append(stored)
        return original(stored, given)

    monkeypatch.setattr(house.passwords, "matches", matches)
    assert Browser(house.app()).sign_in("nobody", "x").status_code == 401
    assert checked == [None]


@pytest.mark.parametrize("headers", [{}, {"X-CSRF-Token": "0" * 64}, {"X-CSRF-Token": "한글"}])
def test_missing_or_forged_csrf_token_is_refused(house: House, headers: dict[str, str]) -> None:
    house.user("admin", Role.ADMINISTRATOR)
    browser = Browser(house.app(), "admin")
    del browser.headers["X-CSRF-Token"]
    browser.headers |= {name: value.encode().decode("latin-1") for name, value in headers.items()}
    answer = browser.delete("/api/session")
    assert answer.status_code == 403
    assert answer.get_json()["code"] == "security.csrf"
    assert browser.get("/api/session").status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:23002"])
def test_wrong_origin_is_refused(house: House, origin: str) -> None:
    house.user("agent201")
    browser = Browser(house.app(), "agent201")
    browser.headers["Origin"] = origin
    answer = browser.delete("/api/session")
    assert answer.status_code == 403
    assert answer.get_json()["code"] == "security.wrong_origin"


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.QAA])
def test_only_administrators_read_the_audit_log_and_make_people(house: House, role: Role) -> None:
    house.user("someone", role)
    browser = Browser(house.app(), "someone")
    assert browser.get("/api/audit").status_code == 403
    # The role is checked before the (here empty) input.
    assert browser.post("/api/users", {}).status_code == 403


def test_passwords_cannot_be_guessed_by_trying(house: House) -> None:
    house.user("agent201")
    app = house.app()
    codes = [Browser(app).sign_in("agent201", f"wrong {n}").status_code for n in range(7)]
    assert codes == [401] * 6 + [429]
    blocked = Browser(app).sign_in("agent201")
    assert blocked.status_code == 429
    assert "5분 뒤에" in blocked.get_json()["detail"]
    house.user("agent202")
    assert Browser(app).sign_in("agent202").status_code == 204


def test_one_address_cannot_try_many_logins(house: House) -> None:
    app = house.app()
    codes = [Browser(app).sign_in(f"agent{n}", "wrong").status_code for n in range(31)]
    assert codes == [401] * 30 + [429]


def test_a_shift_can_sign_in_at_once_from_one_address(house: House) -> None:
    app = house.app()
    for number in range(40):
        house.user(f"agent{number}")
    assert {Browser(app).sign_in(f"agent{n}").status_code for n in range(40)} == {204}


def test_administrator_manages_people(database: Database) -> None:
    house = House(database)
    house.user("admin", Role.ADMINISTRATOR)
    app = house.app()
    admin = Browser(app, "admin")
    new = {"login": "agent201", "name": "이상담", "role": "agent", "password": PASSWORD, "extension": "201"}
    made = admin.post("/api/users", new | {"desks": ["civil"]})
    assert made.status_code == 201
    user_id = made.get_json()["id"]
    again = admin.post("/api/users", new | {"login": "agent202"})
    assert again.status_code == 422
    assert again.get_json()["fields"] == {"extension": "이미 이상담 님이 쓰고 있는 내선번호입니다."}
    agent = Browser(app, "agent201")
    assert admin.patch(f"/api/users/{user_id}", {"active": False}).status_code == 200
    assert agent.get("/api/session").status_code == 401
    assert Browser(app).sign_in("agent201").status_code == 401
    actions = [entry["action"] for entry in admin.get("/api/audit").get_json()["items"]]
    assert actions[:3] == ["session.refused", "user.change", "session.begin"]


def test_new_password_ends_open_sessions(house: House) -> None:
    house.user("admin", Role.ADMINISTRATOR)
    user = house.user("agent201")
    app = house.app()
    admin, agent = Browser(app, "admin"), Browser(app, "agent201")
    path = f"/api/users/{user.id}/password"
    weak = admin.post(path, {"password": "aaaaaaaaaaaa"})
    assert weak.status_code == 422
    assert "password" in weak.get_json()["fields"]
    assert admin.post(path, {"password": "전혀 다른 비밀번호 1"}).status_code == 204
    assert agent.get("/api/session").status_code == 401


def test_administrator_cannot_lock_themselves_out(house: House) -> None:
    me = house.user("admin", Role.ADMINISTRATOR)
    admin = Browser(house.app(), "admin")
    assert admin.patch(f"/api/users/{me.id}", {"active": False}).status_code == 409
    assert admin.patch(f"/api/users/{me.id}", {"role": "agent"}).status_code == 409


def test_audit_log_holds_no_personal_data_of_a_refused_sign_in(house: House) -> None:
    Browser(house.app()).sign_in("my secret password", "x")
    with house.database.reading() as session:
        entries = session.exec(select(AuditEntry)).all()
    assert entries
    assert all("secret" not in entry.model_dump_json() for entry in entries)


def test_old_sessions_are_swept_away(house: House) -> None:
    house.user("agent201")
    house.sessions.sign_in("agent201", PASSWORD)
    house.clock.now += timedelta(days=3)
    house.sessions.sign_in("agent201", PASSWORD)
    with house.database.reading() as session:
        assert len(session.exec(select(SignInSession)).all()) == 1
