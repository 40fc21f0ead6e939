"""Numbers of the recognition for Prometheus."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

CALLERS = Gauge("callcenter_speech_callers", "Callers being heard at the moment.")
PLACES = Gauge("callcenter_speech_places", "Callers that can be heard at once by the workers that live.")
REFUSED = Counter(
    "callcenter_speech_refused_total", "Callers that got the keypad at once, by why.", ["reason"]
)
LOST = Counter("callcenter_speech_lost_total", "Callers whose recogniser was lost while it listened.")
DEATHS = Counter("callcenter_speech_worker_deaths_total", "Speech workers that ended by themselves.")
