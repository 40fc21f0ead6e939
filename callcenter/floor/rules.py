"""The site's rules that the floor follows, in the units it reckons with."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class FloorRules:
    """What `settings.routing` says, as durations."""

    wrap_up: timedelta
    wrap_up_extension_limit: timedelta
    misses_before_pause: int
    service_level: timedelta
    short_abandon: timedelta
