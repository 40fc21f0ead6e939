"""One open socket: whose it is, what it follows, how fast it may talk."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from callcenter.security.sessions import Identity

BURST = 20
PER_SECOND = 5.0
MOST_REFUSALS = 10


@dataclass
class Member:
    """`monotonic` is a clock in seconds that never goes back."""

    identity: Identity
    topics: set[str] = field(default_factory=set)
    refusals: int = 0
    monotonic: Callable[[], float] = time.monotonic
    _tokens: float = BURST
    _filled_at: float | None = None

    def may_speak(self) -> bool:
        """A token bucket: 20 messages at once, then five a second."""
        now = self.monotonic()
        if self._filled_at is not None:
            self._tokens = min(BURST, self._tokens + (now - self._filled_at) * PER_SECOND)
        self._filled_at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def refused_too_often(self) -> bool:
        """Counts a refusal; true when this is no honest client any more."""
        self.refusals += 1
        return self.refusals > MOST_REFUSALS
