"""The check itself: start, greet, ask for a key, queue, answer, talk both ways, end, recording."""

from __future__ import annotations

import tempfile
from contextlib import AsyncExitStack
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from callcenter.calls.outcomes import Standing
from callcenter.check.browser_seat import BrowserSeat, browser_seat, why_not
from callcenter.check.caller import Caller, calling
from callcenter.check.site import Person, Site, running_site
from callcenter.check.steps import CheckError, Steps, wait_for
from callcenter.messages import sentence
from callcenter.probe.probe import State, probe
from callcenter.probe.voice import EspeakVoice, VoiceError
from callcenter.wiring.espeak_program import espeak_command

HOTLINE, KEY = "120", "4"
AGENT, SUPERVISOR = "agent01", "supervisor"
GOING_ON = frozenset({Standing.WAITING, Standing.TALKING, Standing.IN_IVR, Standing.DIALLING})
SENTENCE = "안녕하세요. 전화가 잘 들리는지 확인하고 있습니다. 제 목소리가 들리시면 말씀해 주십시오."


async def check_everything(steps: Steps, sound_cache: Path) -> None:
    """Raises `CheckError` naming the step. `sound_cache` keeps spoken announcements for the next start."""
    with tempfile.TemporaryDirectory(prefix="callcenter-check-") as name:
        data = Path(name)
        (data / "prompts").mkdir()
        (data / "prompts" / "cache").symlink_to(sound_cache)
        async with AsyncExitStack() as stack:
            with steps.step("a voice (espeak-ng) speaks"):
                speech = await _speech(data / "check")
            with steps.step("announcements, database, Asterisk and web server are up"):
                site = await stack.enter_async_context(running_site(data))
            await _check(steps, site, speech, stack)


async def _check(steps: Steps, site: Site, speech: Path, stack: AsyncExitStack) -> None:
    with steps.step("sign-in by HTTP"):
        supervisor = Person(site)
        stack.push_async_callback(supervisor.leave)
        await supervisor.sign_in(SUPERVISOR)
    with steps.step("the hotline answers and the greeting is heard"):
        await _probe(site)
    missing = why_not()
    if missing is None:
        with steps.step("an agent signs in with a real Chromium; the browser phone registers; ready"):
            seat = await stack.enter_async_context(browser_seat(speech))
            await seat.be_ready(site, AGENT)
    caller = await stack.enter_async_context(calling(site.sip_port, HOTLINE, speech))
    with steps.step("a citizen calls, hears the greeting and presses a key"):
        await caller.is_answered()
        await caller.hears(3, "the greeting")
        await caller.press(KEY)
    with steps.step("the call is seen live with its way through the menu"):
        call = await _live_call(supervisor)
    if missing is None:
        await _talk(steps, seat, caller)
    else:
        steps.left_out("queue, answer in the browser, sound in both directions", missing)
        with steps.step("nobody is at work: the citizen is offered the overflow choices"):
            await caller.hears(2, "the overflow announcement")
        await caller.hang_up()
    with steps.step("the call is over in the database, its recording sealed with a checksum"):
        await _kept(supervisor, call["call_id"], "answered" if missing is None else None)


async def _probe(site: Site) -> None:
    verdict = await probe(IPv4Address("127.0.0.1"), site.sip_port, HOTLINE, listen=3)
    if verdict.state is State.DOWN:
        raise CheckError(sentence(verdict.code, "en", {"number": HOTLINE, **verdict.facts}))


async def _speech(folder: Path) -> Path:
    try:
        return await EspeakVoice(folder, espeak_command()).speak(SENTENCE, "check")
    except VoiceError as error:
        raise CheckError(str(error)) from error


async def _live_call(supervisor: Person) -> dict[str, Any]:
    async def found() -> dict[str, Any] | None:
        for row in (await supervisor.get("/api/calls", direction="inbound"))["items"]:
            if row["outcome"] in GOING_ON:
                call: dict[str, Any] = await supervisor.get(f"/api/calls/{row['call_id']}")
                if any(step.startswith(KEY) for step in call["ivr_path"]):
                    return call
        return None

    return await wait_for(found, 30, "The call is not in the list of live calls, or its key was not heard.")


async def _talk(steps: Steps, seat: BrowserSeat, caller: Caller) -> None:
    with steps.step("the queue rings the agent, who answers in the browser"):
        await seat.answer()
    with steps.step("the agent hears the citizen (decoded sound in the browser)"):
        await caller.speak()
        await seat.hears()
    with steps.step("the citizen hears the agent (level of the decoded sound)"):
        await caller.hears(2, "the agent")
    with steps.step("the agent hangs up, and the citizen's telephone notices"):
        await seat.hang_up()

        async def over() -> bool:
            return caller.over

        await wait_for(over, 10, "The call did not end at the citizen's side.")


async def _kept(supervisor: Person, call_id: str, outcome: str | None) -> None:
    async def sealed() -> dict[str, Any] | None:
        call: dict[str, Any] = await supervisor.get(f"/api/calls/{call_id}")
        over = call["outcome"] not in GOING_ON
        return call if over and call["recording_seconds"] is not None else None

    call = await wait_for(sealed, 30, "The call or its recording was not stored.")
    if outcome is not None and call["outcome"] != outcome:
        raise CheckError(f"The call was stored as {call['outcome']}, not as {outcome}.")
    if call["recording_seconds"] < 1:
        raise CheckError("The recording is empty.")
