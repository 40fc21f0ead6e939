"""The messages of the vosk-server WebSocket protocol, and ours (source: alphacep/vosk-server, asr_server.py).

A client sends `{"config": {"sample_rate", "phrase_list", "words"}}`, binary sound (16-bit little-endian
mono) and `{"eof" : 1}`, to the letter. Each piece of sound is answered with `{"partial"}` or, at the end of
an utterance, `{"text", "result": [{"word", "start", "end", "conf"}]}`; `eof` with a last `{"text"}`.

Our own clients add `"events": true` to the configuration: then nothing is answered piece by piece, each
event of the contract is one message `{"event", …}` when it happens, and `{"prompt": true|false}` says
whether a prompt plays. A server that can do this says so in its `Server` header.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from callcenter.speech.recognition.contract import (
    RATES,
    Event,
    Final,
    Interim,
    Listening,
    Lost,
    SpeechEnded,
    SpeechStarted,
    Word,
)

SERVER = "callcenter-speech/1"
EOF = '{"eof" : 1}'
"""A plain vosk server compares the text: without the first blank it takes it for sound, and dies."""
READY = "ready"
FINISHED = "finished"
CLOSE_BUSY = 1013
"""RFC 6455 registry: Try Again Later."""
MOST_PHRASES, LONGEST_PHRASE = 5_000, 200

_KINDS: dict[str, type[SpeechStarted | Interim | SpeechEnded | Final | Lost]] = {
    "speech_started": SpeechStarted,
    "interim": Interim,
    "speech_ended": SpeechEnded,
    "final": Final,
    "lost": Lost,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


class ProtocolError(ValueError):
    """A message that cannot be understood; the text is a sentence for the other side."""


@dataclass(frozen=True)
class Configuration:
    """What a client asked for."""

    listening: Listening
    words: bool = False
    events: bool = False


def read_object(text: str) -> dict[str, Any]:
    """A text message as an object. Raises ProtocolError."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise ProtocolError("a text message must be JSON") from error
    if not isinstance(found, dict):
        raise ProtocolError("a text message must be a JSON object")
    return found


def read_configuration(config: Any) -> Configuration:
    """The value of `config`. Unknown names mean nothing, as in vosk-server. Raises ProtocolError."""
    if not isinstance(config, dict):
        raise ProtocolError("config must be an object")
    try:
        rate = int(config.get("sample_rate", RATES[0]))
    except (TypeError, ValueError) as error:
        raise ProtocolError("sample_rate must be a number") from error
    if rate not in RATES:
        raise ProtocolError(f"sample_rate must be one of {', '.join(map(str, RATES))}")
    phrases = config.get("phrase_list") or []
    if not isinstance(phrases, list) or len(phrases) > MOST_PHRASES:
        raise ProtocolError(f"phrase_list must be a list of at most {MOST_PHRASES} sentences")
    if any(not isinstance(phrase, str) or len(phrase) > LONGEST_PHRASE for phrase in phrases):
        raise ProtocolError(f"a phrase must be a text of at most {LONGEST_PHRASE} characters")
    spoken = tuple(phrase for phrase in phrases if phrase not in ("[unk]", "<unk>"))
    listening = Listening(rate, spoken)
    return Configuration(listening, bool(config.get("words")), bool(config.get("events")))


def configuration_message(listening: Listening, *, events: bool) -> str:
    """What a client of ours begins with; `events` for a server of ours, which alone gets the phrases.

    A plain one drops each word its model lacks, which in Korean is most of them, and then hears the few that
    are left in everything.
    """
    config: dict[str, Any] = {"sample_rate": listening.rate, "words": True}
    if events:
        config["events"] = True
        # Those of the question that is asked come first; of a large knowledge base the rest stays out.
        told = [phrase for phrase in listening.phrases if len(phrase) <= LONGEST_PHRASE][:MOST_PHRASES]
        if told:
            config["phrase_list"] = told
    return json.dumps({"config": config}, ensure_ascii=False)


def event_message(event: Event) -> str:
    """An event as a message of our own dialect."""
    return json.dumps({"event": _NAMES[type(event)], **asdict(event)}, ensure_ascii=False)


def read_event(message: dict[str, Any]) -> Event | None:
    """The event of a message, or None for one we do not know. Raises ProtocolError for a broken one."""
    kind = _KINDS.get(str(message.get("event")))
    if kind is None:
        return None
    fields = {name: value for name, value in message.items() if name != "event"}
    try:
        if kind is Final:
            fields["words"] = tuple(Word(**word) for word in fields.get("words", ()))
        return kind(**fields)
    except TypeError as error:
        raise ProtocolError(f"the event {message.get('event')} is not complete") from error


def partial_message(text: str) -> str:
    """The vosk-server message of a text that may still change."""
    return json.dumps({"partial": text}, ensure_ascii=False)


def result_message(final: Final | None, *, words: bool) -> str:
    """An utterance as vosk-server tells it; None: nothing was said."""
    told: dict[str, Any] = {}
    if final is not None and words and final.words:
        told["result"] = [
            {"conf": w.confidence, "end": w.end, "start": w.start, "word": w.text} for w in final.words
        ]
    told["text"] = final.text if final is not None else ""
    return json.dumps(told, ensure_ascii=False)
