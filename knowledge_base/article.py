"""One article of the knowledge base: what is known, how people ask for it, and what to do next."""

from __future__ import annotations

import re
from datetime import date

from pydantic import BaseModel, ConfigDict, Field, field_validator

SLUG = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")

# A sentence ends at . ? ! … followed by a space or the end; "제3.5조" is not an end.
SENTENCE_END = re.compile(r"(?<=[.?!…])(?:\s+|$)")


class Source(BaseModel):
    """Where a fact comes from: a law, an ordinance or an official site, and the year it was read."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=2)
    year: int | None = None
    url: str | None = None


class NextSteps(BaseModel):
    """What a seat does after the answer: the ticket it opens, the desk it goes to, the text it sends."""

    model_config = ConfigDict(extra="forbid")

    ticket_type: str | None = None
    queue: str | None = None
    sms: str | None = None


class Article(BaseModel):
    """An article as written in `articles/<desk>/<slug>.md`: YAML front matter and a Markdown body.

    Loading is lenient about what `lint` judges (number of phrasings, missing dates), so that one weak
    article never keeps the others from being found.
    """

    model_config = ConfigDict(extra="forbid")

    slug: str
    title: str = Field(min_length=2)
    desk: str
    owner: str = ""
    sources: list[Source] = Field(default_factory=list)
    reviewed: date | None = None
    expires: date | None = None
    phrasings: list[str] = Field(default_factory=list)
    keywords: list[str] = Field(default_factory=list)
    synonyms: list[str] = Field(default_factory=list)
    next_steps: NextSteps = Field(default_factory=NextSteps)
    spoken: str = ""
    body: str = ""

    @field_validator("slug")
    @classmethod
    def _slug_is_plain(cls, value: str) -> str:
        if not SLUG.match(value):
            raise ValueError("슬러그는 영문 소문자, 숫자, 하이픈만 쓸 수 있습니다.")
        return value

    @field_validator("phrasings", "keywords", "synonyms", mode="before")
    @classmethod
    def _texts(cls, value: object) -> object:
        # YAML reads `- 120` or `- 3.1` as numbers; a caller still says them as words.
        return [str(item) for item in value] if isinstance(value, list) else value

    def expired(self, today: date) -> bool:
        """True from the day after `expires` on; an article without a date does not expire (lint says so)."""
        return self.expires is not None and self.expires < today

    def spoken_sentences(self) -> list[str]:
        """The spoken answer cut into sentences."""
        return [part.strip() for part in SENTENCE_END.split(self.spoken) if part.strip()]
