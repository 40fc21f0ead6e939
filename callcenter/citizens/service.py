"""Use cases around citizens."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, delete, or_, select

from callcenter.citizens.history import HistoryEntry, HistorySource, gather
from callcenter.citizens.models import Citizen, CitizenPhone
from callcenter.citizens.phone import caller_id, parse_phone
from callcenter.privacy.remarks import masked_remarks, resident_number_remarks
from callcenter.problems import Conflict, Invalid, NotFound, Remark
from callcenter.security.audit import AuditLog
from callcenter.storage.database import Database

REVEAL_TIME = timedelta(minutes=1)
HISTORY_LINES = 50
SEARCH_ROWS = 30
MOST_TAGS = 20


@dataclass(frozen=True)
class CitizenInput:
    """Everything an agent can write about a citizen. Phones as typed; the first is the main one."""

    name: str
    phones: tuple[str, ...]
    birth_year: int | None = None
    address: str = ""
    memo: str = ""
    tags: tuple[str, ...] = ()
    sms_consent: bool = False


@dataclass(frozen=True)
class CitizenRecord:
    """A citizen with canonical numbers, main one first."""

    citizen: Citizen
    phones: tuple[str, ...]


@dataclass(frozen=True)
class Revealed:
    """A citizen unmasked for a while."""

    record: CitizenRecord
    until: datetime
    """When the screen hides it again."""


class CitizenService:
    """`sources` tell the history: calls, tickets, callbacks.

    `on_saved` is told each citizen after being written, with all numbers.
    """

    def __init__(
        self,
        database: Database,
        audit: AuditLog,
        sources: Sequence[HistorySource] = (),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._audit = audit
        self._sources = tuple(sources)
        self._clock = clock
        self.on_saved: list[Callable[[CitizenRecord], None]] = []

    def household(self, phone: str) -> list[CitizenRecord]:
        """Everybody known under a number, however it is written; empty for an unusable number."""
        canonical = caller_id(phone)
        if canonical is None:
            return []
        with self._database.reading() as session:
            citizens = session.exec(
                select(Citizen)
                .join(CitizenPhone, col(CitizenPhone.citizen_id) == Citizen.id)
                .where(CitizenPhone.phone == canonical, col(Citizen.merged_into).is_(None))
                .order_by(col(Citizen.updated_at).desc())
            ).all()
            return _with_phones(session, citizens)

    def by_phone(self, phone: str) -> list[CitizenRecord]:
        """Like `household`, for a number somebody typed: raises `Invalid` when it is none."""
        return self.household(parse_phone(phone).canonical)

    def search(self, query: str) -> list[CitizenRecord]:
        """By a piece of the name, or by a number; at most 30, by name."""
        words = query.strip()
        if not words:
            return []
        if (canonical := caller_id(words)) is not None:
            return self.household(canonical)
        piece = words.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
        with self._database.reading() as session:
            citizens = session.exec(
                select(Citizen)
                .where(col(Citizen.merged_into).is_(None), col(Citizen.name).ilike(f"%{piece}%", escape="\\"))
                .order_by(Citizen.name, col(Citizen.id))
                .limit(SEARCH_ROWS)
            ).all()
            return _with_phones(session, citizens)

    def get(self, citizen_id: int) -> CitizenRecord:
        """The citizen; a merged one leads to the one it was merged into."""
        with self._database.reading() as session:
            return _with_phones(session, [_current(session, citizen_id)])[0]

    def members(self, record: CitizenRecord) -> list[CitizenRecord]:
        """The others who share a number with a citizen."""
        found = {
            other.citizen.id: other
            for phone in record.phones
            for other in self.household(phone)
            if other.citizen.id != record.citizen.id
        }
        return list(found.values())

    def history(self, citizen_id: int, limit: int = HISTORY_LINES) -> list[HistoryEntry]:
        """What happened before, also under entries merged into this one, newest first."""
        with self._database.reading() as session:
            citizen = _current(session, citizen_id)
            ids = session.exec(
                select(Citizen.id).where(or_(Citizen.id == citizen.id, Citizen.merged_into == citizen.id))
            ).all()
            [record] = _with_phones(session, [citizen])
        return gather(self._sources, [known for known in ids if known is not None], record.phones, limit)

    def history_of_caller(self, phone: str, limit: int = HISTORY_LINES) -> list[HistoryEntry]:
        """What happened under a number, known citizen or not, newest first."""
        canonical = caller_id(phone)
        if canonical is None:
            return []
        ids = [record.citizen.id for record in self.household(canonical) if record.citizen.id is not None]
        return gather(self._sources, ids, [canonical], limit)

    def reveal(self, citizen_id: int, reason: str, by: int) -> Revealed:
        """Everything unmasked, for one minute on the screen and for ever in the audit log."""
        record = self.get(citizen_id)
        self._audit.record("citizen.reveal", f"citizen:{record.citizen.id}", user_id=by, reason=reason)
        return Revealed(record, self._clock() + REVEAL_TIME)

    def create(self, given: CitizenInput, by: int) -> CitizenRecord:
        """A new citizen. Raises `Invalid` for numbers that are none. `by` is the writer's id."""
        phones = _checked(given)
        now = self._clock()
        with self._database.transaction() as session:
            citizen = Citizen(name=given.name, created_at=now, updated_at=now)
            _write(citizen, given, now, first=True)
            session.add(citizen)
            session.flush()
            _set_phones(session, citizen, phones)
            self._audit.record("citizen.create", f"citizen:{citizen.id}", user_id=by, session=session)
        return self._saved(CitizenRecord(citizen, phones))

    def change(
        self, citizen_id: int, given: CitizenInput, by: int, version: int | None = None
    ) -> CitizenRecord:
        """Replace what is known. `version`: the one the writer saw; an older one raises `Conflict`."""
        phones = _checked(given)
        with self._database.transaction() as session:
            citizen = session.get(Citizen, citizen_id, with_for_update=True)
            if citizen is None or citizen.merged_into is not None:
                raise NotFound("citizens.not_found")
            if version is not None and version != citizen.version:
                raise Conflict("citizens.changed")
            fields = _differences(citizen, given)
            _write(citizen, given, self._clock(), first=False)
            _set_phones(session, citizen, phones)
            self._audit.record(
                "citizen.change",
                f"citizen:{citizen_id}",
                user_id=by,
                details={"fields": fields},
                session=session,
            )
        return self._saved(CitizenRecord(citizen, phones))

    def _saved(self, record: CitizenRecord) -> CitizenRecord:
        for listener in self.on_saved:
            listener(record)
        return record


def _current(session: Session, citizen_id: int) -> Citizen:
    citizen = session.get(Citizen, citizen_id)
    if citizen is not None and citizen.merged_into is not None:
        citizen = session.get(Citizen, citizen.merged_into)
    if citizen is None:
        raise NotFound("citizens.not_found")
    return citizen


def _with_phones(session: Session, citizens: Iterable[Citizen]) -> list[CitizenRecord]:
    known = {citizen.id: citizen for citizen in citizens}
    rows = session.exec(
        select(CitizenPhone)
        .where(col(CitizenPhone.citizen_id).in_(list(known)))
        .order_by(col(CitizenPhone.id))
    ).all()
    return [
        CitizenRecord(citizen, tuple(row.phone for row in rows if row.citizen_id == citizen_id))
        for citizen_id, citizen in known.items()
    ]


def _checked(given: CitizenInput) -> tuple[str, ...]:
    """Canonical numbers without repeats; raises `Invalid` with a remark for each wrong field."""
    remarks: dict[str, Remark] = resident_number_remarks(
        {"name": given.name, "address": given.address, "memo": given.memo, "tags": " ".join(given.tags)}
    )
    remarks |= masked_remarks({"name": given.name})
    phones: dict[str, None] = {}
    for index, text in enumerate(given.phones):
        try:
            phones[parse_phone(text, f"phones.{index}").canonical] = None
        except Invalid as wrong:
            remarks |= wrong.fields
    if remarks:
        raise Invalid("invalid_input", remarks)
    return tuple(phones)


def _write(citizen: Citizen, given: CitizenInput, now: datetime, *, first: bool) -> None:
    if first or citizen.sms_consent != given.sms_consent:
        citizen.sms_consent = given.sms_consent
        citizen.sms_consent_at = now if given.sms_consent or not first else None
    citizen.name = given.name
    citizen.birth_year = given.birth_year
    citizen.address = given.address
    citizen.memo = given.memo
    citizen.tags = list(dict.fromkeys(given.tags))
    citizen.updated_at = now
    if not first:
        citizen.version += 1


def _set_phones(session: Session, citizen: Citizen, phones: Sequence[str]) -> None:
    session.exec(delete(CitizenPhone).where(col(CitizenPhone.citizen_id) == citizen.id))
    session.add_all(CitizenPhone(citizen_id=citizen.id or 0, phone=phone) for phone in phones)


def _differences(citizen: Citizen, given: CitizenInput) -> str:
    names = ("name", "birth_year", "address", "memo", "sms_consent")
    changed = [name for name in names if getattr(citizen, name) != getattr(given, name)]
    return ", ".join(changed + (["tags"] if citizen.tags != list(given.tags) else []))
