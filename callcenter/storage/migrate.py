"""Brings the database to the newest layout."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from callcenter.storage.database import Database


def upgrade(database: Database, revision: str = "head") -> None:
    """Run every migration up to `revision` (Alembic's word for a layout)."""
    command.upgrade(configuration(database), revision)


def configuration(database: Database) -> Config:
    """Alembic's settings for this database; there is no `alembic.ini` to keep in step."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["engine"] = database.engine
    return config
