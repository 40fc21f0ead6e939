"""`callcenter kb export-proposals`: what supervisors accepted, back into the articles' files."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from callcenter.cli.settings import DataOption, settings_or_exit
from callcenter.knowledge.exporting import Export, add_phrasing
from callcenter.knowledge.models import KnowledgeProposal
from callcenter.storage.database import Database
from callcenter.storage.migrate import upgrade
from knowledge_base.loader import ARTICLES, ArticleError

FolderOption = Annotated[
    Path, typer.Option("--articles", help="문서 폴더", exists=True, file_okay=False, resolve_path=True)
]


def export_proposals(
    data: DataOption = Path("var"),
    articles: FolderOption = ARTICLES,
    write: Annotated[bool, typer.Option("--write", help="새 질문 표현을 문서 파일에 적습니다.")] = False,
    done: Annotated[
        list[int] | None, typer.Option("--done", help="파일을 직접 고친 제안의 번호(여러 번 쓸 수 있음)")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="제안마다 JSON 한 줄로 출력")] = False,
) -> None:
    """승인되었으나 아직 문서 파일에 없는 제안을 보여 주고, --write이면 파일에 적습니다."""
    database = Database(settings_or_exit(data, {}).database_url)
    try:
        upgrade(database)
        export = Export(database)
        failed = [number for number in done or () if not export.done(number)]
        for number in failed:
            print(f"{number}번은 반영을 기다리는 제안이 아닙니다.", file=sys.stderr)
        waiting = export.waiting()
        if not waiting and not as_json:
            print("반영할 제안이 없습니다.")
        for proposal in waiting:
            print(_json(proposal) if as_json else _line(proposal))
        if write and not _write(export, waiting, articles):
            raise typer.Exit(1)
    finally:
        database.close()
    if failed:
        raise typer.Exit(1)


def _write(export: Export, waiting: Iterable[KnowledgeProposal], folder: Path) -> bool:
    """False when a file could not be written; the other files are."""
    good = True
    for proposal in waiting:
        if not proposal.slug or not proposal.phrasing:
            continue
        file = next(folder.rglob(f"{proposal.slug}.md"), None)
        try:
            if file is None:
                raise ArticleError(f"{proposal.slug}.md: 문서 파일이 없습니다.")
            add_phrasing(file, proposal.phrasing)
            export.done(proposal.id or 0)
        except (ArticleError, OSError) as error:
            good = False
            print(error, file=sys.stderr)
    return good


def _line(proposal: KnowledgeProposal) -> str:
    where = proposal.slug or "새 문서"
    if proposal.phrasing:
        return f"{proposal.id}번  {where}  질문 표현: {proposal.phrasing}"
    return f"{proposal.id}번  {where}  내용(직접 고친 뒤 --done {proposal.id}): {proposal.text}"


def _json(proposal: KnowledgeProposal) -> str:
    kept = proposal.model_dump(
        mode="json", include={"id", "slug", "phrasing", "text", "reason", "decided_at"}
    )
    return json.dumps(kept, ensure_ascii=False)
