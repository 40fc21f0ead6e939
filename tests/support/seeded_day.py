"""A house in the middle of a working day: citizens, calls, tickets, work that is left."""

import math
import struct
import wave
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path

from sqlmodel import col, select

from callcenter.callbacks.models import WorkItem, WorkKind
from callcenter.calls.models import Call, QueueVisit, Recording, VisitOutcome
from callcenter.citizens.service import CitizenInput, CitizenService
from callcenter.security.models import Role, User
from callcenter.security.sessions import Identity
from callcenter.settings import Settings
from callcenter.storage.migrate import upgrade
from callcenter.tickets.catalogue import Priority
from callcenter.tickets.content import TicketInput
from callcenter.tickets.models import Ticket, TicketStatus
from callcenter.tickets.service import TicketService
from callcenter.transcripts.models import TranscriptLine, VoiceTranscript
from callcenter.wiring.house import House, data_folder, open_house
from callcenter.wiring.people import seed_people
from tests.support.city_day import CityDay
from tests.support.clock import Clock

FAMILY = "010-3345-2413"
"""Two people share this number."""
CITIZENS = (
    ("김영순", FAMILY, "가람시 중구 가람로 45, 302호", 1951, ("큰 글씨 안내",)),
    ("김도현", FAMILY, "가람시 중구 가람로 45, 302호", 1984, ()),
    ("박정숙", "010-2234-8812", "가람시 서구 은행나무길 12", 1968, ()),
    ("최민호", "010-9921-0457", "가람시 북구 새터로 88", 1990, ("잦은 문의",)),
    ("정하윤", "010-4410-7731", "가람시 남구 물빛로 3길 21", 1995, ()),
    ("윤성재", "02-2100-3399", "가람시 중구 시청앞길 7", 1959, ()),
    ("한미경", "010-7788-1203", "가람시 동구 들꽃로 150, 1204호", 1973, ()),
    ("오세훈", "031-550-4410", "가람시 북구 양지말길 9", 1962, ()),
)
MESSAGE = "가람로 45 앞 보안등이 꺼졌어요. [전화번호]로 연락 주세요."
Content = tuple[str, str, str, dict[str, str]]
WORK: dict[str, tuple[Content, ...]] = {
    "civil": (
        ("passport_delivery", "여권 등기발송 신청",
         "재발급한 여권을 등기로 받고자 하심. 방문 수령이 어려움.",
         {"address": "가람시 중구 가람로 45, 302호", "receipt_number": "2026-004512", "notify": "발송 문자"}),
        ("passport_inquiry", "여권 유효기간 만료 문의",
         "12월 출국 예정이라 재발급 기간을 물으심. 접수 후 4~5일로 안내함.", {"topic": "기간 만료"}),
        ("certificate_inquiry", "인감증명 대리 발급 서류 문의",
         "위임장과 신분증이 필요함을 안내함.", {"certificate": "인감증명"}),
    ),
    "vehicle": (
        ("vehicle_inquiry", "자동차 이전등록 서류 문의",
         "양도증명서와 의무보험 가입을 안내함.", {"topic": "신규·이전 등록"}),
        ("vehicle_inquiry", "번호판 재교부 절차 문의",
         "번호판이 훼손되어 재교부를 원하심.", {"topic": "번호판", "plate": "12가3456"}),
    ),
    "complaint": (
        ("complaint_report", "가람로 45 앞 보안등이 이틀째 꺼져 있음",
         "밤길이 어두워 위험하다고 하심.", {"place": "가람로 45 앞", "category": "가로등"}),
        ("complaint_report", "공사장 소음, 새벽 6시부터",
         "새터로 88 맞은편 신축 공사장. 소음 측정을 원하심.",
         {"place": "새터로 88 맞은편", "category": "소음·먼지"}),
        ("quick_service", "들꽃로 150 인도 보도블록 파손",
         "어르신이 넘어지실 뻔했다고 하심.",
         {"place": "들꽃로 150 버스 정류장", "danger": "사람이 다칠 수 있음"}),
        ("complaint_report", "은행나무길 쓰레기 무단투기 단속 요청",
         "매일 밤 같은 자리에 버려짐.", {"place": "은행나무길 12 골목", "category": "청소·쓰레기"}),
    ),
    "general": (
        ("general_inquiry", "시청 주차장 운영 시간 문의", "평일 09시부터 18시까지 무료임을 안내함.", {}),
        ("survey_inquiry", "민원 만족도 조사 문자 문의", "시에서 보낸 문자가 맞음을 안내함.", {}),
        ("general_inquiry", "도서관 휴관일 문의", "매주 월요일 휴관임을 안내함.", {}),
        ("general_inquiry", "무료 법률 상담 신청 방법", "매주 목요일 사전 예약제로 운영됨을 안내함.", {}),
        ("civil_inquiry", "정보공개 청구 처리 기간 문의", "접수일부터 10일 이내임을 안내함.", {}),
        ("general_inquiry", "시장에게 바란다 글 답변 시기", "담당 부서에서 7일 안에 답변함을 안내함.", {}),
    ),
}  # fmt: skip
ENDS = (
    ("answered", TicketStatus.CLOSED),
    ("forwarded", TicketStatus.TRANSFERRED),
    ("answered", TicketStatus.RESOLVED),
    ("forwarded", None),
    ("callback_promised", None),
)


def seed_day(settings: Settings, begin: datetime, now: datetime) -> None:
    """Fill an installation that was never started; its centre then starts into the day at `now`."""
    data = data_folder(settings)
    house = open_house(settings)
    try:
        upgrade(house.database)
        seed_people(house.users, data)
        day = _calls(house, begin, now)
        _tickets(house, day)
        _work(house, day, data, now)
        _recordings(house, day, data, now)
    finally:
        house.database.close()


def _calls(house: House, begin: datetime, now: datetime) -> CityDay:
    numbers = _citizens(house, begin)
    desks = house.desks.names
    people = [person for person in house.users.everybody() if person.role == "agent" and person.extension]
    queues = {person.extension or "": tuple(person.desks) or desks for person in people}
    users = {person.extension or "": person.id or 0 for person in people}
    day = CityDay(begin, house.rules, queues, users, known=numbers)
    day.work(until=now)
    day.live(now)
    day.go_home(now)
    day.store(house.database)
    return day


def _citizens(house: House, begin: datetime) -> list[str]:
    writer = CitizenService(house.database, house.audit, clock=Clock(begin - timedelta(days=30)))
    phones: list[str] = []
    for name, phone, address, born, tags in CITIZENS:
        given = CitizenInput(name, (phone,), born, address, "", tags, sms_consent=born > 1960)
        phones += writer.create(given, 1).phones
    return phones


def _tickets(house: House, day: CityDay) -> None:
    """Two of three answered calls leave a ticket, written by whoever answered."""
    clock = Clock()
    service = TicketService(
        house.database, house.tickets.catalogue, house.calendar, house.outbox, house.audit, clock=clock
    )
    works = {desk: cycle(contents) for desk, contents in WORK.items()}
    people = {person.extension: person for person in house.users.everybody() if person.extension}
    for number, (visit, call) in enumerate(_answered(day)):
        writer = _identity(people[visit.extension or ""])
        code, title, body, fields = next(works[visit.queue])
        household = house.citizens.household(call.caller)
        disposition, status = ENDS[number % len(ENDS)]
        clock.now = (visit.ended_at or visit.joined_at) + timedelta(seconds=20)
        ticket = service.create(
            TicketInput(
                code, title, body, fields, disposition=disposition, call_id=call.id,
                citizen_id=household[0].citizen.id if household else None,
                priority=Priority.HIGH if number % 11 == 0 else None,
            ),
            writer,
        )  # fmt: skip
        clock.forward(seconds=25)
        _go_on(service, ticket, status, writer, number)


def _go_on(
    service: TicketService, ticket: Ticket, status: TicketStatus | None, by: Identity, number: int
) -> None:
    ticket_id = ticket.id or 0
    if number % 5 == 4:
        service.comment(ticket_id, "담당 부서에 전화로 확인을 부탁드렸습니다. 오후에 회신 예정입니다.", by)
    if status is not None:
        service.change(ticket_id, ticket.version, {"status": status}, by)
    elif number % 2:
        service.assign(ticket_id, None, by)


def _answered(day: CityDay) -> Iterator[tuple[QueueVisit, Call]]:
    calls = {call.id: call for call in day.floor.day.calls_in.values()}
    visits = sorted(day.floor.day.visits.values(), key=lambda visit: visit.joined_at)
    taken = [visit for visit in visits if visit.answered_at and visit.ended_at]
    yield from ((visit, calls[visit.call_id]) for index, visit in enumerate(taken) if index % 3)


def _work(house: House, day: CityDay, data: Path, now: datetime) -> None:
    people = {person.extension: person for person in house.users.everybody() if person.extension}
    for visit in day.floor.day.visits.values():
        call = day.floor.day.calls_in[visit.call_id]
        if visit.outcome == VisitOutcome.ABANDONED:
            house.intake.record_missed(call.id, call.caller, visit.queue, visit.joined_at)
        elif visit.outcome == VisitOutcome.CALLBACK:
            house.intake.request(call.id, call.caller, visit.queue, visit.joined_at, via="queue")
    left = [call for call in day.floor.day.calls_in.values() if call.outcome == "left_in_ivr"]
    for number, call in enumerate(left):
        file = data / "asterisk" / "spool" / "recording" / "voicemail" / f"{number}.wav"
        _message(file)
        house.intake.record_voicemail(
            call.id, call.caller, "complaint", call.started_at, str(file.relative_to(data)), 3.0
        )
        _written_down(house, call, now)
    _taken_on(house, people["201"])


def _written_down(house: House, call: Call, now: datetime) -> None:
    """A voice message as the job has understood it."""
    with house.database.transaction() as session:
        session.add(VoiceTranscript(call_id=call.id, attempts=1, written_at=now, settled_at=now))
        session.add(
            TranscriptLine(
                id=f"{call.id}/voicemail/0/citizen",
                call_id=call.id,
                speaker="citizen",
                began_at=call.started_at,
                ended_at=call.started_at + timedelta(seconds=3),
                text=MESSAGE,
                masked=True,
                source="voicemail",
            )
        )


def _recordings(house: House, day: CityDay, data: Path, now: datetime) -> None:
    """Every talk has its recording; all of them are the same three seconds."""
    file = data / "recordings" / "seeded.wav"
    _message(file)
    sealed = {visit.call_id for visit in day.floor.day.visits.values() if visit.answered_at}
    with house.database.transaction() as session:
        for call in day.floor.day.calls_in.values():
            if call.id in sealed and call.ended_at is not None:
                session.add(
                    Recording(
                        call_id=call.id,
                        path=str(file),
                        sha256="0" * 64,
                        size_bytes=file.stat().st_size,
                        seconds=(call.ended_at - call.started_at).total_seconds(),
                        sealed_at=now,
                        keep_until=now + timedelta(days=180),
                    )
                )


def _taken_on(house: House, person: User) -> None:
    """The first agent has taken some of the work, and every callback has its owner."""
    with house.database.transaction() as session:
        for item in session.exec(select(WorkItem).order_by(col(WorkItem.id))):
            if item.kind == WorkKind.CALLBACK or item.id in (1, 4):
                item.owner_id = person.id if (item.id or 0) < 8 else (person.id or 0) + 2


def _message(file: Path) -> None:
    """Three seconds of a tone: somebody said something."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"".join(struct.pack("<h", int(6000 * math.sin(n * 0.3))) for n in range(24_000)))


def _identity(person: User) -> Identity:
    return Identity(
        person.id or 0, person.login, person.name, Role(person.role), person.extension, tuple(person.desks), 0
    )
