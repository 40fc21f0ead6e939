"""What MBROLA is given: phonemes of the voice hn1 with their length and pitch (a .pho file)."""

from __future__ import annotations

import re

from tests.support.korean_voice.pronunciation import Syllable, pronounced


def _table(letters: str, sounds: str) -> dict[str, str]:
    return dict(zip(letters, sounds.split(), strict=True))


_ONSETS = _table(
    "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅈㅉㅊㅋㅌㅍㅎ", r"k k_> n t t_> 4 m p p_> s s_> ts\ ts\_> ts\_h k_h t_h p_h h"
)
_VOICED = {"k": "g", "t": "d", "p": "b", "ts\\": "dz\\"}
_VOWELS = _table(
    "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ", r"a E ja jE V e jV je o wa wE 2 jo u wV we wi ju M M\i i"
)
_CODAS = {"ㄱ": "k_}", "ㄴ": "n_}", "ㄷ": "t_}", "ㄹ": "l_}", "ㅁ": "m_}", "ㅂ": "p_}", "ㅇ": "N"}
_ONSET_MS = {
    "k": 55, "t": 50, "p": 50, "ts\\": 60, "g": 38, "d": 32, "b": 36, "dz\\": 60, "k_>": 90, "t_>": 95,
    "p_>": 90, "ts\\_>": 110, "s": 75, "s\\": 80, "s_>": 105, "ts\\_h": 95, "k_h": 85, "t_h": 90, "p_h": 85,
    "h": 45, "n": 50, "m": 60, "4": 25, "l": 45,
}  # fmt: skip
_VOWEL_MS, _GLIDE_MS, _CODA_MS, _LAST_VOWEL_MS, _LAST_CODA_MS, _PAUSE_MS = 82, 20, 58, 150, 95, 200
# Like an elderly speaker who takes his time; chosen by what recognisers make of it.
_SLOWER = 1.14
_PITCH_HZ, _FALL = 102.0, 0.2


def pho(text: str) -> str:
    """The text of a .pho file (name, ms, pairs of percent and Hz); punctuation makes a pause."""
    lines = [f"_ {_PAUSE_MS}"]
    for breath in re.split(r"[.,?!]", text):
        said = pronounced(breath)
        for number, syllable in enumerate(said):
            before = said[number - 1] if number else None
            lines += _phonemes(syllable, before, number / len(said), last=number == len(said) - 1)
        if said:
            lines.append(f"_ {_PAUSE_MS}")
    return "\n".join(lines) + "\n"


def _phonemes(syllable: Syllable, before: Syllable | None, way: float, *, last: bool) -> list[str]:
    """`way`: how far the breath is, 0..1; the voice falls along it."""
    lines = []
    if syllable.onset != "ㅇ":
        onset = _onset(syllable, before)
        lines.append(f"{onset} {_ONSET_MS[onset] * _SLOWER:.0f}")
    vowel = _VOWELS[syllable.vowel]
    length = _LAST_VOWEL_MS if last else _VOWEL_MS
    length += _GLIDE_MS if vowel[0] in "jw" else -10 if syllable.vowel in "ㅡㅣ" else 0
    hertz = _PITCH_HZ * (1.12 - _FALL * way) + (-4 if syllable.first else 4)
    end = hertz - 8 if last else hertz
    lines.append(f"{vowel} {length * _SLOWER:.0f} 10 {hertz:.0f} 90 {end:.0f}")
    if syllable.coda:
        length = _LAST_CODA_MS if last else _CODA_MS
        lines.append(f"{_CODAS[syllable.coda]} {length * _SLOWER:.0f} 50 {end:.0f}")
    return lines


def _onset(syllable: Syllable, before: Syllable | None) -> str:
    """Plain consonants are voiced between voiced sounds; ㅅ is palatal before i; ㄹ after ㄹ is a long l.

    The voice knows the palatal ㅅ within a breath and before i alone.
    """
    sound = _ONSETS[syllable.onset]
    if before is None:
        return sound
    if syllable.onset == "ㅅ" and syllable.vowel == "ㅣ":
        return "s\\"
    if sound == "4" and before.coda == "ㄹ":
        return "l"
    return _VOICED.get(sound, sound) if before.coda in ("", "ㄴ", "ㅁ", "ㅇ", "ㄹ") else sound
