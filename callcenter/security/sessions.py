"""Sign-ins: a random token in the browser, its hash in the database, an end to each."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, delete, select

from callcenter.problems import NotSignedIn
from callcenter.security.audit import AuditLog
from callcenter.security.models import Role, SignInSession, User
from callcenter.security.passwords import Passwords
from callcenter.storage.database import Database

TOKEN_BYTES = 32
KEPT_AFTER_END = timedelta(days=1)


@dataclass(frozen=True)
class Identity:
    """Who is asking, as of this request."""

    user_id: int
    login: str
    name: str
    role: Role
    extension: str | None
    desks: tuple[str, ...]
    session_id: int

    @property
    def is_authenticated(self) -> bool:
        """Asked by Flask-Login."""
        return True


class SessionService:
    """`on_end` is told the id of each session that ends by log-out, so that its sockets can be closed."""

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        audit: AuditLog,
        hours: int,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._audit = audit
        self._life = timedelta(hours=hours)
        self._clock = clock
        self.on_end: list[Callable[[int], None]] = []

    def sign_in(self, login: str, password: str) -> str:
        """The token of a new session. Raises `NotSignedIn`, whatever was wrong."""
        with self._database.reading() as session:
            user = session.exec(select(User).where(User.login == login)).first()
        # The password is checked outside any transaction: Argon2 takes tens of milliseconds.
        right = self._passwords.matches(user.password_hash if user else None, password)
        if user is None or user.id is None or not right or not user.active:
            # The login is not written down: people type their password into the wrong field.
            self._audit.record("session.refused", "session:-", user_id=user.id if user else None)
            raise NotSignedIn("security.wrong_password")
        renewed = self._passwords.hash(password) if self._passwords.outdated(user.password_hash) else None
        token = secrets.token_urlsafe(TOKEN_BYTES)
        now = self._clock()
        with self._database.transaction() as session:
            self._forget_ended(session)
            row = SignInSession(
                token_hash=_hash(token), user_id=user.id, created_at=now, expires_at=now + self._life
            )
            session.add(row)
            if renewed is not None:
                session.get_one(User, user.id).password_hash = renewed
            session.flush()
            self._audit.record("session.begin", f"session:{row.id}", user_id=user.id, session=session)
        return token

    def identify(self, token: str) -> Identity | None:
        """Who holds this token, unless the session has ended or the person left."""
        if not token or len(token) > 128:
            return None
        with self._database.reading() as session:
            found = session.exec(
                select(SignInSession, User)
                .where(SignInSession.token_hash == _hash(token))
                .join(User, col(User.id) == SignInSession.user_id)
            ).first()
        if found is None or not self._alive(*found):
            return None
        return _identity(*found)

    def alive(self, session_id: int) -> bool:
        """Whether a session still counts; asked again and again for open sockets."""
        with self._database.reading() as session:
            row = session.get(SignInSession, session_id)
            user = session.get(User, row.user_id) if row is not None else None
        return row is not None and user is not None and self._alive(row, user)

    def sign_out(self, identity: Identity) -> None:
        """End this session; its sockets are closed by those who listen."""
        with self._database.transaction() as session:
            self._revoke(session, identity)
        for listener in self.on_end:
            listener(identity.session_id)

    def forget_ended(self) -> int:
        """Delete the sign-ins that ended more than a day ago; how many."""
        with self._database.transaction() as session:
            return self._forget_ended(session)

    def _forget_ended(self, session: Session) -> int:
        old = col(SignInSession.expires_at) < self._clock() - KEPT_AFTER_END
        return session.exec(delete(SignInSession).where(old)).rowcount

    def _revoke(self, session: Session, identity: Identity) -> None:
        row = session.get(SignInSession, identity.session_id)
        if row is not None and row.revoked_at is None:
            row.revoked_at = self._clock()
            self._audit.record("session.end", f"session:{row.id}", user_id=identity.user_id, session=session)

    def _alive(self, row: SignInSession, user: User) -> bool:
        return row.revoked_at is None and row.expires_at > self._clock() and user.active


def csrf_token(token: str) -> str:
    """The session's second secret, which pages put into `X-CSRF-Token`.

    It follows from the session token, so nothing more is stored; a page of another origin
    can make the browser send the cookie, but never read it.
    """
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()


def _hash(token: str) -> str:
    # A cookie can hold anything; whatever is no text cannot be a token of ours either.
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _identity(row: SignInSession, user: User) -> Identity:
    if row.id is None or user.id is None:
        raise ValueError("a stored row has an id")
    return Identity(
        user_id=user.id,
        login=user.login,
        name=user.name,
        role=Role(user.role),
        extension=user.extension,
        desks=tuple(user.desks),
        session_id=row.id,
    )
