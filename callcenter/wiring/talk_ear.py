"""Speech recognition in the words of talks that are written down."""

from callcenter.asterisk.hearing import EarRefusedError
from callcenter.asterisk.overhearing import TalkListener, TalkSession
from callcenter.speech.recognition.contract import (
    Event,
    Final,
    Listening,
    Lost,
    Recognizer,
    RecognizerBusyError,
    RecognizerError,
    SpeechStarted,
)
from callcenter.wiring.ear import TELEPHONE_RATE

HEARD_AFTER_S = 0.3
"""How long somebody has been speaking when the recogniser is sure of it."""


class RecognizerTalkEar:
    """`callcenter.asterisk.overhearing.TalkEar` over a recogniser."""

    def __init__(self, recognizer: Recognizer) -> None:
        self._recognizer = recognizer

    async def open(self, listener: TalkListener) -> TalkSession:
        try:
            return await self._recognizer.open(Listening(TELEPHONE_RATE), _Teller(listener).take)
        except RecognizerBusyError as error:
            raise EarRefusedError(str(error), full=True) from error
        except RecognizerError as error:
            raise EarRefusedError(str(error)) from error


class _Teller:
    """Joins the beginning of a turn with its text."""

    def __init__(self, listener: TalkListener) -> None:
        self._listener = listener
        self._began: dict[int, float] = {}

    def take(self, event: Event) -> None:
        match event:
            case SpeechStarted():
                self._began[event.turn] = max(0.0, event.at - HEARD_AFTER_S)
            case Final():
                began = self._began.pop(event.turn, event.at)
                if event.text:
                    self._listener.utterance(event.text, began, event.at)
            case Lost(reason=reason):
                self._listener.lost(reason)
