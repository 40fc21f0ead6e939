"""Transcripts on both databases: stored masked, read by those who may open the call, every look on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from callcenter.privacy.archive import SealedArchive
from callcenter.privacy.holders import Holders
from callcenter.privacy.models import Part
from callcenter.privacy.sealed import opened
from callcenter.problems import Forbidden
from callcenter.security.models import Role
from callcenter.security.sessions import Identity
from callcenter.storage.database import Database
from callcenter.storage.writer import Writer
from callcenter.transcripts.api import blueprint
from callcenter.transcripts.book import TranscriptBook
from callcenter.transcripts.live import Said
from callcenter.transcripts.models import Speaker
from callcenter.transcripts.service import TranscriptService
from tests.support.web import Browser, House

CALL = "1700000000.1"
KEEP = timedelta(days=180)


@pytest.fixture
def house(database: Database) -> House:
    house = House(database)
    house.user("lee", extension="201")
    house.user("park", extension="202")
    house.user("qaa", Role.QAA)
    return house


@pytest.fixture
def book(house: House) -> Iterator[TranscriptBook]:
    writer = Writer(house.database)
    writer.start()
    book = TranscriptBook(writer)
    now = house.clock()
    for second, speaker, text in (
        (0, Speaker.AGENT, "연락처가 어떻게 되세요"),
        (3, Speaker.CITIZEN, "공일공 일이삼사에"),
        (6, Speaker.CITIZEN, "오육칠팔이에요"),
    ):
        at = now + timedelta(seconds=second)
        seat = "201" if speaker is Speaker.AGENT else None
        book.said(CALL, Said(speaker, text, at, at + timedelta(seconds=1), seat))
    assert writer.flush(10)
    yield book
    writer.stop()


def test_agents_of_the_call_read_it_and_every_look_is_on_record(house: House, book: TranscriptBook) -> None:
    def check(call_id: str, by: Identity) -> None:
        if by.extension == "202":
            raise Forbidden("calls.not_yours")

    service = TranscriptService(house.database, house.audit, KEEP, house.clock)
    app = house.app(blueprint(service, check, lambda _id, _by: CALL, lambda: {"201": "이상담"}))
    answer = Browser(app, "lee").get(f"/api/calls/{CALL}/transcript")
    lines = answer.get_json()["items"]
    assert [(line["speaker"], line["name"]) for line in lines] == [
        ("agent", "이상담"),
        ("citizen", None),
        ("citizen", None),
    ]
    said = " ".join(line["text"] for line in lines)
    assert "[전화번호]" in said
    assert "공일공" not in said
    assert "오육칠팔" not in said
    assert Browser(app, "park").get(f"/api/calls/{CALL}/transcript").status_code == 403
    entries = house.audit.page(1, 100, subject=f"call:{CALL}").items
    assert [entry.action for entry in entries] == ["transcript.read"]


def test_what_was_heard_is_kept_sealed_only(house: House, book: TranscriptBook, tmp_path: Path) -> None:
    holders = Holders(tmp_path / "keys")
    holders.create()
    archive = SealedArchive(house.database, house.audit, tmp_path / "sealed", holders, KEEP, house.clock)
    original = book.over(CALL)
    assert original is not None
    row = archive.seal(CALL, Part.TRANSCRIPT, BytesIO(original), "application/json")
    sealed = archive.path_of(row)
    assert "공일공".encode() not in sealed.read_bytes()
    assert "공일공".encode() in b"".join(opened(sealed, holders))


def test_old_transcripts_are_forgotten(house: House, book: TranscriptBook) -> None:
    service = TranscriptService(house.database, house.audit, KEEP, house.clock)
    assert service.forget_old() == 0
    house.clock.forward(days=181)
    assert service.forget_old() == 3
