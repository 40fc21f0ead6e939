"""search_kb: which article of the knowledge base answers what the caller said."""

from __future__ import annotations

from typing import ClassVar, Literal

from callcenter.ivr.commands import Command
from callcenter.ivr.node import Exit, ExitKind, Loc, Node, Visit, node_type
from callcenter.ivr.outcome import Outcome, go, wait
from callcenter.ivr.resumes import CommandFailed, Resume
from callcenter.ivr.session import Try
from callcenter.ivr.values import Name, Value


class SearchKb(Command):
    """Search for each of ``queries`` (what each recogniser heard, best first). Answered with ``KbFound``."""

    kind: ClassVar[str] = "search_kb"

    queries: tuple[str, ...]


class KbFound(Resume):
    """``sure``: one article fits and every query points to it; ``unsure``: ask the caller back.

    ``answer`` is the spoken answer, ``desk`` who knows more, ``others`` the slugs of the next best.
    """

    kind: ClassVar[str] = "kb_found"

    level: Literal["sure", "unsure", "none"]
    slug: str = ""
    title: str = ""
    answer: str = ""
    desk: str = ""
    others: tuple[str, ...] = ()


@node_type
class SearchKbNode(Node):
    """Sets ``kb_slug``, ``kb_title``, ``kb_answer`` and ``kb_desk`` and goes on by how sure the search is."""

    type: Literal["search_kb"]
    query: str = "$said"
    also: str = "$said_also"
    sure: Name
    unsure: Name
    none: Name
    failed: Name

    def enter(self, visit: Visit) -> Outcome:
        texts = (visit.text(self.query), visit.text(self.also))
        queries = tuple(text for text in texts if text)
        return wait(SearchKb(queries=queries)) if queries else go(self.none)

    def resume(self, visit: Visit, fact: Resume) -> Outcome:
        match fact:
            case KbFound(level="none"):
                return go(self.none, what="음성 문의: 맞는 안내 없음")
            case KbFound():
                found = {
                    "kb_slug": fact.slug,
                    "kb_title": fact.title,
                    "kb_answer": fact.answer,
                    "kb_desk": fact.desk,
                }
                variables = {**visit.session.variables, **found}
                target = self.sure if fact.level == "sure" else self.unsure
                return go(target, what=f"음성 문의: {fact.title}", variables=variables)
            case CommandFailed():
                return go(self.failed, what="안내 검색 장애")
        return super().resume(visit, fact)

    def tried(self, visit: Visit, fact: Resume, outcome: Outcome) -> tuple[Try, ...]:
        """What was said counts for its question; where the article is read back first, its answer decides."""
        asked = visit.session.unproved
        if not asked or not isinstance(fact, KbFound) or fact.level == "unsure":
            return ()
        return (Try(asked, "speech", taken=True),)

    @property
    def proves(self) -> bool:
        return True

    def exits(self) -> list[Exit]:
        ways = {"sure": self.sure, "unsure": self.unsure, "none": self.none}
        found = [Exit((field,), target) for field, target in ways.items()]
        return [*found, Exit(("failed",), self.failed, ExitKind.FAILED)]

    def references(self) -> list[tuple[Loc, Value]]:
        return [(("query",), self.query), (("also",), self.also)]

    def assigns(self) -> list[str]:
        return ["kb_slug", "kb_title", "kb_answer", "kb_desk"]
