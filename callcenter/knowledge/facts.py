"""What differs by city, put into texts: from the settings, or an example that is marked as one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from knowledge_base.placeholders import PLACEHOLDER


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text. `fact` names the placeholder it stands for, `example` that no site has set it."""

    text: str
    fact: str | None = None
    example: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its facts. `examples` and `missing` name placeholders, each once."""

    text: str
    examples: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class Facts:
    """`given` by the site; `examples` stand in for what it has not set (name to value)."""

    def __init__(self, given: Mapping[str, str], examples: Mapping[str, str]) -> None:
        self._given = dict(given)
        self._examples = {name: value for name, value in examples.items() if value}

    def unknown(self) -> list[str]:
        """Names the site gave that no article can ask for: spelling mistakes."""
        return sorted(set(self._given) - set(self._examples))

    def pieces(self, text: str) -> Iterator[Piece]:
        """The text cut at its placeholders; one that nobody knows stays as it is written."""
        end = 0
        for match in PLACEHOLDER.finditer(text):
            if match.start() > end:
                yield Piece(text[end : match.start()])
            yield self._piece(match.group(1), match.group(0))
            end = match.end()
        if end < len(text):
            yield Piece(text[end:])

    def fill(self, text: str) -> Filled:
        """The text with every fact put in."""
        pieces = list(self.pieces(text))
        examples = [piece.fact for piece in pieces if piece.fact and piece.example]
        missing = [piece.fact for piece in pieces if piece.fact and not self._knows(piece.fact)]
        whole = "".join(piece.text for piece in pieces)
        return Filled(whole, tuple(dict.fromkeys(examples)), tuple(dict.fromkeys(missing)))

    def _knows(self, name: str) -> bool:
        return name in self._given or name in self._examples

    def _piece(self, name: str, written: str) -> Piece:
        if name in self._given:
            return Piece(self._given[name], name)
        if name in self._examples:
            return Piece(self._examples[name], name, example=True)
        return Piece(written, name)
