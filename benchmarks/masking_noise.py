"""What a recogniser does to numbers: now and then a syllable or digit is lost."""

from dataclasses import replace
from random import Random

from benchmarks.masking_pieces import Dialogue, Piece, Truth, Turn

LOST = 0.03


def noisy(dialogue: Dialogue, rng: Random) -> Dialogue:
    """The dialogue with one character in thirty-three of its secrets lost."""
    return replace(dialogue, turns=tuple(_turn(turn, rng) for turn in dialogue.turns))


def _turn(turn: Turn, rng: Random) -> Turn:
    return replace(turn, pieces=tuple(_piece(piece, rng) for piece in turn.pieces))


def _piece(piece: Piece, rng: Random) -> Piece:
    if piece.truth is not Truth.SECRET:
        return piece
    kept = "".join(character for character in piece.text if rng.random() >= LOST)
    return replace(piece, text=kept or piece.text)
