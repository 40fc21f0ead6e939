"""Finding any piece of a Korean text quickly, on SQLite and on PostgreSQL alike.

Both databases index three characters at a time, and most Korean words have two syllables.
So the indexed text is spelt in jamo (여권 becomes five letters), where even a short word has
its three; the plain text beside it is compared as well, so that 가 does not find 강.

SQLite: an FTS5 table with the trigram tokeniser. PostgreSQL: a table with a pg_trgm index.
"""

import unicodedata
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    TableClause,
    column,
    func,
    literal_column,
    select,
    table,
    text,
)
from sqlmodel import Session

MAX_WORDS = 8
TRIGRAM = 3
_JOKERS = str.maketrans("%_\\", "   ")


class TextIndex:
    """The searchable text of the rows of one table, by their integer id.

    `name` is the name of the index's own table; it goes into statements as it is, so it is
    ours to choose and never comes from outside.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def create(self, connection: Connection) -> None:
        """Make the table and its index (a migration calls this, too)."""
        for statement in self._layout(connection.dialect.name):
            connection.execute(text(statement))

    def drop(self, connection: Connection) -> None:
        """Remove the table with everything in it."""
        connection.execute(text(f"DROP TABLE IF EXISTS {self.name}"))

    def put(self, session: Session, row_id: int, words: str) -> None:
        """Replace what is known of one row, within the caller's transaction."""
        key = self._key(session.get_bind().dialect.name)
        plain = _plain(words)
        self.take_out(session, row_id)
        session.connection().execute(
            text(f"INSERT INTO {self.name} ({key}, jamo, plain) VALUES (:id, :jamo, :plain)"),  # noqa: S608
            {"id": row_id, "jamo": _jamo(plain), "plain": plain},
        )

    def take_out(self, session: Session, row_id: int) -> None:
        """Forget one row, within the caller's transaction."""
        key = self._key(session.get_bind().dialect.name)
        session.connection().execute(
            text(f"DELETE FROM {self.name} WHERE {key} = :id"),  # noqa: S608 - our own names
            {"id": row_id},
        )

    def matching(self, dialect: str, query: str) -> Select[Any] | None:
        """Ids of the rows holding every word of `query`; None when it has no word at all."""
        words = _plain(query).split()[:MAX_WORDS]
        if not words:
            return None
        key = self._key(dialect)
        source = table(self.name, column(key), column("jamo"), column("plain"))
        find = func.instr if dialect == "sqlite" else func.strpos
        conditions = [find(source.c.plain, word) > 0 for word in words]
        conditions += self._by_index(dialect, source, [_jamo(word) for word in words])
        return select(source.c[key]).where(*conditions)

    def _by_index(self, dialect: str, source: TableClause, words: list[str]) -> list[ColumnElement[bool]]:
        """Conditions that the trigram index answers; shorter words than a trigram have none."""
        long = [word for word in words if len(word) >= TRIGRAM]
        if dialect != "sqlite":
            return [source.c.jamo.like(f"%{word}%") for word in long]
        # MATCH and not LIKE: SQLite 3.40 crashes when FTS5 is handed LIKE on these columns.
        phrases = " AND ".join('jamo : "' + word.replace('"', '""') + '"' for word in long)
        return [literal_column(self.name).op("MATCH", is_comparison=True)(phrases)] if long else []

    @staticmethod
    def _key(dialect: str) -> str:
        return "rowid" if dialect == "sqlite" else "id"

    def _layout(self, dialect: str) -> tuple[str, ...]:
        if dialect == "sqlite":
            return (
                (
                    f"CREATE VIRTUAL TABLE IF NOT EXISTS {self.name} "
                    "USING fts5(jamo, plain UNINDEXED, tokenize='trigram')"
                ),
            )
        return (
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            (
                f"CREATE TABLE IF NOT EXISTS {self.name} "
                "(id INTEGER PRIMARY KEY, jamo TEXT NOT NULL, plain TEXT NOT NULL)"
            ),
            f"CREATE INDEX IF NOT EXISTS ix_{self.name}_jamo ON {self.name} USING gin (jamo gin_trgm_ops)",
        )


def contains(words: str, word: str) -> int | None:
    """Where `word` is in `words`, compared as an index does; None where it is not."""
    place = _plain(words).find(_plain(word))
    return place if place >= 0 else None


def _plain(words: str) -> str:
    return unicodedata.normalize("NFC", words).lower().translate(_JOKERS)


def _jamo(words: str) -> str:
    return unicodedata.normalize("NFD", words)
