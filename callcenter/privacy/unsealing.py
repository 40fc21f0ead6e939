"""Opening a sealed original: one person asks with a reason, another agrees with a reason, it is read once."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, not_, select

from callcenter.privacy.archive import SealedArchive
from callcenter.privacy.holders import BrokenSealError, Holders, KeyAbsentError
from callcenter.privacy.models import RequestState, SealedOriginal, UnsealRequest
from callcenter.privacy.sealed import opened
from callcenter.problems import Conflict, Forbidden, NotFound
from callcenter.security.audit import AuditLog
from callcenter.security.models import Role, User
from callcenter.security.sessions import Identity
from callcenter.storage.database import Database

ASKERS = (Role.SUPERVISOR, Role.QAA, Role.ADMINISTRATOR)
DECIDERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)
TIME_TO_DECIDE = timedelta(hours=24)
TIME_TO_READ = timedelta(minutes=30)


class AskedBy(StrEnum):
    """Whose requests somebody looks at."""

    ANYBODY = "anybody"
    ME = "me"
    OTHERS = "others"


@dataclass(frozen=True)
class RequestPage:
    """One page of requests, newest first."""

    items: Sequence[UnsealRequest]
    total: int
    names: Mapping[int, str]


class UnsealService:
    """Every step and its entry in the audit log are one transaction: without the entry nothing happens."""

    def __init__(
        self,
        database: Database,
        archive: SealedArchive,
        holders: Holders,
        audit: AuditLog,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._archive = archive
        self._holders = holders
        self._audit = audit
        self._clock = clock

    @property
    def now(self) -> datetime:
        return self._clock()

    def originals(self, call_id: str) -> Sequence[SealedOriginal]:
        """What is sealed of a call."""
        with self._database.reading() as session:
            return session.exec(
                select(SealedOriginal)
                .where(SealedOriginal.call_id == call_id)
                .order_by(col(SealedOriginal.id))
            ).all()

    def page(
        self,
        page: int,
        page_size: int,
        reader: Identity,
        *,
        waiting: bool | None = None,
        by: AskedBy = AskedBy.ANYBODY,
    ) -> RequestPage:
        """Requests, newest first; `waiting`: only those that can still be decided, or only the others."""
        conditions: list[ColumnElement[bool]] = []
        if waiting is not None:
            open_still = and_(
                col(UnsealRequest.approved).is_(None),
                col(UnsealRequest.withdrawn_at).is_(None),
                col(UnsealRequest.expires_at) > self._clock(),
            )
            conditions.append(open_still if waiting else not_(open_still))
        if by is not AskedBy.ANYBODY:
            mine = col(UnsealRequest.requested_by) == reader.user_id
            conditions.append(mine if by is AskedBy.ME else not_(mine))
        with self._database.reading() as session:
            total = session.exec(select(func.count()).select_from(UnsealRequest).where(*conditions)).one()
            items = session.exec(
                select(UnsealRequest)
                .where(*conditions)
                .order_by(col(UnsealRequest.id).desc())
                .offset((page - 1) * page_size)
                .limit(page_size)
            ).all()
            return RequestPage(items, total, _names(session, items))

    def names(self, request: UnsealRequest) -> Mapping[int, str]:
        """Names of the people in the requests, by id."""
        with self._database.reading() as session:
            return _names(session, [request])

    def ask(self, original_id: int, reason: str, by: Identity) -> UnsealRequest:
        """The first of two agreements. Raises `Conflict` while the person has an open request for it."""
        now = self._clock()
        with self._database.transaction() as session:
            original = session.get(SealedOriginal, original_id, with_for_update=True)
            if original is None:
                raise NotFound("privacy.no_original")
            mine = session.exec(
                select(UnsealRequest).where(
                    UnsealRequest.original_id == original_id, UnsealRequest.requested_by == by.user_id
                )
            ).all()
            if any(row.state(now) in (RequestState.WAITING, RequestState.APPROVED) for row in mine):
                raise Conflict("privacy.already_asked")
            request = UnsealRequest(
                original_id=original_id,
                call_id=original.call_id,
                part=original.part,
                reason=reason,
                requested_by=by.user_id,
                requested_at=now,
                expires_at=now + TIME_TO_DECIDE,
            )
            session.add(request)
            session.flush()
            self._note(session, "ask", request, by, reason)
        return request

    def decide(self, request_id: int, reason: str, by: Identity, *, approve: bool) -> UnsealRequest:
        """The second agreement, or a refusal; never by the person who asked."""
        now = self._clock()
        with self._database.transaction() as session:
            request = _locked(session, request_id)
            if request.requested_by == by.user_id:
                raise Forbidden("privacy.own_request")
            if request.state(now) is not RequestState.WAITING:
                raise Conflict("privacy.not_waiting")
            request.approved, request.decision_reason = approve, reason
            request.decided_by, request.decided_at = by.user_id, now
            request.expires_at = now + TIME_TO_READ if approve else request.expires_at
            self._note(session, "approve" if approve else "refuse", request, by, reason)
        return request

    def withdraw(self, request_id: int, by: Identity) -> UnsealRequest:
        """Take one's own request back, as long as nothing was read."""
        now = self._clock()
        with self._database.transaction() as session:
            request = _locked(session, request_id)
            if request.requested_by != by.user_id:
                raise Forbidden("privacy.not_yours")
            if request.state(now) not in (RequestState.WAITING, RequestState.APPROVED):
                raise Conflict("privacy.not_waiting")
            request.withdrawn_at = now
            self._note(session, "withdraw", request, by, None)
        return request

    def read(self, request_id: int, by: Identity) -> tuple[SealedOriginal, Iterator[bytes]]:
        """The original, once, for the one who asked. Nothing is used up when it cannot be opened."""
        now = self._clock()
        with self._database.transaction() as session:
            request = _locked(session, request_id)
            if request.requested_by != by.user_id:
                raise Forbidden("privacy.not_yours")
            if request.state(now) is not RequestState.APPROVED:
                raise Conflict("privacy.not_approved")
            original = session.get(SealedOriginal, request.original_id)
            if original is None:
                raise NotFound("privacy.no_original")
            content = self._open(original)
            request.read_at = now
            self._note(session, "read", request, by, request.reason)
        return original, content

    def _open(self, original: SealedOriginal) -> Iterator[bytes]:
        try:
            return opened(self._archive.path_of(original), self._holders)
        except KeyAbsentError as error:
            raise Conflict("privacy.key_absent") from error
        except FileNotFoundError as error:
            raise NotFound("privacy.no_original") from error
        except BrokenSealError as error:
            raise Conflict("privacy.broken") from error

    def _note(
        self, session: Session, action: str, request: UnsealRequest, by: Identity, reason: str | None
    ) -> None:
        self._audit.record(
            f"sealed.{action}",
            f"call:{request.call_id}",
            user_id=by.user_id,
            reason=reason,
            details={"request": request.id, "part": request.part},
            session=session,
        )


def _locked(session: Session, request_id: int) -> UnsealRequest:
    request = session.get(UnsealRequest, request_id, with_for_update=True)
    if request is None:
        raise NotFound("privacy.no_request")
    return request


def _names(session: Session, requests: Collection[UnsealRequest]) -> dict[int, str]:
    people = {row.requested_by for row in requests} | {row.decided_by for row in requests}
    rows = session.exec(select(User.id, User.name).where(col(User.id).in_(people - {None}))).all()
    return {user_id: name for user_id, name in rows if user_id is not None}
