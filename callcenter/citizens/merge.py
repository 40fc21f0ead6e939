"""Two entries of the same person made one, and taken apart again."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlmodel import Session, col, delete, select

from callcenter.citizens.models import Citizen, CitizenMerge, CitizenPhone
from callcenter.problems import Conflict, NotFound
from callcenter.security.audit import AuditLog
from callcenter.storage.database import Database


class CitizenMergeService:
    """The merged entry stays stored and points to the kept one, whose history then shows both."""

    def __init__(
        self, database: Database, audit: AuditLog, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = database
        self._audit = audit
        self._clock = clock

    def merge(self, kept_id: int, merged_id: int, by: int) -> int:
        """Make `merged_id` part of `kept_id`; the id of the merge, for `undo`.

        Numbers and tags come along; consent to messages does not, it was given by an entry.
        """
        if kept_id == merged_id:
            raise Conflict("citizens.merge_itself")
        with self._database.transaction() as session:
            kept, merged = _alone(session, kept_id), _alone(session, merged_id)
            if session.exec(select(Citizen.id).where(Citizen.merged_into == merged_id)).first() is not None:
                raise Conflict("citizens.merge_chain")
            phones = [
                phone for phone in _phones(session, merged_id) if phone not in _phones(session, kept_id)
            ]
            tags = [tag for tag in merged.tags if tag not in kept.tags]
            session.add_all(CitizenPhone(citizen_id=kept_id, phone=phone) for phone in phones)
            kept.tags = [*kept.tags, *tags]
            merged.merged_into = kept_id
            _touch(self._clock(), kept, merged)
            merge = CitizenMerge(
                kept_id=kept_id,
                merged_id=merged_id,
                at=self._clock(),
                user_id=by,
                added_phones=phones,
                added_tags=tags,
            )
            session.add(merge)
            session.flush()
            self._audit.record(
                "citizen.merge",
                f"citizen:{kept_id}",
                user_id=by,
                details={"merged": merged_id},
                session=session,
            )
        return merge.id or 0

    def undo(self, merge_id: int, by: int) -> None:
        """Take the two apart: the kept one loses what it got and nobody changed since."""
        with self._database.transaction() as session:
            merge = session.get(CitizenMerge, merge_id, with_for_update=True)
            if merge is None or merge.undone_at is not None:
                raise NotFound("citizens.no_such_merge")
            kept = session.get_one(Citizen, merge.kept_id)
            merged = session.get_one(Citizen, merge.merged_id)
            session.exec(
                delete(CitizenPhone).where(
                    col(CitizenPhone.citizen_id) == merge.kept_id,
                    col(CitizenPhone.phone).in_(merge.added_phones),
                )
            )
            kept.tags = [tag for tag in kept.tags if tag not in merge.added_tags]
            merged.merged_into = None
            merge.undone_at = self._clock()
            _touch(self._clock(), kept, merged)
            self._audit.record(
                "citizen.unmerge",
                f"citizen:{merge.kept_id}",
                user_id=by,
                details={"merged": merge.merged_id},
                session=session,
            )


def _alone(session: Session, citizen_id: int) -> Citizen:
    citizen = session.get(Citizen, citizen_id, with_for_update=True)
    if citizen is None or citizen.merged_into is not None:
        raise NotFound("citizens.not_found")
    return citizen


def _phones(session: Session, citizen_id: int) -> list[str]:
    return list(session.exec(select(CitizenPhone.phone).where(CitizenPhone.citizen_id == citizen_id)))


def _touch(now: datetime, *citizens: Citizen) -> None:
    for citizen in citizens:
        citizen.updated_at = now
        citizen.version += 1
