"""Databases of the tests with every table made from the models."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import SQLModel

from callcenter.callbacks import models as callback_models
from callcenter.calls import models as call_models
from callcenter.citizens import models as citizen_models
from callcenter.jobs import models as job_models
from callcenter.knowledge import models as knowledge_models
from callcenter.privacy import models as privacy_models
from callcenter.security import models as security_models
from callcenter.storage import outbox
from callcenter.storage.database import Database
from callcenter.tickets import models as ticket_models
from callcenter.transcripts import models as transcript_models
from tests.support.postgres import fresh_database

TABLES = (
    security_models,
    citizen_models,
    ticket_models,
    callback_models,
    call_models,
    job_models,
    knowledge_models,
    privacy_models,
    outbox,
    transcript_models,
)
_numbers = itertools.count()


@contextmanager
def empty_database(kind: str, folder: Path, server_url: str) -> Iterator[Database]:
    """`kind` is sqlite (a file in `folder`) or postgresql (on the server at `server_url`)."""
    if kind == "sqlite":
        with prepared(f"sqlite:///{folder / 'test.db'}") as database:
            yield database
        return
    with fresh_database(server_url, f"test_{next(_numbers)}") as url, prepared(url) as database:
        yield database


@contextmanager
def prepared(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        with database.engine.begin() as connection:
            SQLModel.metadata.create_all(connection)
            ticket_models.TICKET_SEARCH.create(connection)
            transcript_models.TRANSCRIPT_SEARCH.create(connection)
        yield database
    finally:
        database.close()
