"""Every rule finds its fault, and a good article has none."""

import json
from datetime import date
from pathlib import Path

import pytest

from knowledge_base.article import SLUG, NextSteps, Source
from knowledge_base.lint import RESERVED_SLUGS, Level, Rules, default_rules, lint
from knowledge_base.rivals import rivals
from tests.unit.knowledge_base.articles import article, articles

RULES = Rules(
    today=date(2026, 11, 23),
    queues=frozenset({"civil"}),
    ticket_types=frozenset({"civil_inquiry"}),
    placeholders=frozenset({"city.name"}),
)


def test_good_articles_have_no_fault() -> None:
    assert lint(articles(), RULES) == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"owner": ""}, "missing"),
        ({"expires": None}, "missing"),
        ({"next_steps": NextSteps(queue="civil", ticket_type="civil_inquiry")}, "missing"),
        ({"phrasings": ["여권 얼마예요"] * 11}, "few-phrasings"),
        ({"spoken": "하나. 둘. 셋. 넷."}, "long-answer"),
        ({"expires": date(2026, 11, 22), "reviewed": date(2026, 1, 1)}, "expired"),
        ({"reviewed": date(2026, 12, 1)}, "future-review"),
        ({"reviewed": date(2026, 11, 1), "expires": date(2026, 10, 1)}, "date-order"),
        ({"sources": [Source(name="여권법")]}, "undated-source"),
        ({"body": "{{city.mayor}}"}, "unknown-placeholder"),
        ({"next_steps": NextSteps(queue="tax", ticket_type="civil_inquiry", sms="x")}, "unknown-queue"),
        ({"next_steps": NextSteps(queue="civil", ticket_type="tax", sms="x")}, "unknown-ticket-type"),
    ],
)
def test_each_fault_is_found(changes: dict[str, object], rule: str) -> None:
    assert rule in {finding.rule for finding in lint([article("passport-fee", **changes)], RULES)}


@pytest.mark.parametrize("slug", ["suggest", "unanswered", "proposals", "figures"])
def test_a_slug_that_is_another_address_is_an_error(slug: str) -> None:
    named = article("passport-fee").model_copy(update={"slug": slug})
    assert [(f.slug, f.rule, f.level) for f in lint([named], RULES)] == [(slug, "reserved-slug", Level.ERROR)]


def test_every_address_beside_the_articles_is_reserved() -> None:
    described = json.loads((Path(__file__).parents[3] / "docs" / "openapi.json").read_text("utf-8"))
    beside = {
        path.removeprefix("/api/knowledge/").split("/")[0]
        for path in described["paths"]
        if path.startswith("/api/knowledge/")
    }
    assert {word for word in beside if SLUG.match(word)} == RESERVED_SLUGS


def test_phrasings_of_two_articles_overlap() -> None:
    stolen = article("streetlight").model_copy(
        update={"phrasings": [*article("streetlight").phrasings, "여권 비용이요"]}
    )
    findings = lint([article("passport-fee"), stolen], RULES)
    assert [(f.slug, f.rule) for f in findings] == [("streetlight", "overlap")]


def test_words_a_recogniser_does_not_know() -> None:
    rules = Rules(today=RULES.today, vocabulary=frozenset({"여권", "얼마예요"}))
    message = next(f.message for f in lint([article("passport-fee")], rules) if f.rule == "unheard-words")
    assert "비용" in message
    assert "얼마예요" not in message.replace("얼마예요", "", 0).split(": ")[1].split(", ")


def test_rivals_are_named() -> None:
    wrong = article("streetlight").model_copy(
        update={"phrasings": [*article("streetlight").phrasings, "여권을 잃어버렸는데 얼마예요"]}
    )
    found = list(rivals([article("passport-fee"), article("passport-lost"), wrong]))
    assert [finding.slug for finding in found] == ["streetlight"]


def test_default_rules_know_the_desks() -> None:
    assert {"civil", "vehicle", "complaint", "general"} == default_rules(RULES.today).queues
