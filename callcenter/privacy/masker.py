"""Masks the talk of one call while it goes on, and what earlier turns turn out to have held."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from callcenter.privacy.echoes import Echoes
from callcenter.privacy.public_numbers import PUBLIC_NUMBERS
from callcenter.privacy.scanner import scan
from callcenter.privacy.talk import Turn, look
from callcenter.privacy.utterance import MaskedUtterance, Utterance, mask_utterance

TURNS_KEPT = 24
"""Turns in which a number may still become clear …"""
SECONDS_KEPT = 90.0
"""… as long as they began at most so long ago."""


class Masker:
    """One for each call, used by one thread at a time; it remembers the last turns only.

    `public`: numbers that are nobody's secret besides `PUBLIC_NUMBERS`, such as the city's own lines.
    `plates`: whether vehicle plates are masked too (off: they are what calls about parking are about).
    """

    def __init__(self, public: Collection[str] = (), *, plates: bool = False) -> None:
        self._public = PUBLIC_NUMBERS | {"".join(c for c in number if c.isdigit()) for number in public}
        self._plates = plates
        self._turns: list[Turn] = []
        self._echoes = Echoes()

    def feed(self, heard: Utterance) -> MaskedUtterance:
        """The next finished utterance, in the order they ended; earlier ones may come back in `updates`."""
        self._forget(heard.start)
        turn = Turn(heard, scan(heard.text))
        self._turns.append(turn)
        if not turn.scan.groups and not turn.scan.plates:
            return mask_utterance(heard, [])
        before = [other.found for other in self._turns]
        look(self._turns, self._public, self._echoes, plates=self._plates)
        updates = tuple(
            mask_utterance(other.heard, other.found)
            for other, found in zip(self._turns, before, strict=True)
            if other is not turn and other.found != found
        )
        return replace(mask_utterance(heard, turn.found), updates=updates)

    def preview(self, heard: Utterance) -> MaskedUtterance:
        """An utterance that is still being spoken, in the light of the talk; nothing is remembered of it."""
        turn = Turn(heard, scan(heard.text))
        if turn.scan.groups or turn.scan.plates:
            turns = [Turn(other.heard, other.scan) for other in self._turns]
            look([*turns, turn], self._public, self._echoes.copy(), plates=self._plates)
        return mask_utterance(heard, turn.found)

    def _forget(self, now: float) -> None:
        self._turns = [
            turn for turn in self._turns[-TURNS_KEPT + 1 :] if now - turn.heard.start <= SECONDS_KEPT
        ]
