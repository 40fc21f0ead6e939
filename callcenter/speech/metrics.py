"""Numbers of the recognition for Prometheus."""

from __future__ import annotations

from dataclasses import dataclass

from prometheus_client import Counter, Gauge


@dataclass(frozen=True)
class Numbers:
    """Of one pool of workers."""

    heard: Gauge
    places: Gauge
    refused: Counter
    lost: Counter


CALLERS = Numbers(
    Gauge("callcenter_speech_callers", "Callers being heard at the moment."),
    Gauge("callcenter_speech_places", "Callers that can be heard at once by the workers that live."),
    Counter("callcenter_speech_refused_total", "Callers that got the keypad at once, by why.", ["reason"]),
    Counter("callcenter_speech_lost_total", "Callers whose recogniser was lost while it listened."),
)
VOICES = Numbers(
    Gauge("callcenter_transcript_voices", "Voices of talks being written down at the moment."),
    Gauge("callcenter_transcript_places", "Voices that can be written down at once."),
    Counter("callcenter_transcript_refused_total", "Voices that were not written down, by why.", ["reason"]),
    Counter("callcenter_transcript_lost_total", "Voices whose recogniser was lost in mid-talk."),
)
DEATHS = Counter("callcenter_speech_worker_deaths_total", "Speech workers that ended by themselves.")
