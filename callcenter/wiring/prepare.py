"""Brings the data folder to where the centre can start: sounds, database, first people."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from callcenter.settings import Settings
from callcenter.speech.build import build_all
from callcenter.storage.migrate import upgrade
from callcenter.wiring.house import data_folder, open_house
from callcenter.wiring.people import seed_people
from callcenter.wiring.prompt_studio import studio_of


@dataclass(frozen=True)
class Preparation:
    """What a start has to tell the operator."""

    logins_file: Path
    problems: list[str]
    """Sentences about what could not be made and does not prevent a start."""


def prepare_data(settings: Settings, progress: Callable[[str], None]) -> Preparation:
    """`progress` gets a few words at each step. A second time takes a moment."""
    data = data_folder(settings)
    progress("Announcements")
    report = build_all(studio_of(settings), data / "sounds")
    house = open_house(settings)
    try:
        progress("Database")
        upgrade(house.database)
        logins = seed_people(house.users, data)
    finally:
        house.database.close()
    return Preparation(logins, report.problems[:5])
