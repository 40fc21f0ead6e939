"""An article's Markdown as a small tree that a screen draws itself: no HTML ever leaves the server.

Facts are put in after the text was parsed, so that a star or a bar in a setting is only a character.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from pydantic import BaseModel, Field

from callcenter.knowledge.facts import Facts


class Span(BaseModel):
    """A piece of text of one look."""

    text: str
    strong: bool
    href: str | None = Field(description="https address, where the text is a link.")
    example: bool = Field(description="A value no site has set yet.")


class Heading(BaseModel):
    """A heading; the highest level is 1."""

    kind: Literal["heading"]
    level: int = Field(ge=1, le=6)
    spans: list[Span]


class Paragraph(BaseModel):
    """Running text."""

    kind: Literal["paragraph"]
    spans: list[Span]


class ListBlock(BaseModel):
    """A list; each item is a small text of its own."""

    kind: Literal["list"]
    ordered: bool
    items: list[list["Block"]]


class TableBlock(BaseModel):
    """A table: cells of its head, then rows of cells."""

    kind: Literal["table"]
    head: list[list[Span]]
    rows: list[list[list[Span]]]


Block = Heading | Paragraph | ListBlock | TableBlock
PLAIN = Span(text="", strong=False, href=None, example=False)
_STRONG = frozenset({"strong", "em"})
_BREAKS = frozenset({"softbreak", "hardbreak"})


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def blocks(text: str, facts: Facts) -> list[Block]:
    """The tree of a Markdown text with its facts filled in."""
    return list(_blocks(SyntaxTreeNode(_parser().parse(text)).children, facts))


def _blocks(nodes: list[SyntaxTreeNode], facts: Facts) -> Iterator[Block]:
    for node in nodes:
        if node.type == "heading":
            yield Heading(kind="heading", level=int(node.tag[1:]), spans=_line(node, facts))
        elif node.type in ("bullet_list", "ordered_list"):
            items = [list(_blocks(item.children, facts)) for item in node.children]
            yield ListBlock(kind="list", ordered=node.type == "ordered_list", items=items)
        elif node.type == "table":
            yield _table(node, facts)
        elif node.type == "blockquote":
            yield from _blocks(node.children, facts)
        elif node.type in ("fence", "code_block"):
            yield Paragraph(kind="paragraph", spans=[PLAIN.model_copy(update={"text": node.content})])
        elif node.type == "paragraph":
            yield Paragraph(kind="paragraph", spans=_line(node, facts))


def _table(node: SyntaxTreeNode, facts: Facts) -> TableBlock:
    rows = [[_line(cell, facts) for cell in row.children] for part in node.children for row in part.children]
    return TableBlock(kind="table", head=rows[0], rows=rows[1:])


def _line(node: SyntaxTreeNode, facts: Facts) -> list[Span]:
    """What stands in one block; neighbours of the same look are one span."""
    spans: list[Span] = []
    for child in node.children:
        for span in _spans(child.children, PLAIN, facts):
            if spans and _look(spans[-1]) == _look(span):
                spans[-1] = span.model_copy(update={"text": spans[-1].text + span.text})
            else:
                spans.append(span)
    return spans


def _spans(nodes: list[SyntaxTreeNode], look: Span, facts: Facts) -> Iterator[Span]:
    for node in nodes:
        if node.type in _STRONG:
            yield from _spans(node.children, look.model_copy(update={"strong": True}), facts)
        elif node.type == "link":
            yield from _spans(node.children, look.model_copy(update={"href": _address(node)}), facts)
        elif node.type in _BREAKS:
            yield look.model_copy(update={"text": " "})
        elif node.children:
            yield from _spans(node.children, look, facts)
        else:
            for piece in facts.pieces(node.content):
                yield look.model_copy(update={"text": piece.text, "example": piece.example})


def _address(node: SyntaxTreeNode) -> str | None:
    address = str(node.attrs.get("href", ""))
    return address if address.startswith("https://") else None


def _look(span: Span) -> tuple[bool, str | None, bool]:
    return span.strong, span.href, span.example
