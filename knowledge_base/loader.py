"""Reads articles from a folder: `<desk>/<slug>.md` with YAML front matter."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError

from knowledge_base.article import Article

ARTICLES = Path(__file__).with_name("articles")
FENCE = "---"

# libyaml reads the 95 articles ten times faster than the pure Python loader; both are safe loaders.
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ArticleError(ValueError):
    """An article that cannot be read; the message names the file and what to mend, in Korean."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that was left out, and why."""

    path: Path
    message: str


def parse_article(text: str, path: Path) -> Article:
    """Reads one article. Raises ArticleError with a sentence a desk can act on."""
    head, body = _split(text, path)
    try:
        data = yaml.load(head, Loader=_Loader)  # noqa: S506 - both loaders are the safe ones
    except yaml.YAMLError as error:
        raise ArticleError(f"{path.name}: 머리말(YAML)을 읽을 수 없습니다. {error}") from error
    if not isinstance(data, dict):
        raise ArticleError(f"{path.name}: 머리말이 비어 있습니다.")
    try:
        return Article.model_validate({**data, "body": body.strip()})
    except ValidationError as error:
        where = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise ArticleError(f"{path.name}: 항목이 올바르지 않습니다. {where}") from error


def read_article(path: Path) -> Article:
    """Reads one file; its name must be its slug and its folder its desk."""
    article = parse_article(path.read_text(encoding="utf-8"), path)
    if article.slug != path.stem:
        raise ArticleError(f"{path.name}: 파일 이름과 슬러그({article.slug})가 다릅니다.")
    return article


def load_articles(folder: Path = ARTICLES) -> tuple[list[Article], list[Problem]]:
    """All articles under a folder by slug, and the files that could not be read.

    One broken file never hides the others; the caller shows the problems to whoever can mend them.
    """
    articles: dict[str, Article] = {}
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*.md")):
        try:
            article = read_article(path)
        except (ArticleError, OSError, UnicodeDecodeError) as error:
            problems.append(Problem(path, str(error)))
            continue
        if article.slug in articles:
            problems.append(Problem(path, f"{path.name}: 슬러그 {article.slug}가 이미 있습니다."))
            continue
        articles[article.slug] = article
    return [articles[slug] for slug in sorted(articles)], problems


def _split(text: str, path: Path) -> tuple[str, str]:
    lines = text.lstrip("\ufeff").splitlines()
    if not lines or lines[0].strip() != FENCE:
        raise ArticleError(f"{path.name}: 첫 줄이 '---'가 아닙니다.")
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :])
    raise ArticleError(f"{path.name}: 머리말이 '---'로 닫히지 않았습니다.")
