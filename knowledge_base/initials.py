"""Search by initial consonants for people who type fast: ㅇㄱ finds 여권, 여ㄱ too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from knowledge_base.article import Article
from knowledge_base.jamo import INITIALS, initials

_REPEATED = re.compile(r"([ㄱ-ㅎ])\1+")
_WORD_START, _INSIDE, _OTHER_NAME = 1, 2, 3


def is_initials(query: str) -> bool:
    """True when a query holds a consonant that stands for a whole syllable; ㅋㅋ and ㅎㅎ are laughter."""
    return any(char in INITIALS for char in _REPEATED.sub("", query))


class InitialSearch:
    """Titles, synonyms and keywords of articles by initial consonants."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles = [(a, *_forms(a.title), _others(a)) for a in articles]

    def search(self, query: str, limit: int = 10) -> list[Article]:
        """Articles with a matching name, best first: start of the title, of a word, inside, other names."""
        wanted = "".join(query.split())
        if not wanted:
            return []
        pattern = initials(wanted)
        ranked = []
        for number, (article, letters, text, starts, others) in enumerate(self._articles):
            rank = _rank(wanted, pattern, letters, text, starts, others)
            if rank is not None:
                ranked.append((rank, len(text), number, article))
        ranked.sort(key=lambda item: item[:3])
        return [article for *_, article in ranked[:limit]]


def _rank(
    wanted: str,
    pattern: str,
    letters: str,
    text: str,
    starts: frozenset[int],
    others: Sequence[tuple[str, str]],
) -> int | None:
    places = _places(wanted, pattern, letters, text)
    if places:
        if places[0] == 0:
            return 0
        return _WORD_START if starts.intersection(places) else _INSIDE
    if any(_places(wanted, pattern, other, name) for other, name in others):
        return _OTHER_NAME
    return None


def _places(wanted: str, pattern: str, letters: str, text: str) -> list[int]:
    """Where the pattern of initials occurs and every whole syllable of the query is the same too."""
    places = []
    place = letters.find(pattern)
    while place >= 0:
        if all(asked in (text[place + i], pattern[i]) for i, asked in enumerate(wanted)):
            places.append(place)
        place = letters.find(pattern, place + 1)
    return places


def _forms(title: str) -> tuple[str, str, frozenset[int]]:
    starts, place = set(), 0
    for word in title.split():
        starts.add(place)
        place += len(word)
    text = "".join(title.split())
    return initials(text), text, frozenset(starts)


def _others(article: Article) -> list[tuple[str, str]]:
    names = ("".join(name.split()) for name in (*article.synonyms, *article.keywords))
    return [(initials(name), name) for name in dict.fromkeys(names)]
