"""A conference: the citizen, the agent and a colleague hear each other; then the agent leaves."""

from pathlib import Path

from tests.support.asterisk import until
from tests.support.centre import Centre
from tests.support.desk import desk_of
from tests.support.rtp_end import rtp_end
from tests.support.sipp import Citizen, SippCall
from tests.support.tones import best_share

CITIZEN_HERTZ, FIRST_HERTZ, SECOND_HERTZ = 700.0, 1000.0, 1300.0


async def test_three_talk_together_and_the_citizen_stays_when_the_agent_leaves(
    centre: Centre, tmp_path: Path
) -> None:
    logins = centre.logins()
    async with (
        desk_of(centre, logins["agent01"], FIRST_HERTZ, tmp_path) as first,
        desk_of(centre, logins["agent02"], SECOND_HERTZ, tmp_path) as second,
        rtp_end(CITIZEN_HERTZ) as sound,
    ):
        await first.be_ready()
        citizen = Citizen("01099990001", hang_up=False, media_port=sound.port)
        async with SippCall(citizen, centre.sip_port) as call:
            await until(lambda: len(sound.heard) > 8000, "the greeting is heard")
            sound.press("1")
            await first.answer()
            await second.be_ready()
            await first.consult("202")
            await second.answer()
            await first.page.get_by_role("button", name="3자").click()
            await first.expect_state("3자 통화")

            def heard(hertz: float) -> bool:
                return best_share(sound.heard[-8000:], hertz) > 0.2

            await until(lambda: heard(FIRST_HERTZ) and heard(SECOND_HERTZ), "the citizen hears both")
            await first.hang_up()
            await first.expect_state("정리")
            await until(lambda: best_share(sound.heard[-4000:], SECOND_HERTZ) > 0.6, "one goes on")
            await second.hang_up()
            assert await call.finished()
        await second.expect_state("정리")
