"""The knowledge base bound to one house."""

from zoneinfo import ZoneInfo

import structlog

from callcenter.calls.service import CallService
from callcenter.knowledge.api import Knowledge
from callcenter.knowledge.facts import Facts
from callcenter.knowledge.figures import KnowledgeFigures
from callcenter.knowledge.proposals import ProposalService
from callcenter.knowledge.questions import QuestionService
from callcenter.knowledge.service import KnowledgeService
from callcenter.knowledge.shelf import Shelves
from callcenter.knowledge.spoken import KnowledgeAnswers
from callcenter.knowledge.uses import UseService
from callcenter.queues.desks import Desks
from callcenter.security.audit import AuditLog
from callcenter.settings import Settings
from callcenter.storage.database import Database
from callcenter.wiring.library import ArticleLibrary
from knowledge_base.placeholders import known_placeholders

_log = structlog.get_logger(__name__)


def facts_of(settings: Settings) -> Facts:
    """The site's facts over the examples; what other settings say already need not be said twice."""
    facts = Facts({"city.name": settings.city.name, **settings.facts}, known_placeholders())
    if unknown := facts.unknown():
        _log.warning("facts_unknown", names=unknown)
    return facts


def knowledge_of(
    settings: Settings,
    database: Database,
    audit: AuditLog,
    desks: Desks,
    calls: CallService,
    shelves: Shelves,
) -> Knowledge:
    """All parts of the feature; reads neither files nor database yet."""
    zone = ZoneInfo(settings.city.time_zone)
    fallback = settings.fallback_desk
    service = KnowledgeService(shelves, facts_of(settings), desks.names, fallback, zone)
    proposals = ProposalService(database, service, audit, shelves.renew)
    questions = QuestionService(
        database, service, proposals, audit, desks.names, fallback, calls.desk_of, zone
    )
    return Knowledge(
        service=service,
        uses=UseService(database, service, zone),
        questions=questions,
        proposals=proposals,
        figures=KnowledgeFigures(database, service, desks.names),
        desks=desks.labels,
        zone=zone,
    )


def library_of(knowledge: Knowledge) -> ArticleLibrary:
    """What a flow's `search_kb` asks."""
    answers = KnowledgeAnswers(knowledge.service, knowledge.uses, knowledge.questions)
    return ArticleLibrary(knowledge.service, answers)
