"""One call through the house, with nothing but real parts."""

from __future__ import annotations

import wave
from array import array
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from playwright.async_api import expect
from sqlmodel import select

from callcenter.calls.models import Call, Leg, QueueVisit, Recording
from callcenter.calls.recorded import RecordedCheck
from callcenter.clock import now
from callcenter.jobs.findings import Findings
from callcenter.security.audit import AuditLog
from callcenter.storage.tables import Table
from callcenter.tickets.models import Ticket
from tests.support.asterisk import until
from tests.support.centre import Centre
from tests.support.desk import Desk, desk_of
from tests.support.rtp_end import RtpEnd, rtp_end
from tests.support.sipp import Citizen, SippCall
from tests.support.tones import best_share, tone_share

NUMBER = "01012342413"
CITIZEN_HERTZ, FIRST_HERTZ, SECOND_HERTZ = 700.0, 1000.0, 1300.0
Row = TypeVar("Row", bound=Table)
TOLERANCE = timedelta(seconds=0.1)


async def test_a_citizen_is_greeted_queued_answered_transferred_and_written_down(
    centre: Centre, tmp_path: Path
) -> None:
    logins = centre.logins()
    async with (
        desk_of(centre, logins["agent01"], FIRST_HERTZ, tmp_path) as first,
        desk_of(centre, logins["agent02"], SECOND_HERTZ, tmp_path) as second,
        rtp_end(CITIZEN_HERTZ) as sound,
    ):
        await first.be_ready()
        citizen = Citizen(NUMBER, hang_up=False, media_port=sound.port)
        async with SippCall(citizen, centre.sip_port) as call:
            await until(lambda: len(sound.heard) > 8000, "the greeting is heard")
            sound.press("1")

            await expect(first.answer_button).to_be_visible(timeout=40_000)
            card = first.page.get_by_role("main")
            await expect(card).to_contain_text("여권·제증명")
            await expect(card).to_contain_text("010-****-2413")
            await expect(card).to_contain_text("1. 여권·제증명")
            await first.answer()

            # Both ears by samples: the agent hears the citizen, the citizen hears the agent.
            await first.expect_hertz(CITIZEN_HERTZ)
            await until(lambda: hears(sound, FIRST_HERTZ), "the agent is heard for a second")

            await second.be_ready()
            await write_ticket(first)
            await first.consult("202")
            await second.answer()
            await second.expect_hertz(FIRST_HERTZ)
            await first.complete_transfer()
            await first.expect_state("정리")

            await until(lambda: hears(sound, SECOND_HERTZ), "the second is heard for a second")
            await second.expect_hertz(CITIZEN_HERTZ)
            await second.watch_for("다시 연결")
            await second.hang_up()
            assert await call.finished()
            trace = call.trace()
            first_sound = sound.first_heard_at
            assert first_sound is not None
        await second.expect_state("정리")
        assert not await second.has_shown(), "a normal hang-up is no lost sound"
        assert first.problems == []
        assert second.problems == []

    call_row, legs, visit, recording, ticket = await stored(centre)
    assert call_row.outcome == "answered"
    assert call_row.caller == "+821012342413"
    assert ticket.call_id == call_row.id
    assert {leg.extension for leg in legs if leg.call_id == call_row.id} == {None, "201", "202"}
    assert visit.extension == "201"
    assert visit.wrapped_up_at is not None

    # The marks agree with what SIPp saw on the wire.
    invite = next(at for at, line in trace if line.startswith("INVITE"))
    answered = next(at for at, line in trace if line.startswith("SIP/2.0 200"))
    bye = next(at for at, line in trace if line.startswith(f"BYE sip:{NUMBER}@"))
    assert abs(call_row.started_at - invite) < TOLERANCE
    assert call_row.answered_at is not None
    assert abs(call_row.answered_at - answered) < TOLERANCE
    assert call_row.ended_at is not None
    assert abs(call_row.ended_at - bye) < TOLERANCE

    check_of_the_night(centre)

    # The recording holds everybody for the whole stay, also after the transfer. This citizen
    # speaks from the first sound on, and only what is sent can be recorded.
    assert abs(recording.seconds - (bye - first_sound).total_seconds()) < 0.5
    assert visit.answered_at is not None
    talk = int((visit.answered_at - first_sound).total_seconds() * 8000)
    file = Path(recording.path)
    both, citizen_only, agents_only = (
        read(file.with_name(f"{file.stem}{voice}.wav"))[talk:] for voice in ("", "-in", "-out")
    )
    assert best_share(citizen_only, CITIZEN_HERTZ) > 0.9
    for hertz in (FIRST_HERTZ, SECOND_HERTZ):
        assert best_share(agents_only, hertz) > 0.3, f"{hertz} Hz is missing"
        # Beside the citizen's even tone.
        assert best_share(both, hertz) > 0.1, f"{hertz} Hz is missing in the mix"
    assert best_share(both, CITIZEN_HERTZ) > 0.3


def check_of_the_night(centre: Centre) -> None:
    """The job that compares talk and recording finds nothing wrong with a call that was transferred."""
    later = now() + timedelta(hours=1)
    with centre.database() as database:
        findings = Findings(database, AuditLog(database))
        counts = RecordedCheck(database, findings, lambda: later).compare(lambda: False)
        assert counts["checked"] > 0
        assert [row.id for row in findings.page(1, 10, settled=False).items] == []


def hears(sound: RtpEnd, hertz: float) -> bool:
    """The last second at the citizen's ear was mostly this tone."""
    return tone_share(sound.heard[-8000:], hertz) > 0.4


async def write_ticket(desk: Desk) -> None:
    await desk.fill_ticket("여권 재발급 문의", "유효기간이 끝난 여권을 다시 만들고 싶어 하심.")
    await desk.page.get_by_role("button", name="민원 접수").click()
    await expect(desk.page.get_by_text("접수했습니다")).to_be_visible()


async def stored(centre: Centre) -> tuple[Call, list[Leg], QueueVisit, Recording, Ticket]:
    """The rows of the one call, when all are there."""
    with centre.database() as database:

        def rows(kind: type[Row]) -> list[Row]:
            with database.reading() as session:
                return list(session.exec(select(kind)))

        await until(
            lambda: rows(Recording) and rows(QueueVisit)[0].wrapped_up_at and rows(Call)[0].ended_at,
            "everything is stored",
            limit=20,
        )
        first = next(call for call in rows(Call) if call.direction == "inbound")
        return first, rows(Leg), rows(QueueVisit)[0], rows(Recording)[0], rows(Ticket)[0]


def read(path: Path) -> array[int]:
    with wave.open(str(path)) as file:
        assert file.getframerate() == 8000
        return array("h", file.readframes(file.getnframes()))
