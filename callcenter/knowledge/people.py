"""Who is behind the ids of questions and proposals."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from callcenter.security.models import User


def names_of(session: Session, people: Iterable[int | None]) -> dict[int, str]:
    """Name by user id."""
    wanted = {person for person in people if person is not None}
    rows = session.exec(select(User.id, User.name).where(col(User.id).in_(wanted))).all()
    return {user_id: name for user_id, name in rows if user_id is not None}
