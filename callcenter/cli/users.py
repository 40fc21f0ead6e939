"""`callcenter users`: the people of this installation, managed on the machine itself.

The way to a first real administrator; everything is written to the audit log as done at the terminal.
"""

import getpass
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError
from rich.markup import escape
from rich.table import Table

from callcenter.cli.settings import DataOption, console, settings_or_exit
from callcenter.messages import sentence
from callcenter.problems import Problem, invalid_field
from callcenter.security.models import Role, User
from callcenter.security.passwords import check_strength
from callcenter.security.users import Login, Name, NewUser, UserChange
from callcenter.storage.migrate import upgrade
from callcenter.wiring.house import House, data_folder, open_house
from callcenter.wiring.people import LOGINS_FILE, demo_people

GENERATED_BYTES = 12

app = typer.Typer(
    help="The people who sign in: add, list, new password, disable. / 사용자 관리.", no_args_is_help=True
)
LoginOption = Annotated[str, typer.Option("--login", help="Login, small letters and digits. / 아이디")]
GenerateOption = Annotated[
    bool,
    typer.Option("--generate", help="Make a password and print it once, instead of asking. / 비밀번호 생성"),
]


@app.command()
def add(
    login: LoginOption,
    name: Annotated[str, typer.Option("--name", help="Name as colleagues know it. / 이름")],
    role: Annotated[Role, typer.Option("--role", help="What the person is here. / 역할")],
    extension: Annotated[
        str | None, typer.Option("--extension", help="The person's seat, such as 201. / 내선번호")
    ] = None,
    desks: Annotated[
        str,
        typer.Option(
            "--desks",
            help="Desks the person serves, such as civil,general. Empty: an agent serves all of them, "
            "everybody else none. / 담당 창구",
        ),
    ] = "",
    generate: GenerateOption = False,
    data: DataOption = Path("var"),
) -> None:
    """Add a person. The password is asked for, or made and printed once with --generate."""
    with _house(data) as house:
        login = _canonical("login", Login, login)
        name = _canonical("name", Name, name)
        if extension is not None and extension not in house.settings.extensions:
            raise invalid_field("extension", "security.bad_extension", extension=extension)
        served = tuple(desk.strip() for desk in desks.split(",") if desk.strip())
        password = _password(login, generate=generate)
        new = NewUser(login, name, role, password, extension, served)
        house.users.create(new, None, _reason())
        _say("security.added", name=name, login=login)
        if generate:
            _say("security.generated_password", password=password)


@app.command(name="list")
def list_people(data: DataOption = Path("var")) -> None:
    """Everybody, those who left included."""
    with _house(data) as house:
        table = Table("login", "name", "role", "extension", "desks", "active")
        for person in house.users.everybody(active_only=False):
            table.add_row(
                person.login,
                escape(person.name),
                person.role,
                person.extension or "-",
                ", ".join(person.serves(house.desks.names)) or "-",
                "yes" if person.active else "no",
            )
        console.print(table)


@app.command(name="reset-password")
def reset_password(
    login: LoginOption, generate: GenerateOption = False, data: DataOption = Path("var")
) -> None:
    """A new password; every open sign-in of the person ends."""
    with _house(data) as house:
        person = house.users.by_login(login.lower())
        password = _password(login, generate=generate)
        house.users.reset_password(person.id or 0, password, None, _reason())
        _say("security.password_changed", name=person.name)
        if generate:
            _say("security.generated_password", password=password)


@app.command()
def disable(
    login: Annotated[str | None, typer.Option("--login", help="Login. / 아이디")] = None,
    demonstration: Annotated[
        bool,
        typer.Option("--demonstration", help="Everybody the demonstration brought. / 체험용 계정 모두"),
    ] = False,
    data: DataOption = Path("var"),
) -> None:
    """End somebody's access at once; the name stays known, and the seat is free for somebody else."""
    if (login is None) == (not demonstration):
        raise typer.BadParameter("either --login or --demonstration")
    with _house(data) as house:
        if login is not None:
            _end_access(house, house.users.by_login(login.lower()))
            return
        known = {(person.login, person.name) for person in demo_people()}
        found = [person for person in house.users.everybody() if (person.login, person.name) in known]
        # The last administrator is refused: then nobody else has lost anything either.
        found.sort(key=lambda person: person.role != Role.ADMINISTRATOR)
        if not found:
            _say("security.no_demo_people")
        for person in found:
            _end_access(house, person)
        file = data_folder(house.settings) / LOGINS_FILE
        if file.exists():
            file.unlink()
            _say("security.demo_file_removed", file=str(file))


@app.command()
def enable(login: LoginOption, data: DataOption = Path("var")) -> None:
    """Let somebody who was disabled sign in again."""
    with _house(data) as house:
        person = house.users.by_login(login.lower())
        house.users.change(person.id or 0, UserChange(active=True), None, _reason())
        _say("security.enabled", name=person.name)


def _end_access(house: House, person: User) -> None:
    house.users.change(person.id or 0, UserChange(active=False), None, _reason())
    _say("security.disabled", name=person.name)


@contextmanager
def _house(data: Path) -> Iterator[House]:
    """The installation with the newest layout; a refusal ends the command with its sentences."""
    settings = settings_or_exit(data, {})
    data_folder(settings)
    house = open_house(settings)
    try:
        upgrade(house.database)
        yield house
    except Problem as problem:
        remarks = [(remark.code, remark.facts) for remark in problem.fields.values()]
        for code, facts in remarks or [(problem.code, problem.facts)]:
            _say(code, **facts)
        raise typer.Exit(1) from None
    finally:
        house.database.close()


def _canonical(field: str, kind: Any, value: str) -> str:
    """The one form of a login or a name. Raises `Invalid`."""
    try:
        return TypeAdapter[str](kind).validate_python(value.strip())
    except ValidationError:
        raise invalid_field(field, f"security.bad_{field}") from None


def _password(login: str, *, generate: bool) -> str:
    if generate:
        return secrets.token_urlsafe(GENERATED_BYTES)
    password = str(typer.prompt("비밀번호 / Password", hide_input=True, confirmation_prompt=True))
    check_strength(password, login)
    return password


def _reason() -> str:
    """Why no person of ours is named in the audit log: the operator's account of this machine is."""
    return f"terminal: {getpass.getuser()}"


def _say(code: str, **facts: str | int) -> None:
    for language in ("ko", "en"):
        console.print(escape(sentence(code, language, facts)), soft_wrap=True, highlight=False)
