"""Masks what is typed: notes, tickets, questions of a search."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from callcenter.privacy.masker import Masker
from callcenter.privacy.utterance import Utterance, Word


@dataclass(frozen=True, slots=True)
class MaskedText:
    text: str
    kinds: tuple[str, ...]
    """The kind of each number that was taken out, in order; empty when nothing was."""


def mask_text(text: str, public: Collection[str] = (), *, plates: bool = False) -> MaskedText:
    """The text without personal numbers, in NFC; a text without any comes back as it is."""
    whole = unicodedata.normalize("NFC", text)
    masked = Masker(public, plates=plates).feed(Utterance("0", "", 0.0, 0.0, (Word(whole, 0.0, 0.0),)))
    if not masked.spans:
        return MaskedText(text, ())
    return MaskedText(masked.text, tuple(span.kind for span in masked.spans))
