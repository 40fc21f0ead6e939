"""Where somebody speaks in a whole recording."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from callcenter.speech.recognition.detector import FRAME, VoiceDetector
from callcenter.speech.recognition.endpoint import Endpointer, EndpointRules, Mark
from callcenter.speech.recognition.sound import RATE, Samples

#: Whisper hears at most 30 s at once.
LONGEST_S = 28.0
_BEFORE_S = 0.4


def spoken(
    blocks: Iterable[Samples],
    detector: Callable[[], VoiceDetector],
    silence_s: float = EndpointRules.silence_s,
) -> Iterator[tuple[int, int]]:
    """Where speech begins and ends, in samples at 16 kHz; `silence_s` of silence end it.

    `blocks` are read only as far as is needed for the next answer.
    """
    endpointer = Endpointer(detector(), EndpointRules(longest_s=LONGEST_S - 1, silence_s=silence_s))
    before = int(_BEFORE_S * RATE)
    first = place = 0
    rest = np.zeros(0, np.float32)
    for block in blocks:
        sound = np.concatenate((rest, block))
        for start in range(0, sound.size - FRAME + 1, FRAME):
            mark = endpointer.frame(sound[start : start + FRAME])
            place += FRAME
            if mark is Mark.ONSET:
                first = max(first, place - FRAME - before)
            elif mark is Mark.END:
                yield first, place
                first = place
        rest = sound[sound.size // FRAME * FRAME :]
    if endpointer.speaking:
        yield first, place + rest.size
