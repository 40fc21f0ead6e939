"""HTTP: articles found and used, questions without an answer, corrections, figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from pydantic import RootModel

from callcenter.api_schema import IdPath, as_json, as_json_list
from callcenter.knowledge.answers import (
    Answers,
    ArticleAnswer,
    CorrectionAnswer,
    FiguresAnswer,
    HitAnswer,
    ProposalAnswer,
    ProposalsAnswer,
    QuestionAnswer,
    QuestionsAnswer,
    SearchAnswer,
    UsedAnswer,
)
from callcenter.knowledge.figures import Figures, KnowledgeFigures
from callcenter.knowledge.models import (
    How,
    KnowledgeProposal,
    KnowledgeQuestion,
    ProposalStatus,
    QuestionResult,
)
from callcenter.knowledge.proposals import ProposalService
from callcenter.knowledge.questions import QuestionFilter, QuestionService
from callcenter.knowledge.requests import (
    FiguresQuery,
    MoveBody,
    ProposalBody,
    ProposalsQuery,
    QuestionBody,
    QuestionCloseBody,
    QuestionsQuery,
    RejectBody,
    SearchQuery,
    SlugPath,
    SuggestBody,
    UsedBody,
)
from callcenter.knowledge.service import Found, Hit, KnowledgeService
from callcenter.knowledge.sheet import figures_sheet
from callcenter.knowledge.uses import UseService
from callcenter.messages.reader import reader_language
from callcenter.problems import invalid_field
from callcenter.security.access import requires, signed_in
from callcenter.security.models import Role

WORKERS = (Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR)
REVIEWERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)
SEES_FIGURES = (Role.SUPERVISOR, Role.QAA, Role.ADMINISTRATOR)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FOUND = 5
USUAL_WEEKS = timedelta(weeks=12)
LONGEST = timedelta(days=750)


class SuggestionsAnswer(RootModel[list[HitAnswer]]):
    """The best articles for what is being written."""


@dataclass(frozen=True)
class Knowledge:
    """Everything the routes need. `desks`: labels by name; `zone`: the city's."""

    service: KnowledgeService
    uses: UseService
    questions: QuestionService
    proposals: ProposalService
    figures: KnowledgeFigures
    desks: Mapping[str, str]
    zone: tzinfo


def blueprint(parts: Knowledge) -> APIBlueprint:
    """Every route below `/api/knowledge`."""
    api = APIBlueprint("knowledge", __name__, url_prefix="/api/knowledge")
    answers = Answers(parts.desks)
    _articles(api, parts, answers)
    _questions(api, parts, answers)
    _proposals(api, parts, answers)
    _figures(api, parts, answers)
    return api


def _articles(api: APIBlueprint, parts: Knowledge, answers: Answers) -> None:
    service = parts.service

    @api.get("", responses={200: SearchAnswer})
    @requires()
    def search_articles(query: SearchQuery) -> dict[str, Any]:
        """By meaning or initial consonants, with the reason; without `q` all articles, most used first."""
        if query.q:
            return as_json(answers.found(query.q, service.search(query.q, query.limit or FOUND)))
        known = service.listing(query.desk or None, parts.uses.recent())
        hits = [Hit(entry, 0.0) for entry in known[: query.limit]]
        shown = answers.found("", Found(bool(hits), 0.0, "meaning", hits))
        return as_json(shown.model_copy(update={"by": "list"}))

    @api.post("/suggest", responses={200: SuggestionsAnswer})
    @requires()
    def suggest_articles(body: SuggestBody) -> list[Any]:
        """What fits the words of a ticket or a talk; nothing of them is kept."""
        hits = service.suggest(body.text, body.desk, body.limit)
        return as_json_list(SuggestionsAnswer([answers.hit(hit) for hit in hits]))

    @api.get("/<slug>", responses={200: ArticleAnswer})
    @requires()
    def get_article(path: SlugPath) -> dict[str, Any]:
        """With its whole text, as a tree without HTML."""
        known = service.get(path.slug)
        article = known.article
        return as_json(
            ArticleAnswer(
                **answers.card(known).model_dump(),
                blocks=service.text(article),
                phrasings=article.phrasings,
                taught=list(service.shelf.taught.get(article.slug, ())),
                ticket_type=article.next_steps.ticket_type,
                corrections=[
                    CorrectionAnswer(text=row.text or "", at=row.decided_at or row.proposed_at)
                    for row in parts.proposals.corrections(article.slug)
                ],
            )
        )

    @api.post("/<slug>/used", responses={201: UsedAnswer})
    @requires(*WORKERS)
    def article_used(path: SlugPath, body: UsedBody) -> tuple[dict[str, Any], int]:
        """It was read to the citizen, its text taken for an SMS, or put into the ticket."""
        use = parts.uses.record(path.slug, body.how, body.call_id, signed_in(), body.place)
        return as_json(UsedAnswer(how=How(use.how), rank=use.rank)), 201


def _questions(api: APIBlueprint, parts: Knowledge, answers: Answers) -> None:
    questions = parts.questions

    def shown(row: KnowledgeQuestion) -> dict[str, Any]:
        return as_json(answers.question(row, questions.names(row)))

    @api.post("/unanswered", responses={201: QuestionAnswer})
    @requires(*WORKERS)
    def ask_question(body: QuestionBody) -> tuple[dict[str, Any], int]:
        """No article answered this; it becomes a task of the owning desk."""
        return shown(questions.ask(body.query, body.call_id, signed_in())), 201

    @api.get("/unanswered", responses={200: QuestionsAnswer})
    @requires()
    def list_questions(query: QuestionsQuery) -> dict[str, Any]:
        wanted = QuestionFilter(query.status, query.desk, query.owner)
        found = questions.page(wanted, signed_in(), query.page, query.page_size)
        return as_json(
            QuestionsAnswer(
                items=[answers.question(row, found.names) for row in found.items],
                total=found.total,
                page=query.page,
                page_size=query.page_size,
            )
        )

    @api.post("/unanswered/<int:id>/take", responses={200: QuestionAnswer})
    @requires(*WORKERS)
    def take_question(path: IdPath) -> dict[str, Any]:
        """Mine from now on; 409 with the owner's name when somebody has it."""
        return shown(questions.take(path.id, signed_in()))

    @api.post("/unanswered/<int:id>/give-back", responses={200: QuestionAnswer})
    @requires(*WORKERS)
    def give_question_back(path: IdPath) -> dict[str, Any]:
        return shown(questions.give_back(path.id, signed_in()))

    @api.post("/unanswered/<int:id>/move", responses={200: QuestionAnswer})
    @requires(*WORKERS)
    def move_question(path: IdPath, body: MoveBody) -> dict[str, Any]:
        """It is another desk's."""
        return shown(questions.move(path.id, body.desk, signed_in()))

    @api.post("/unanswered/<int:id>/close", responses={200: QuestionAnswer})
    @requires(*WORKERS)
    def close_question(path: IdPath, body: QuestionCloseBody) -> dict[str, Any]:
        """With a proposal for an article, or because none is needed."""
        if body.result is QuestionResult.PROPOSAL and body.proposal is None:
            raise invalid_field("proposal", "knowledge.proposal_missing")
        proposal = body.proposal.given() if body.proposal and body.result is QuestionResult.PROPOSAL else None
        return shown(questions.close(path.id, body.note, proposal, signed_in()))

    @api.post("/unanswered/<int:id>/reopen", responses={200: QuestionAnswer})
    @requires(*WORKERS)
    def reopen_question(path: IdPath) -> dict[str, Any]:
        """Take a close back."""
        return shown(questions.reopen(path.id, signed_in()))


def _proposals(api: APIBlueprint, parts: Knowledge, answers: Answers) -> None:
    proposals, service = parts.proposals, parts.service

    def answer(row: KnowledgeProposal, names: Mapping[int, str]) -> ProposalAnswer:
        found_now = None
        if row.phrasing and row.status == ProposalStatus.OPEN:
            first = service.search(row.phrasing, 1)
            found_now = first.hits[0].known.article.title if first.answered else ""
        return answers.proposal(row, names, service.title(row.slug), found_now)

    def shown(row: KnowledgeProposal) -> dict[str, Any]:
        return as_json(answer(row, proposals.names(row)))

    @api.post("/proposals", responses={201: ProposalAnswer})
    @requires()
    def propose(body: ProposalBody) -> tuple[dict[str, Any], int]:
        """Another way people ask for an article, a correction of its text, or a new article."""
        return shown(proposals.propose(body.given(), signed_in())), 201

    @api.get("/proposals", responses={200: ProposalsAnswer})
    @requires()
    def list_proposals(query: ProposalsQuery) -> dict[str, Any]:
        """Reviewers see everybody's, others their own."""
        by = signed_in()
        own = None if by.role in REVIEWERS else by
        found = proposals.page(str(query.status), query.page, query.page_size, own)
        return as_json(
            ProposalsAnswer(
                items=[answer(row, found.names) for row in found.items],
                total=found.total,
                page=query.page,
                page_size=query.page_size,
            )
        )

    @api.post("/proposals/<int:id>/accept", responses={200: ProposalAnswer})
    @requires(*REVIEWERS)
    def accept_proposal(path: IdPath) -> dict[str, Any]:
        """A phrasing is found from now on."""
        return shown(proposals.accept(path.id, signed_in()))

    @api.post("/proposals/<int:id>/reject", responses={200: ProposalAnswer})
    @requires(*REVIEWERS)
    def reject_proposal(path: IdPath, body: RejectBody) -> dict[str, Any]:
        return shown(proposals.reject(path.id, body.reason, signed_in()))

    @api.post("/proposals/<int:id>/reopen", responses={200: ProposalAnswer})
    @requires(*REVIEWERS)
    def reopen_proposal(path: IdPath) -> dict[str, Any]:
        """Take a decision back."""
        return shown(proposals.reopen(path.id, signed_in()))


def _figures(api: APIBlueprint, parts: Knowledge, answers: Answers) -> None:
    def of(query: FiguresQuery) -> tuple[Figures, date, date]:
        until = query.until or datetime.now(parts.zone).date()
        since = query.since or until - USUAL_WEEKS
        if since > until or until - since > LONGEST:
            raise invalid_field("from", "knowledge.wrong_days")
        return parts.figures.between(_midnight(since), _midnight(until + timedelta(days=1))), since, until

    def _midnight(day: date) -> datetime:
        return datetime.combine(day, time(), parts.zone)

    @api.get("/figures", responses={200: FiguresAnswer})
    @requires(*SEES_FIGURES)
    def knowledge_figures(query: FiguresQuery) -> dict[str, Any]:
        """Answer rate, precision@1, use by article, desk and week."""
        return as_json(answers.figures(*of(query)))

    @api.get("/figures.xlsx")
    @requires(*SEES_FIGURES)
    def export_figures(query: FiguresQuery) -> Response:
        """The same as an Excel file."""
        content = figures_sheet(of(query)[0], parts.desks, reader_language())
        disposition = 'attachment; filename="knowledge.xlsx"'
        return Response(content, mimetype=XLSX, headers={"Content-Disposition": disposition})
