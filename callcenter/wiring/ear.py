"""Speech recognition in the words of the telephone side."""

from collections.abc import Mapping, Sequence

from callcenter.asterisk.hearing import EarListener, EarRefusedError, EarSession, Utterance
from callcenter.speech.recognition.agreement import BETTER_FIRST, choose
from callcenter.speech.recognition.contract import (
    Event,
    Final,
    Listening,
    Lost,
    Recognizer,
    RecognizerBusyError,
    RecognizerError,
    SpeechEnded,
    SpeechStarted,
)

TELEPHONE_RATE = 8_000


class RecognizerEar:
    """`callcenter.asterisk.hearing.Ear` over a recogniser."""

    def __init__(self, recognizer: Recognizer) -> None:
        self._recognizer = recognizer
        self.anything: tuple[str, ...] = ()
        """Sentences that may be said where everything may be said: they keep the streaming engine on the
        city's subjects."""

    async def open(
        self, choices: Mapping[str, Sequence[str]], listener: EarListener, *, anything: bool
    ) -> EarSession:
        expected = [phrase for phrases in choices.values() for phrase in phrases]
        phrases = tuple(dict.fromkeys([*expected, *(self.anything if anything else ())]))

        def take(event: Event) -> None:
            _tell(event, choices, listener)

        try:
            return await self._recognizer.open(Listening(TELEPHONE_RATE, phrases), take)
        except RecognizerBusyError as error:
            raise EarRefusedError(str(error), full=True) from error
        except RecognizerError as error:
            raise EarRefusedError(str(error)) from error


def _tell(event: Event, choices: Mapping[str, Sequence[str]], listener: EarListener) -> None:
    match event:
        case SpeechStarted():
            listener.speech_began()
        case SpeechEnded():
            listener.speech_ended()
        case Final():
            listener.understood(_utterance(event, choices))
        case Lost(reason=reason):
            listener.lost(reason)


def _utterance(final: Final, choices: Mapping[str, Sequence[str]]) -> Utterance:
    heard = final.heard or {"": final.text}
    choice = choose(heard, choices)
    return Utterance(
        text=final.text,
        also=_also(final),
        choice=choice.group if choice else "",
        confidence=choice.confidence if choice else final.confidence,
    )


def _also(final: Final) -> str:
    """What the other engine heard; the same words twice are the best agreement there is."""
    texts = [final.heard[name] for name in BETTER_FIRST if name in final.heard]
    if final.text in texts:
        texts.remove(final.text)
    return next(iter(texts), "")
