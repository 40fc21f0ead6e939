"""`callcenter kb`: ask the knowledge base, check its articles, read one."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from callcenter.cli.kb_proposals import export_proposals
from knowledge_base.article import Article
from knowledge_base.initials import InitialSearch, is_initials
from knowledge_base.lint import Finding, Level, default_rules, lint
from knowledge_base.loader import ARTICLES, Problem, load_articles
from knowledge_base.matcher import Answer, KnowledgeBase
from knowledge_base.rivals import rivals

app = typer.Typer(help="지식 문서를 찾고 점검합니다.", no_args_is_help=True)

Found = dict[str, Any]
"""One line of the answer: query, answered and results."""

ArticlesOption = Annotated[
    Path, typer.Option("--articles", help="문서 폴더", exists=True, file_okay=False, resolve_path=True)
]

app.command()(export_proposals)


@app.command()
def search(
    limit: Annotated[int, typer.Option(min=1, max=50, help="질문마다 보여 줄 문서 수")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="질문마다 JSON 한 줄로 출력")] = False,
    why: Annotated[bool, typer.Option(help="찾은 근거도 출력")] = False,
    articles: ArticlesOption = ARTICLES,
) -> None:
    """표준 입력에서 질문을 한 줄에 하나씩 읽어 맞는 문서를 찾습니다. 초성(ㅇㄱ)으로도 찾습니다."""
    known = _load(articles)
    base, names = KnowledgeBase(known), InitialSearch(known)
    for line in sys.stdin:
        query = line.strip()
        found = _by_initials(names, query, limit) if is_initials(query) else _by_meaning(base, query, limit)
        print(_json(found, why=why) if as_json else _readable(found, why=why), flush=True)


@app.command()
def check(
    articles: ArticlesOption = ARTICLES,
    words: Annotated[
        Path | None, typer.Option(help="음성 인식기가 아는 단어 목록(한 줄에 하나)", exists=True)
    ] = None,
    warnings: Annotated[bool, typer.Option(help="경고도 보여 줍니다.")] = True,
) -> None:
    """문서에서 고칠 곳을 찾습니다. 오류가 있으면 종료 코드가 1입니다."""
    known, problems = load_articles(articles)
    vocabulary = words.read_text(encoding="utf-8").splitlines() if words else ()
    today = date.today()  # noqa: DTZ011 - an expiry date is a calendar day of the city
    findings = [*lint(known, default_rules(today, vocabulary)), *(rivals(known) if warnings else ())]
    for problem in problems:
        print(f"error   {problem.message}")
    for finding in findings:
        if warnings or finding.level is Level.ERROR:
            print(f"{finding.level:7} {finding.slug}: {finding.message}")
    print(_summary(known, findings, problems))
    if problems or any(finding.level is Level.ERROR for finding in findings):
        raise typer.Exit(1)


@app.command()
def show(slug: str, articles: ArticlesOption = ARTICLES) -> None:
    """문서 하나를 보여 줍니다."""
    article = next((a for a in _load(articles) if a.slug == slug), None)
    if article is None:
        print(f"'{slug}' 문서가 없습니다.", file=sys.stderr)
        raise typer.Exit(1)
    print(f"{article.title}  [{article.desk}, {article.owner}]")
    print(f"검토 {article.reviewed}, 유효기한 {article.expires}")
    print("출처 " + ", ".join(f"{s.name} ({s.year})" for s in article.sources))
    print(f"\n{article.spoken.strip()}\n\n{article.body}\n")
    print("\n".join(f"- {phrasing}" for phrasing in article.phrasings))


def _load(folder: Path) -> list[Article]:
    known, problems = load_articles(folder)
    for problem in problems:
        print(problem.message, file=sys.stderr)
    return known


def _by_meaning(base: KnowledgeBase, query: str, limit: int) -> Found:
    answer: Answer = base.search(query, limit)
    results = [
        {"slug": r.article.slug, "title": r.article.title, "score": r.score}
        | ({"expired": True} if r.expired else {})
        | {"why": {"phrasing": r.why.phrasing, "likeness": r.why.likeness, "words": list(r.why.words)}}
        for r in answer.results
    ]
    return {"query": query, "answered": answer.answered, "results": results}


def _by_initials(names: InitialSearch, query: str, limit: int) -> Found:
    found = names.search(query, limit)
    results = [{"slug": a.slug, "title": a.title, "score": 1.0} for a in found]
    return {"query": query, "answered": bool(found), "results": results}


def _json(found: Found, *, why: bool) -> str:
    """One line; a question of nothing but spaces has its line, too, so that lines can be paired."""
    if not why:
        results = [{key: value for key, value in r.items() if key != "why"} for r in found["results"]]
        found = {**found, "results": results}
    return json.dumps(found, ensure_ascii=False)


def _readable(found: Found, *, why: bool) -> str:
    return "\n".join(_lines(found, why=why))


def _lines(found: Found, *, why: bool) -> Iterator[str]:
    yield f"{found['query']}" + ("" if found["answered"] else "  (맞는 문서가 없습니다)")
    for result in found["results"]:
        yield f"  {result['score']:.2f}  {result['title']}  {result['slug']}"
        if why and "why" in result:
            reason = result["why"]
            words = ", ".join(reason["words"]) or "없음"
            alike = f"비슷한 질문 '{reason['phrasing']}' ({reason['likeness']:.0%})"
            yield f"        {alike}, 함께 쓰인 말: {words}"


def _summary(known: list[Article], findings: list[Finding], problems: list[Problem]) -> str:
    count = Counter(finding.level for finding in findings)
    errors = count[Level.ERROR] + len(problems)
    return f"문서 {len(known)}개, 오류 {errors}건, 경고 {count[Level.WARNING]}건"


if __name__ == "__main__":
    app()
