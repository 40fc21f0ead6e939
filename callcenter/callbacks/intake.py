"""What telephony tells: calls that were missed, callbacks asked for, messages left, attempts made."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, or_, select

from callcenter.callbacks.models import AttemptOutcome, WorkAttempt, WorkItem, WorkKind
from callcenter.citizens.phone import caller_id
from callcenter.hours.working_calendar import WorkingCalendar
from callcenter.problems import Conflict, NotFound
from callcenter.storage.database import Database

RETRY_PAUSE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class AttemptUnderWay:
    """A call to a citizen that is not told to be over."""

    id: int
    call_id: str
    """Empty where the caller of `begin_attempt` had none."""
    item_id: int
    desk: str


class CallbackIntake:
    """Everything may be told twice: a call leaves one item of each kind, whatever is repeated.

    `promise_minutes`: working minutes within which the citizen is to be called.
    `most_attempts`: calls the dispatcher makes before a person decides.
    """

    def __init__(
        self,
        database: Database,
        calendar: WorkingCalendar,
        promise_minutes: int,
        most_attempts: int,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._calendar = calendar
        self._promise = promise_minutes
        self._most_attempts = most_attempts
        self._clock = clock

    def record_missed(self, call_id: str, caller: str | None, desk: str, arrived_at: datetime) -> WorkItem:
        """A caller who hung up unanswered. One who left a callback or a message in the same call
        is not called twice: that item is returned.
        """
        with self._database.reading() as session:
            other = session.exec(select(WorkItem).where(WorkItem.call_id == call_id)).first()
        return other or self._keep(self._item(WorkKind.MISSED, call_id, caller, desk, arrived_at))

    def request(
        self, call_id: str, caller: str | None, desk: str, arrived_at: datetime, via: str
    ) -> WorkItem:
        """A callback that keeps the place the call had in its queue."""
        item = self._item(WorkKind.CALLBACK, call_id, caller, desk, arrived_at)
        item.via = via
        return self._keep(item)

    def record_voicemail(
        self, call_id: str, caller: str | None, desk: str, at: datetime, path: str, seconds: float
    ) -> WorkItem:
        """A message; `path` is where its sound lies, relative to the data folder."""
        item = self._item(WorkKind.VOICEMAIL, call_id, caller, desk, at)
        item.voicemail_path, item.voicemail_seconds = path, seconds
        return self._keep(item)

    def voice_messages(self, since: datetime) -> Sequence[WorkItem]:
        """Items with a message that came since then, the oldest first."""
        with self._database.reading() as session:
            return session.exec(
                select(WorkItem)
                .where(col(WorkItem.voicemail_path).is_not(None), col(WorkItem.arrived_at) >= since)
                .order_by(col(WorkItem.arrived_at), col(WorkItem.id))
            ).all()

    def waiting(self, desk: str) -> Sequence[WorkItem]:
        """Callbacks the dispatcher may call now, those who came first, first.

        Without those a person took, those being called, those just tried, and those tried
        often enough.
        """
        with self._database.reading() as session:
            return session.exec(
                select(WorkItem)
                .where(
                    WorkItem.kind == WorkKind.CALLBACK,
                    WorkItem.desk == desk,
                    WorkItem.caller != "",
                    col(WorkItem.closed_at).is_(None),
                    col(WorkItem.owner_id).is_(None),
                    col(WorkItem.attempt_started_at).is_(None),
                    WorkItem.attempts < self._most_attempts,
                    or_(col(WorkItem.not_before).is_(None), col(WorkItem.not_before) <= self._clock()),
                )
                .order_by(col(WorkItem.arrived_at), col(WorkItem.id))
            ).all()

    def in_flight(self, desk: str) -> int:
        """Attempts under way, so that there are never more than free agents."""
        with self._database.reading() as session:
            return len(
                session.exec(
                    select(WorkItem.id).where(
                        WorkItem.desk == desk, col(WorkItem.attempt_started_at).is_not(None)
                    )
                ).all()
            )

    def begin_attempt(self, item_id: int, user_id: int | None = None, call_id: str | None = None) -> WorkItem:
        """A call to the citizen begins. Raises `Conflict` when one is under way or the item is closed."""
        with self._database.transaction() as session:
            item = _locked(session, item_id)
            if item.closed_at is not None:
                raise Conflict("callbacks.closed")
            if item.attempt_started_at is not None:
                raise Conflict("callbacks.being_called")
            now = self._clock()
            item.attempt_started_at = now
            item.attempts += 1
            session.add(WorkAttempt(item_id=item_id, user_id=user_id, call_id=call_id, started_at=now))
        return item

    def finish_attempt(
        self,
        item_id: int,
        outcome: AttemptOutcome,
        user_id: int | None = None,
        call_id: str | None = None,
    ) -> WorkItem:
        """The call is over. Whoever talked to the citizen owns the item, and still has to close it."""
        with self._database.transaction() as session:
            item = _locked(session, item_id)
            attempt = _running(session, item_id)
            if attempt is not None:
                attempt.ended_at, attempt.outcome = self._clock(), outcome
                attempt.user_id = user_id or attempt.user_id
                attempt.call_id = call_id or attempt.call_id
                if outcome == AttemptOutcome.REACHED:
                    item.owner_id = item.owner_id or attempt.user_id
                else:
                    item.not_before = self._clock() + RETRY_PAUSE
            item.attempt_started_at = None
        return item

    def under_way(self) -> list[AttemptUnderWay]:
        """Every attempt that has begun and not ended; after a start, those a restart may have cut off."""
        with self._database.reading() as session:
            found = session.exec(
                select(WorkAttempt, WorkItem.desk)
                .join(WorkItem, col(WorkItem.id) == col(WorkAttempt.item_id))
                .where(col(WorkAttempt.ended_at).is_(None))
            ).all()
        return [
            AttemptUnderWay(attempt.id or 0, attempt.call_id or "", attempt.item_id, desk)
            for attempt, desk in found
        ]

    def give_up(self, attempt_ids: Collection[int]) -> None:
        """Attempts that nobody will finish are over; their citizens may be called again at once."""
        with self._database.transaction() as session:
            wanted = select(WorkAttempt).where(
                col(WorkAttempt.id).in_(attempt_ids), col(WorkAttempt.ended_at).is_(None)
            )
            for attempt in session.exec(wanted).all():
                attempt.ended_at, attempt.outcome = self._clock(), AttemptOutcome.FAILED
                _locked(session, attempt.item_id).attempt_started_at = None

    def _item(
        self, kind: WorkKind, call_id: str, caller: str | None, desk: str, arrived_at: datetime
    ) -> WorkItem:
        return WorkItem(
            kind=kind,
            call_id=call_id,
            caller=caller_id(caller) or "",
            desk=desk,
            arrived_at=arrived_at,
            due_at=self._calendar.add_working_minutes(arrived_at, self._promise),
        )

    def _keep(self, item: WorkItem) -> WorkItem:
        known = select(WorkItem).where(WorkItem.call_id == item.call_id, WorkItem.kind == item.kind)
        with self._database.reading() as session:
            before = session.exec(known).first()
        if before is not None:
            return before
        try:
            with self._database.transaction() as session:
                session.add(item)
        except IntegrityError:
            # Told twice at the same time: the other one was faster.
            with self._database.reading() as session:
                return session.exec(known).one()
        return item


def _locked(session: Session, item_id: int) -> WorkItem:
    item = session.get(WorkItem, item_id, with_for_update=True)
    if item is None:
        raise NotFound("callbacks.not_found")
    return item


def _running(session: Session, item_id: int) -> WorkAttempt | None:
    return session.exec(
        select(WorkAttempt)
        .where(WorkAttempt.item_id == item_id, col(WorkAttempt.ended_at).is_(None))
        .order_by(col(WorkAttempt.id).desc())
    ).first()
