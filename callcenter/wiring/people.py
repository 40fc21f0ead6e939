"""The demonstration's people: 13 agents, a supervisor, a QAA, an administrator."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from callcenter.security.models import Role
from callcenter.security.users import NewUser, UserService

LOGINS_FILE = "demo-logins.txt"
AGENTS = (
    "이상담", "박정우", "최유리", "한도윤", "오지민", "서하늘", "강민서",
    "윤서준", "임가은", "조현우", "신예린", "황보은비", "배성호",
)  # fmt: skip
DESKS_OF = ("civil", "complaint", "vehicle")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demonstration."""

    login: str
    name: str
    role: Role
    extension: str | None
    desks: tuple[str, ...] = ()


def demo_people() -> list[Person]:
    """Agents serve one desk and `general` each; the first three serve all, so that one seat suffices."""
    people = []
    for number, name in enumerate(AGENTS, start=1):
        desks = () if number <= 3 else (DESKS_OF[number % 3], "general")
        people.append(Person(f"agent{number:02}", name, Role.AGENT, str(200 + number), desks))
    people.append(Person("supervisor", "정총괄", Role.SUPERVISOR, "231"))
    people.append(Person("qaa", "문품질", Role.QAA, "241"))
    people.append(Person("admin", "관리자", Role.ADMINISTRATOR, None))
    return people


def seed_people(users: UserService, data: Path) -> Path:
    """Make the people of an empty house, with passwords of this installation; returns their file.

    The file has mode 0600. Nothing happens when there are people already.
    """
    file = data / LOGINS_FILE
    if users.everybody(active_only=False):
        return file
    lines = []
    for person in demo_people():
        password = secrets.token_urlsafe(9)
        users.create(
            NewUser(person.login, person.name, person.role, password, person.extension, person.desks), None
        )
        lines.append(f"{person.login}\t{password}\t{person.name}\t{person.role}\t{person.extension or '-'}\n")
    file.touch(mode=0o600)
    file.write_text("".join(lines), "utf-8")
    return file
