"""Spoken questions: a test voice asks, both engines listen, and what the caller then gets is counted."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from callcenter.knowledge.facts import Facts
from callcenter.knowledge.service import Found, KnowledgeService
from callcenter.knowledge.shelf import Shelves
from callcenter.knowledge.weighing import agreed, fits, weigh
from callcenter.speech.recognition.agreement import BETTER_FIRST
from callcenter.speech.recognition.contract import Final, Listening
from callcenter.speech.recognition.endpoint import EndpointRules
from callcenter.speech.recognition.engines import EngineSettings, load_engines
from callcenter.speech.recognition.threaded import ThreadedRecognizer
from knowledge_base.evaluation.questions import Question, read_questions
from tests.support.hearing import Heard, silence
from tests.support.korean_voice.voice import korean

_CANDIDATES = 3
_PIECE = 3_200
_OUTCOMES = ("told right", "told wrong", "read back right", "read back wrong", "person")
_HEARD_BY = {"both, weighed": slice(2), "Whisper alone": slice(1), "Vosk alone": slice(1, 2)}
_UNHURRIED = EndpointRules(silence_s=1.2, pause_s=0.9, patience_s=20.0)


def measure_questions(models: Path, part: str, every: int) -> Iterator[str]:
    """Lines of a table; of the questions of `part` every so-many-th is asked."""
    shelves = Shelves()
    shelves.start()
    service = KnowledgeService(
        shelves, Facts({}, {}), (), "general", ZoneInfo("Asia/Seoul"), lambda: datetime.now(UTC)
    )
    articles = service.shelf.base.articles
    phrases = tuple(dict.fromkeys(text for a in articles for text in (a.title, *a.phrasings)))
    asked = [question for question in read_questions() if question.part == part][::every]
    heard = asyncio.run(_hear(models, asked, phrases))
    yield f"| answered by | who | {' | '.join(_OUTCOMES)} |"
    yield "|---|---|---|---|---|---|---|"
    found = [[service.search(text, _CANDIDATES) for text in texts] for texts in heard]
    for name, chosen in _HEARD_BY.items():
        for who in ("citizens", "strangers"):
            rows = [
                (question.slug, texts[chosen])
                for question, texts in zip(asked, found, strict=True)
                if (question.slug is not None) == (who == "citizens")
            ]
            counts = Counter(_outcome(slug, texts) for slug, texts in rows)
            shares = [f"{counts[kind] / len(rows):.1%}" for kind in _OUTCOMES]
            yield f"| {name} | {len(rows)} {who} | {' | '.join(shares)} |"
    shelves.stop()


def _outcome(slug: str | None, found: Sequence[Found]) -> str:
    ranked = weigh(found)
    if not ranked or not fits(ranked[0], found):
        return "person"
    how = "told" if agreed(ranked[0], found) else "read back"
    return f"{how} {'right' if ranked[0].hit.known.article.slug == slug else 'wrong'}"


async def _hear(models: Path, asked: Sequence[Question], phrases: tuple[str, ...]) -> list[tuple[str, str]]:
    """Of each question what either engine made of it, the better one first."""
    loaded = load_engines(EngineSettings(models=models))
    heard = []
    for question in asked:
        recognizer = ThreadedRecognizer(list(loaded.engines), loaded.detector, _UNHURRIED, limit=1)
        ear = Heard()
        session = await recognizer.open(Listening(8_000, phrases), ear)
        sound = silence(0.5) + korean(question.text).tobytes() + silence(2.0)
        for start in range(0, len(sound), _PIECE):
            session.feed(sound[start : start + _PIECE])
            await session.caught_up()
        await session.finish()
        finals = [event for event in ear.events if isinstance(event, Final)]
        better, other = (
            " ".join(final.heard.get(name, "") for final in finals).strip() for name in BETTER_FIRST[:2]
        )
        heard.append((better, other))
    for engine in loaded.engines:
        engine.close()
    return heard
