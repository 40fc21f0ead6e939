"""A knowledge base of a few articles in files, and the feature bound to it."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from callcenter.knowledge.api import Knowledge
from callcenter.knowledge.facts import Facts
from callcenter.knowledge.figures import KnowledgeFigures
from callcenter.knowledge.proposals import ProposalService, accepted_phrasings
from callcenter.knowledge.questions import QuestionService
from callcenter.knowledge.service import KnowledgeService
from callcenter.knowledge.shelf import Shelves
from callcenter.knowledge.uses import UseService
from tests.support.clock import Clock
from tests.support.web import DESKS, House
from tests.unit.knowledge_base.articles import PHRASINGS

SEOUL = ZoneInfo("Asia/Seoul")
QUEUES = {"passport-fee": "civil", "passport-lost": "civil"}
PARKING = ("시청 주차 안내", ("시청에 차 댈 곳 있어요", "주차장 어디예요", "주차비 얼마 받아요"))
EXPIRED = "bulky-waste"


def write_articles(folder: Path, *more: str) -> None:
    """Those of the knowledge base's own tests; `bulky-waste` expired at the end of October 2026."""
    every = {**PHRASINGS, **({"parking": PARKING} if "parking" in more else {})}
    for slug, (title, phrasings) in every.items():
        head = {
            "slug": slug,
            "title": title,
            "desk": "civil",
            "owner": "민원여권과",
            "sources": [{"name": "여권법 제22조", "year": 2026}],
            "reviewed": date(2026, 9, 30),
            "expires": date(2026, 10, 31) if slug == EXPIRED else date(2027, 9, 30),
            "phrasings": list(phrasings),
            "keywords": [],
            "synonyms": [],
            "next_steps": {
                "ticket_type": "civil_inquiry",
                "queue": QUEUES.get(slug, "complaint"),
                "sms": f"[{{{{city.name}}}}] {title}",
            },
            "spoken": f"{title}은 {{{{office.passport.place}}}}에서 합니다.\n전화로도 됩니다.\n",
        }
        text = yaml.safe_dump(head, allow_unicode=True, sort_keys=False)
        body = "## 수수료\n- **{{office.passport.place}}** 방문"
        (folder / f"{slug}.md").write_text(f"---\n{text}---\n{body}\n", encoding="utf-8")


def knowledge_of(
    house: House, folder: Path, calls: dict[str, str] | None = None
) -> tuple[Knowledge, Shelves]:
    """`calls`: desk by call id. The caller stops the shelves."""
    known = calls or {}
    shelves = Shelves(lambda: accepted_phrasings(house.database), folder)
    clock: Clock = house.clock
    facts = Facts({"city.name": "다온시"}, {"city.name": "예시시", "office.passport.place": "시청 1층"})
    service = KnowledgeService(shelves, facts, DESKS, "general", SEOUL, clock)
    proposals = ProposalService(house.database, service, house.audit, shelves.renew, clock)
    questions = QuestionService(
        house.database, service, proposals, house.audit, DESKS, "general", known.get, SEOUL, clock
    )
    uses = UseService(house.database, service, SEOUL, clock)
    figures = KnowledgeFigures(house.database, service, tuple(DESKS))
    return Knowledge(service, uses, questions, proposals, figures, DESKS, SEOUL), shelves
