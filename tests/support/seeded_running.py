"""What waits for those who keep a centre running: a masked talk with its sealed original, questions of the
voice menu of which one stopped listening, a message nobody took, findings of the night."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from callcenter.calls.models import QueueVisit
from callcenter.jobs.models import Finding
from callcenter.menus.models import MenuSwitch, MenuTally
from callcenter.privacy.models import Part
from callcenter.settings import Settings, load_settings
from callcenter.storage.outbox import MOST_ATTEMPTS, OutboxMessage
from callcenter.transcripts.live import LiveTranscript, Said
from callcenter.transcripts.models import Speaker
from callcenter.wiring.house import House, open_house
from tests.support.centre import Centre, running_centre
from tests.support.seeded_day import seed_day

LONGEST_DAY = timedelta(hours=6)
SECRET = "공일공 이삼사오 육칠팔구"
"""What the citizen said and only the original tells."""
QUIET = "speech/ask"
"""The question that stopped listening."""
TALK = (
    (Speaker.CITIZEN, "여권이 나왔는지 알고 싶어서 전화드렸어요."),
    (Speaker.AGENT, "네, 확인해 드리겠습니다. 연락처를 말씀해 주시겠습니까?"),
    (Speaker.CITIZEN, f"제 번호는 {SECRET}이에요."),
    (Speaker.AGENT, "감사합니다. 여권은 어제 나와서 창구에 있습니다."),
)
TALLIES = (
    ("speech/ask", "speech", 19, 41),
    ("speech/ask", "keys", 11, 1),
    ("speech/really", "speech", 31, 6),
    ("speech/more", "speech", 28, 3),
    ("speech/keypad", "keys", 52, 4),
    ("hotline/main_menu", "keys", 388, 17),
)


@contextmanager
def busy_centre() -> Iterator[Centre]:
    """A running centre in the middle of a day, with all of this waiting."""
    now = datetime.now(UTC)
    midnight = now.astimezone(ZoneInfo("Asia/Seoul")).replace(hour=0, minute=0, second=0, microsecond=0)
    begin = max(midnight.astimezone(UTC), now - LONGEST_DAY)

    def prepare(data: Path) -> None:
        settings = load_settings(data)
        seed_day(settings, begin, now)
        seed_running(settings, now)

    with running_centre(prepare=prepare) as running:
        yield running


def seed_running(settings: Settings, now: datetime) -> None:
    """Add it to a seeded day (`seed_day`) that was not started yet."""
    house = open_house(settings)
    try:
        house.holders.create()
        with house.database.transaction() as session:
            visit = _talked(session)
            _menus(session, house, now)
            _outbox(session, now)
            _findings(session, visit, now)
        _transcript(house, visit)
    finally:
        house.database.close()


def _talked(session: Session) -> QueueVisit:
    """The first visit that an agent answered and ended."""
    ended = (col(QueueVisit.answered_at).is_not(None), col(QueueVisit.ended_at).is_not(None))
    visit = session.exec(select(QueueVisit).where(*ended).order_by(col(QueueVisit.joined_at))).first()
    assert visit is not None
    session.expunge(visit)
    return visit


def _transcript(house: House, visit: QueueVisit) -> None:
    assert visit.answered_at is not None
    talk, at = LiveTranscript(visit.call_id), visit.answered_at
    for speaker, text in TALK:
        seat = visit.extension if speaker is Speaker.AGENT else None
        talk.add(Said(speaker, text, at, at + timedelta(seconds=3), seat))
        at += timedelta(seconds=5)
    assert talk.masked
    with house.database.transaction() as session:
        session.add_all(talk.lines)
    house.sealed.seal(visit.call_id, Part.TRANSCRIPT, io.BytesIO(talk.original()), "application/json")


def _menus(session: Session, house: House, now: datetime) -> None:
    today = now.astimezone(ZoneInfo(house.settings.city.time_zone)).date()
    for place, way, taken, missed in TALLIES:
        name = f"{today.isoformat()}/{place}/{way}"
        session.add(MenuTally(id=name, day=today, place=place, way=way, taken=taken, missed=missed))
    session.add(
        MenuSwitch(
            place=QUIET,
            off_at=now - timedelta(hours=2),
            speech_taken=19,
            speech_tries=60,
            keys_taken=451,
            keys_tries=473,
        )
    )


def _outbox(session: Session, now: datetime) -> None:
    """One message was given up, two wait for somebody who wants them."""
    for number, (age, error) in enumerate(
        ((4.0, "complaints: TimeoutError: no answer in 10 s"), (0.1, None))
    ):
        at = now - timedelta(days=age)
        session.add(
            OutboxMessage(
                kind=("ticket.opened", "ticket.changed")[number],
                payload={"ticket_id": number + 1, "type": "complaint_report", "version": 1},
                created_at=at,
                not_before=at,
                attempts=MOST_ATTEMPTS if error else 0,
                last_error=error,
                dead_at=now - timedelta(days=1) if error else None,
            )
        )


def _findings(session: Session, visit: QueueVisit, now: datetime) -> None:
    facts: tuple[tuple[str, dict[str, int]], ...] = (
        ("recording_short", {"talked": 184, "recorded": 171}),
        ("recording_missing", {"talked": 96}),
    )
    for hours, (kind, told) in enumerate(facts, start=6):
        subject = f"call:{visit.call_id}"
        found = now - timedelta(hours=hours)
        session.add(
            Finding(id=f"{kind}/{subject}", kind=kind, subject=subject, facts=dict(told), found_at=found)
        )
