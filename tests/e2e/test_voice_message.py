"""Out of hours a citizen leaves a message; it is a work item with its sound."""

from __future__ import annotations

import json
import wave
from array import array
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from callcenter.callbacks.models import WorkItem
from tests.support.asterisk import until
from tests.support.centre import Centre, running_centre
from tests.support.citizens import HERTZ, ONE_SECOND, citizen
from tests.support.stored import stored
from tests.support.tones import best_share

TODAY = datetime.now(ZoneInfo("Asia/Seoul")).weekday()
CLOSED = json.dumps({"weekdays": [day for day in range(7) if day not in (TODAY, (TODAY + 1) % 7)]})
"""Today, and tomorrow in case the test runs at midnight."""


@pytest.fixture(scope="module")
def closed_centre() -> Iterator[Centre]:
    with running_centre({"HOURS": CLOSED}) as running:
        yield running


async def test_a_message_of_the_night_is_a_work_item_with_sound(closed_centre: Centre) -> None:
    recordings = closed_centre.data / "asterisk" / "spool" / "recording" / "voicemail"
    async with citizen(closed_centre, "01055570001") as caller:
        prompts = closed_centre.data / "sounds" / "ko" / "cc"
        await caller.hears_recorded(prompts / "closed_offer.wav", 60)
        caller.press("2")
        # Asterisk writes to a hidden folder below until the message is over.
        await until(lambda: spoken(recordings) > 3, "three seconds of a message", 40)
        caller.press("#")
        assert await caller.call.finished()
    with stored(closed_centre) as book:
        await until(lambda: book.rows(WorkItem), "the work item")
        [item] = book.rows(WorkItem)
        assert (item.kind, item.desk, item.caller) == ("voicemail", "general", "+821055570001")
        assert item.voicemail_seconds is not None
        assert item.voicemail_seconds > 2
        assert item.voicemail_path is not None
        with wave.open(str(closed_centre.data / item.voicemail_path)) as sound:
            samples = array("h", sound.readframes(sound.getnframes()))
        assert best_share(samples, HERTZ) > 0.5, "the citizen's voice"
        assert (await book.ended("01055570001")).outcome == "voicemail"


def spoken(folder: Path) -> float:
    """Seconds in the newest file, by its size (16 bits at 8 kHz)."""
    return max((file.stat().st_size for file in folder.rglob("*.wav")), default=0) / 2 / ONE_SECOND
