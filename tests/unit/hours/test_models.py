"""The override table keeps what an override says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, create_engine, select

from callcenter.hours.calendar import Override, OverrideKind
from callcenter.hours.models import CalendarOverride, from_row, to_row
from tests.unit.hours.test_calendar import slot


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables["calendar_override"]])
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    "override",
    [
        Override(date(2026, 5, 6), OverrideKind.CLOSED, label="시민의 날"),
        Override(date(2026, 5, 9), OverrideKind.OPEN, (slot("10:00", "12:00"), slot("14:00", "00:00"))),
    ],
)
def test_round_trip(engine: Engine, override: Override) -> None:
    with Session(engine) as session:
        session.add(to_row(override))
        session.commit()
    with Session(engine) as session:
        assert from_row(session.exec(select(CalendarOverride)).one()) == override


def test_a_second_override_of_a_day_replaces_the_first(engine: Engine) -> None:
    first = Override(date(2026, 5, 6), OverrideKind.OPEN, (slot("10:00", "12:00"),))
    second = Override(date(2026, 5, 6), OverrideKind.CLOSED, label="시민의 날")
    for override in (first, second):
        with Session(engine) as session:
            session.merge(to_row(override))
            session.commit()
    with Session(engine) as session:
        assert from_row(session.exec(select(CalendarOverride)).one()) == second
        assert session.get(CalendarOverride, date(2026, 5, 6)) is not None


def test_a_row_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="maybe"):
        from_row(CalendarOverride(day=date(2026, 5, 6), kind="maybe", slots=[]))
    with pytest.raises(ValueError, match="before it begins"):
        from_row(CalendarOverride(day=date(2026, 5, 6), kind="open", slots=[["18:00", "09:00"]]))
