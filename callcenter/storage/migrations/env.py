"""Alembic's entry: runs migrations on the engine it is handed by `callcenter.storage.migrate`."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import SQLModel

import callcenter.wiring.tables  # noqa: F401  every table has to be known to the metadata
from callcenter.storage.types import UtcDateTime
from callcenter.tickets.models import TICKET_SEARCH
from callcenter.transcripts.models import TRANSCRIPT_SEARCH

SEARCH_TABLES = (TICKET_SEARCH.name, TRANSCRIPT_SEARCH.name)


def render_item(kind: str, item: Any, autogen_context: AutogenContext) -> str | Literal[False]:
    """Write our column type as what it is in the database."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def include_name(name: str | None, kind: str, parents: object) -> bool:
    """Search indexes make their own tables, which no model knows."""
    return not (kind == "table" and name is not None and name.startswith(SEARCH_TABLES))


with context.config.attributes["engine"].connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
        include_name=include_name,
        user_module_prefix="sqlmodel.sql.sqltypes.",
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
