"""Every public module, class and function says what it is.

Not needed: a property of one expression; a method that a base class or a Protocol of ours has
explained (a class names the Protocols it fulfils in its docstring); Alembic's upgrade and downgrade.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[3]
FILES = sorted(
    path
    for package in ("callcenter", "knowledge_base")
    for path in (ROOT / package).rglob("*.py")
    if "migrations/versions" not in str(path)
)
Definition = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Explained:
    """What is known of a class: where else its methods may be explained, and which it explains itself."""

    elsewhere: set[str] = field(default_factory=set)
    methods: set[str] = field(default_factory=set)


def test_everything_public_is_explained() -> None:
    trees = {path: ast.parse(path.read_text("utf-8")) for path in FILES}
    known = classes(trees.values())
    silent = [
        f"{path.relative_to(ROOT)}:{what}"
        for path, tree in trees.items()
        for what in unexplained(tree, known)
    ]
    assert silent == []


def classes(trees: Iterable[ast.Module]) -> dict[str, Explained]:
    known: dict[str, Explained] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                entry = known.setdefault(node.name, Explained())
                entry.elsewhere |= {name(base) for base in node.bases}
                entry.elsewhere |= set(re.findall(r"`(?:[\w.]+\.)?(\w+)`", ast.get_docstring(node) or ""))
                methods = [item for item in node.body if isinstance(item, Definition)]
                entry.methods |= {method.name for method in methods if ast.get_docstring(method)}
    return known


def unexplained(tree: ast.Module, known: dict[str, Explained]) -> Iterator[str]:
    if not ast.get_docstring(tree):
        yield "the module"
    yield from _unexplained(tree, "", None, known)


def _unexplained(
    parent: ast.Module | ast.ClassDef, prefix: str, owner: str | None, known: dict[str, Explained]
) -> Iterator[str]:
    for node in parent.body:
        if not isinstance(node, ast.ClassDef | Definition) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node) and not (isinstance(node, Definition) and excused(node, owner, known)):
            yield f"{node.lineno} {prefix}{node.name}"
        if isinstance(node, ast.ClassDef):
            yield from _unexplained(node, f"{prefix}{node.name}.", node.name, known)


def excused(node: Definition, owner: str | None, known: dict[str, Explained]) -> bool:
    if owner is None:
        return False
    decorators = {name(decorator) for decorator in node.decorator_list}
    if "property" in decorators and len(node.body) == 1 and isinstance(node.body[0], ast.Return):
        return True
    return explained_elsewhere(owner, node.name, known, set())


def explained_elsewhere(owner: str, method: str, known: dict[str, Explained], seen: set[str]) -> bool:
    for other in known[owner].elsewhere - seen:
        seen.add(other)
        if other in known and (
            method in known[other].methods or explained_elsewhere(other, method, known, seen)
        ):
            return True
    return False


def name(node: ast.expr) -> str:
    """The last part of a dotted or subscripted name."""
    if isinstance(node, ast.Subscript | ast.Call):
        return name(node.value if isinstance(node, ast.Subscript) else node.func)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
