"""HTTP: sign-in, people, audit log."""

from datetime import datetime
from typing import Annotated, Any

from flask import Response, make_response, request
from flask_openapi3.blueprint import APIBlueprint
from pydantic import BaseModel, Field, SecretStr, StringConstraints

from callcenter.api_schema import IdPath, PageQuery, RequestModel, as_json
from callcenter.security.access import Guard, public, requires, signed_in
from callcenter.security.audit import AuditLog
from callcenter.security.models import AuditEntry, Role, User
from callcenter.security.rate_limit import SignInLimit
from callcenter.security.sessions import Identity, csrf_token
from callcenter.security.users import Login, Name, NewUser, UserChange, UserService

Extension = Annotated[str, StringConstraints(pattern=r"^(\d{2,6})?$")]


class SignInBody(RequestModel):
    """A login and its password."""

    login: str = Field(min_length=1, max_length=64)
    password: SecretStr = Field(min_length=1, max_length=128)


class Myself(BaseModel):
    """The person signed in."""

    id: int
    login: str
    name: str
    role: Role
    extension: str | None


class SessionAnswer(BaseModel):
    """Who is signed in, and the secret that unsafe requests must carry."""

    user: Myself
    csrf_token: str


class UserAnswer(BaseModel):
    """`login` and `active` are for administrators; others see names for assignment."""

    id: int
    name: str
    role: Role
    extension: str | None
    desks: list[str]
    login: str | None = None
    active: bool | None = None


class UsersAnswer(BaseModel):
    """People by name."""

    items: list[UserAnswer]


class NewUserBody(RequestModel):
    """Everything a new person needs. `desks` empty: an agent serves all of them, everybody else none."""

    login: Login
    name: Name
    role: Role
    password: SecretStr
    extension: Extension | None = None
    desks: list[str] = Field(default_factory=list, max_length=50)


class UserChangeBody(RequestModel):
    """Only what is named is changed."""

    name: Name | None = None
    role: Role | None = None
    extension: Extension | None = None
    desks: list[str] | None = Field(None, max_length=50)
    active: bool | None = None


class PasswordBody(RequestModel):
    """A new password, by its rules."""

    password: SecretStr


class AuditQuery(PageQuery):
    """Which entries, by act or by object."""

    action: str | None = Field(None, max_length=64)
    object: str | None = Field(None, max_length=128)


class AuditAnswer(BaseModel):
    """One entry: who did what to what, and why."""

    id: int
    at: datetime
    user_id: int | None
    user_name: str | None
    action: str
    object: str
    reason: str | None
    details: dict[str, Any]


class AuditPageAnswer(BaseModel):
    """One page of entries, the newest first."""

    items: list[AuditAnswer]
    total: int
    page: int
    page_size: int


def session_blueprint(guard: Guard, limit: SignInLimit) -> APIBlueprint:
    """`/api/session`: sign in, who am I, sign out."""
    api = APIBlueprint("session", __name__, url_prefix="/api/session")

    @api.post("", responses={204: None})
    @public
    @limit
    def sign_in(body: SignInBody) -> Response:
        """Sign in. The session is an HttpOnly cookie."""
        token = guard.sessions.sign_in(body.login.lower(), body.password.get_secret_value())
        answer = make_response("", 204)
        answer.set_cookie(
            guard.cookie, token, httponly=True, samesite="Strict", secure=guard.secure, path="/"
        )
        return answer

    @api.get("", responses={200: SessionAnswer})
    @requires()
    def who_am_i() -> dict[str, Any]:
        """The person signed in, and the token for `X-CSRF-Token`."""
        return as_json(
            SessionAnswer(user=_myself(signed_in()), csrf_token=csrf_token(request.cookies[guard.cookie]))
        )

    @api.delete("", responses={204: None})
    @requires()
    def sign_out() -> Response:
        """End the session everywhere, sockets included."""
        guard.sessions.sign_out(signed_in())
        answer = make_response("", 204)
        answer.delete_cookie(guard.cookie, httponly=True, samesite="Strict", secure=guard.secure, path="/")
        return answer

    return api


def blueprint(users: UserService, audit: AuditLog) -> APIBlueprint:
    """`/api/users` and `/api/audit`."""
    api = APIBlueprint("security", __name__, url_prefix="/api")

    @api.get("/users", responses={200: UsersAnswer})
    @requires()
    def list_users() -> dict[str, Any]:
        """People by name; administrators also see logins and those who left."""
        administrator = signed_in().role == Role.ADMINISTRATOR
        people = users.everybody(active_only=not administrator)
        return as_json(UsersAnswer(items=[_user(person, administrator) for person in people]))

    @api.post("/users", responses={201: UserAnswer})
    @requires(Role.ADMINISTRATOR)
    def create_user(body: NewUserBody) -> tuple[dict[str, Any], int]:
        new = NewUser(
            login=body.login,
            name=body.name,
            role=body.role,
            password=body.password.get_secret_value(),
            extension=body.extension or None,
            desks=tuple(body.desks),
        )
        return as_json(_user(users.create(new, signed_in().user_id), True)), 201

    @api.patch("/users/<int:id>", responses={200: UserAnswer})
    @requires(Role.ADMINISTRATOR)
    def change_user(path: IdPath, body: UserChangeBody) -> dict[str, Any]:
        """Change some values; an empty extension takes it away."""
        desks = None if body.desks is None else tuple(body.desks)
        change = UserChange(body.name, body.role, body.extension, desks, body.active)
        return as_json(_user(users.change(path.id, change, signed_in().user_id), True))

    @api.post("/users/<int:id>/password", responses={204: None})
    @requires(Role.ADMINISTRATOR)
    def reset_password(path: IdPath, body: PasswordBody) -> tuple[str, int]:
        users.reset_password(path.id, body.password.get_secret_value(), signed_in().user_id)
        return "", 204

    @api.get("/audit", responses={200: AuditPageAnswer})
    @requires(Role.ADMINISTRATOR)
    def list_audit(query: AuditQuery) -> dict[str, Any]:
        """What was done, newest first."""
        found = audit.page(query.page, query.page_size, action=query.action, subject=query.object)
        names = {person.id: person.name for person in users.everybody(active_only=False)}
        return as_json(
            AuditPageAnswer(
                items=[_audit(entry, names.get(entry.user_id)) for entry in found.items],
                total=found.total,
                page=query.page,
                page_size=query.page_size,
            )
        )

    return api


def _myself(identity: Identity) -> Myself:
    return Myself(
        id=identity.user_id,
        login=identity.login,
        name=identity.name,
        role=identity.role,
        extension=identity.extension,
    )


def _user(person: User, administrator: bool) -> UserAnswer:
    return UserAnswer(
        id=person.id or 0,
        name=person.name,
        role=Role(person.role),
        extension=person.extension,
        desks=person.desks,
        login=person.login if administrator else None,
        active=person.active if administrator else None,
    )


def _audit(entry: AuditEntry, name: str | None) -> AuditAnswer:
    return AuditAnswer(
        id=entry.id or 0,
        at=entry.at,
        user_id=entry.user_id,
        user_name=name,
        action=entry.action,
        object=entry.object,
        reason=entry.reason,
        details=entry.details,
    )
