"""`callcenter settings`: what this installation is set to, and the reference of every setting."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined, to_jsonable_python

from callcenter.cli.settings import DataOption, settings_or_exit
from callcenter.settings import Settings

_HEAD = """# Settings

Written by `callcenter settings --markdown` from `callcenter/settings.py`; do not edit.

A value comes from, strongest first: an environment variable, `settings.toml` in the data folder, the
default. The defaults serve one machine on loopback. A name that does not exist and a value that cannot
be are refused at the start, in one sentence each.

```toml
# var/settings.toml
[city]
name = "가람시"

[routing]
wrap_up_seconds = 90
```

The same by environment: `CALLCENTER_CITY__NAME=가람시`, `CALLCENTER_ROUTING__WRAP_UP_SECONDS=90`. Tables
and lists are written as JSON there. `callcenter settings` prints what holds now; passwords are never shown.
"""


@dataclass(frozen=True)
class Setting:
    """One value a site can set. `name` is its place in the file (`routing.wrap_up_seconds`)."""

    name: str
    default: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """Settings that stand under one heading; `heading` is empty for those of the top level."""

    heading: str
    meaning: str
    rows: tuple[Setting, ...]


def settings(
    data: DataOption = Path("var"),
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the reference of all settings instead.")
    ] = False,
) -> None:
    """Print the settings of this installation; passwords are masked."""
    if markdown:
        typer.echo(reference(), nl=False)
        return
    values = to_jsonable_python(settings_or_exit(data, {}))
    for name, value in _flat(values):
        typer.echo(f"{name} = {json.dumps(value, ensure_ascii=False)}")


def reference() -> str:
    """`docs/settings.md`: every setting with default and meaning."""
    parts = [_HEAD]
    for table in tables(Settings):
        parts.append(f"\n## {table.heading or 'Top level'}\n")
        if table.meaning:
            parts.append(f"\n{table.meaning}\n")
        parts.append("\n| setting | default | meaning |\n|---|---|---|\n")
        parts += [f"| `{row.name}` | {row.default} | {row.meaning} |\n" for row in table.rows]
    return "".join(parts)


def tables(model: type[BaseModel], prefix: str = "", meaning: str = "") -> Iterator[Table]:
    """The settings of `model` and of the groups within it, in the order of the file."""
    groups = {name: group for name, field in model.model_fields.items() if (group := _group(field))}
    rows = tuple(
        Setting(f"{prefix}{name}", _default(field), field.description or "")
        for name, field in model.model_fields.items()
        if name not in groups
    )
    if rows:
        yield Table(prefix.rstrip("."), meaning, rows)
    for name, group in groups.items():
        yield from tables(group, f"{prefix}{name}.", model.model_fields[name].description or "")


def _group(field: FieldInfo) -> type[BaseModel] | None:
    """The settings within; a model that has no defaults of its own is one value."""
    kind = field.annotation
    if not isinstance(kind, type) or not issubclass(kind, BaseModel):
        return None
    return None if any(inner.is_required() for inner in kind.model_fields.values()) else kind


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    if value is PydanticUndefined:
        return "–"
    plain: Any = to_jsonable_python(value)
    if plain is None:
        return "–"
    return f"`{json.dumps(plain, ensure_ascii=False)}`".replace("|", "\\|")


def _flat(values: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
