"""The people of the centre."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from pydantic import StringConstraints
from sqlmodel import Session, col, select, update

from callcenter.problems import Conflict, NotFound, invalid_field
from callcenter.security.audit import AuditLog
from callcenter.security.models import Role, SignInSession, User
from callcenter.security.passwords import Passwords, check_strength
from callcenter.storage.database import Database

Login = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{1,63}$", to_lower=True)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=64)]


@dataclass(frozen=True)
class NewUser:
    """Somebody to be added; `password` is in clear and stored nowhere."""

    login: str
    name: str
    role: Role
    password: str
    extension: str | None = None
    desks: tuple[str, ...] = ()


@dataclass(frozen=True)
class UserChange:
    """What an administrator can change; None leaves a value as it is, an empty extension takes it away."""

    name: str | None = None
    role: Role | None = None
    extension: str | None = None
    desks: tuple[str, ...] | None = None
    active: bool | None = None


class UserService:
    """`desks` are the codes of the queues that exist. `on_changed` is told after each change of people."""

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        audit: AuditLog,
        desks: Collection[str],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._audit = audit
        self._desks = frozenset(desks)
        self._clock = clock
        self.on_changed: list[Callable[[], None]] = []

    def everybody(self, *, active_only: bool = True) -> Sequence[User]:
        """People by name."""
        statement = select(User).order_by(User.name, User.login)
        if active_only:
            statement = statement.where(col(User.active))
        with self._database.reading() as session:
            return session.exec(statement).all()

    def get(self, user_id: int) -> User:
        """Raises `NotFound`."""
        with self._database.reading() as session:
            return _existing(session, user_id)

    def by_login(self, login: str) -> User:
        """Raises `NotFound`."""
        with self._database.reading() as session:
            user = session.exec(select(User).where(User.login == login)).first()
        if user is None:
            raise NotFound("security.no_such_user")
        return user

    def create(self, new: NewUser, by: int | None, reason: str | None = None) -> User:
        """A new person. `by` is the administrator's id, None for the seed and the command line."""
        check_strength(new.password, new.login)
        self._check_desks(new.desks)
        password_hash = self._passwords.hash(new.password)
        with self._database.transaction() as session:
            self._check_free(session, None, login=new.login, extension=new.extension)
            user = User(
                login=new.login,
                name=new.name,
                role=new.role,
                extension=new.extension or None,
                desks=list(new.desks),
                password_hash=password_hash,
                created_at=self._clock(),
            )
            session.add(user)
            session.flush()
            self._audit.record("user.create", f"user:{user.id}", user_id=by, reason=reason, session=session)
        self._tell()
        return user

    def change(self, user_id: int, change: UserChange, by: int | None, reason: str | None = None) -> User:
        """Change a person; taking a role, extension or the account away ends the open sign-ins.

        Raises `Conflict` for one's own role or account, and for the last administrator's.
        """
        if change.desks is not None:
            self._check_desks(change.desks)
        with self._database.transaction() as session:
            user = _existing(session, user_id)
            if change.extension:
                self._check_free(session, user_id, login=None, extension=change.extension)
            if user_id == by and (change.active is False or change.role not in (None, user.role)):
                raise Conflict("security.not_yourself")
            if _takes_rights(user, change) and not _other_administrator(session, user_id):
                raise Conflict("security.last_administrator")
            before = (user.role, user.extension, user.active)
            _apply(user, change)
            if (user.role, user.extension, user.active) != before:
                _end_sign_ins(session, user_id, self._clock())
            changed = sorted(name for name, value in vars(change).items() if value is not None)
            self._audit.record(
                "user.change",
                f"user:{user_id}",
                user_id=by,
                reason=reason,
                details={"fields": ", ".join(changed)},
                session=session,
            )
        self._tell()
        return user

    def reset_password(self, user_id: int, password: str, by: int | None, reason: str | None = None) -> None:
        """A new password; every open sign-in of the person ends."""
        with self._database.reading() as session:
            login = _existing(session, user_id).login
        check_strength(password, login)
        password_hash = self._passwords.hash(password)
        with self._database.transaction() as session:
            user = _existing(session, user_id)
            user.password_hash = password_hash
            _end_sign_ins(session, user_id, self._clock())
            self._audit.record(
                "user.reset_password", f"user:{user_id}", user_id=by, reason=reason, session=session
            )

    def _tell(self) -> None:
        for listener in self.on_changed:
            listener()

    def _check_desks(self, desks: Collection[str]) -> None:
        unknown = sorted(set(desks) - self._desks)
        if unknown:
            raise invalid_field("desks", "security.unknown_desk", desk=", ".join(unknown))

    @staticmethod
    def _check_free(session: Session, user_id: int | None, login: str | None, extension: str | None) -> None:
        """A seat of somebody who left is free: it is taken from them."""
        for name, column, value in (("login", User.login, login), ("extension", User.extension, extension)):
            if not value:
                continue
            other = session.exec(select(User).where(col(column) == value)).first()
            if other is None or other.id == user_id:
                continue
            if name == "extension" and not other.active:
                other.extension = None
                session.flush()
            else:
                raise invalid_field(name, f"security.{name}_taken", name=other.name)


def _existing(session: Session, user_id: int) -> User:
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("security.no_such_user")
    return user


def _takes_rights(user: User, change: UserChange) -> bool:
    """Whether an administrator at work would be none afterwards."""
    was = user.active and user.role == Role.ADMINISTRATOR
    return was and (change.active is False or change.role not in (None, Role.ADMINISTRATOR))


def _other_administrator(session: Session, user_id: int) -> bool:
    others = select(User.id).where(col(User.active), User.role == Role.ADMINISTRATOR, col(User.id) != user_id)
    return session.exec(others).first() is not None


def _apply(user: User, change: UserChange) -> None:
    if change.name is not None:
        user.name = change.name
    if change.role is not None:
        user.role = change.role
    if change.extension is not None:
        user.extension = change.extension or None
    if change.desks is not None:
        user.desks = list(change.desks)
    if change.active is not None:
        user.active = change.active


def _end_sign_ins(session: Session, user_id: int, now: datetime) -> None:
    session.exec(
        update(SignInSession)
        .where(col(SignInSession.user_id) == user_id, col(SignInSession.revoked_at).is_(None))
        .values(revoked_at=now)
    )
