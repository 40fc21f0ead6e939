"""Seconds between two instants, reckoned by the database to the microsecond."""

from typing import Any

from sqlalchemy import Float, SQLColumnExpression
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class seconds_between(GenericFunction[float]):  # noqa: N801 - a function of SQL
    """`seconds_between(start, end)` of two `UtcDateTime` columns; NULL when one is missing."""

    type = Float()
    name = "seconds_between"
    inherit_cache = True

    def __init__(self, start: SQLColumnExpression[Any], end: SQLColumnExpression[Any]) -> None:
        super().__init__(start, end)


@compiles(seconds_between, "postgresql")
def _on_postgresql(element: seconds_between, compiler: SQLCompiler, **kwargs: Any) -> str:
    start, end = _arguments(element, compiler, **kwargs)
    return f"CAST(EXTRACT(EPOCH FROM ({end} - {start})) AS DOUBLE PRECISION)"


@compiles(seconds_between, "sqlite")
def _on_sqlite(element: seconds_between, compiler: SQLCompiler, **kwargs: Any) -> str:
    # SQLite's own date functions round to milliseconds, so the fraction is reckoned beside them.
    start, end = _arguments(element, compiler, **kwargs)
    return f"round({_whole(end)} - {_whole(start)} + {_fraction(end)} - {_fraction(start)}, 6)"


def _arguments(element: seconds_between, compiler: SQLCompiler, **kwargs: Any) -> tuple[str, str]:
    start, end = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return start, end


def _whole(instant: str) -> str:
    return f"CAST(strftime('%s', substr({instant}, 1, 19)) AS INTEGER)"


def _fraction(instant: str) -> str:
    return f"CAST('0' || substr({instant}, 20) AS REAL)"
