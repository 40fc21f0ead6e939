"""Articles are read one by one; a broken one is named and hides no other."""

from pathlib import Path

import pytest

from knowledge_base.loader import ArticleError, load_articles, parse_article

GOOD = """---
slug: {slug}
title: 여권 사진 규격
desk: passport
phrasings: [여권 사진 크기, 120]
spoken: |
  한 문장입니다. 두 문장입니다.
---
## 규격
3.5 × 4.5
"""


def test_front_matter_and_body() -> None:
    article = parse_article(GOOD.format(slug="passport-photo"), Path("passport-photo.md"))
    assert article.phrasings == ["여권 사진 크기", "120"]
    assert article.body.startswith("## 규격")
    assert len(article.spoken_sentences()) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# 제목", "첫 줄이"),
        ("---\nslug: a\n", "닫히지"),
        ("---\n---\n본문", "비어"),
        ("---\nslug: [\n---\n", "읽을 수 없습니다"),
        ("---\nslug: a\ntitle: 가나\n---\n", "desk"),
        ("---\nslug: A B\ntitle: 가나\ndesk: d\n---\n", "슬러그"),
        ("---\nslug: a\ntitle: 가나\ndesk: d\ncolour: red\n---\n", "colour"),
    ],
)
def test_what_is_wrong_is_said(text: str, message: str) -> None:
    with pytest.raises(ArticleError, match=message):
        parse_article(text, Path("a.md"))


def test_a_broken_file_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "passport").mkdir()
    (tmp_path / "passport" / "one.md").write_text(GOOD.format(slug="one"), encoding="utf-8")
    (tmp_path / "passport" / "two.md").write_text("---\n", encoding="utf-8")
    (tmp_path / "passport" / "three.md").write_text(GOOD.format(slug="other"), encoding="utf-8")
    (tmp_path / "one.md").write_text(GOOD.format(slug="one"), encoding="utf-8")
    articles, problems = load_articles(tmp_path)
    assert [a.slug for a in articles] == ["one"]
    assert sorted(p.path.name for p in problems) == ["one.md", "three.md", "two.md"]
