"""Whether speech does worse than keys, by more than chance."""

from dataclasses import dataclass
from math import sqrt

FEWEST = 40
"""Tries of each way before anything is said about it."""
_Z = 1.645
"""One-sided 95 %."""


@dataclass(frozen=True, slots=True)
class Tries:
    """`taken` of `tries` answers led on."""

    taken: int = 0
    tries: int = 0

    def __add__(self, other: "Tries") -> "Tries":
        return Tries(self.taken + other.taken, self.tries + other.tries)

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which shares the true one lies (Wilson's interval); 0 to 1 without any try."""
        if self.tries == 0:
            return 0.0, 1.0
        share, weight = self.taken / self.tries, _Z * _Z / self.tries
        middle = (share + weight / 2) / (1 + weight)
        reach = _Z * sqrt(share * (1 - share) / self.tries + weight / (4 * self.tries)) / (1 + weight)
        return middle - reach, middle + reach


def is_worse(speech: Tries, keys: Tries) -> bool:
    """Speech at its best is still below keys at their worst."""
    return min(speech.tries, keys.tries) >= FEWEST and speech.bounds[1] < keys.bounds[0]
