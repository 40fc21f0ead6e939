"""The shelf: renewed off the request thread, shared by threads, never half."""

import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from callcenter.knowledge.shelf import NotReady, Shelves
from tests.support.knowledge import write_articles


def test_a_changed_file_is_found_without_a_restart(tmp_path: Path) -> None:
    write_articles(tmp_path)
    shelves = Shelves(folder=tmp_path)
    try:
        first = shelves.current()
        assert "parking" not in first.articles
        write_articles(tmp_path, "parking")
        assert shelves.renew()
        assert "parking" in shelves.current().articles
        assert "parking" not in first.articles, "who holds a shelf keeps it whole"
    finally:
        shelves.stop()


def test_it_looks_by_itself(tmp_path: Path) -> None:
    write_articles(tmp_path)
    taught: list[tuple[str, str]] = []
    asked = threading.Event()

    def phrasings() -> list[tuple[str, str]]:
        if taught:
            asked.set()
        return list(taught)

    shelves = Shelves(phrasings, tmp_path, look_seconds=0.02)
    try:
        shelves.current()
        taught.append(("streetlight", "외등이 맛이 갔네"))
        assert asked.wait(10)
        shelves.renew()
        assert shelves.current().taught == {"streetlight": ["외등이 맛이 갔네"]}
    finally:
        shelves.stop()


def test_building_is_no_work_of_the_asking_thread(tmp_path: Path) -> None:
    write_articles(tmp_path)
    threads: set[str] = set()

    def phrasings() -> list[tuple[str, str]]:
        threads.add(threading.current_thread().name)
        return []

    shelves = Shelves(phrasings, tmp_path)
    try:
        shelves.current()
        shelves.renew()
    finally:
        shelves.stop()
    assert threads == {"knowledge"}


def test_an_unchanged_shelf_is_not_built_again(tmp_path: Path) -> None:
    write_articles(tmp_path)
    shelves = Shelves(folder=tmp_path)
    try:
        first = shelves.current()
        assert shelves.renew()
        assert shelves.current() is first
    finally:
        shelves.stop()


def test_a_busy_database_keeps_the_old_shelf(tmp_path: Path) -> None:
    write_articles(tmp_path)
    broken = False

    def phrasings() -> list[tuple[str, str]]:
        if broken:
            raise OperationalError("select", {}, Exception("busy"))
        return []

    shelves = Shelves(phrasings, tmp_path)
    try:
        first = shelves.current()
        broken = True
        shelves.renew()
        assert shelves.current() is first
    finally:
        shelves.stop()


def test_whoever_asks_too_early_gets_a_sentence(tmp_path: Path) -> None:
    hold = threading.Event()

    def phrasings() -> list[tuple[str, str]]:
        hold.wait(10)
        return []

    shelves = Shelves(phrasings, tmp_path)
    try:
        with pytest.raises(NotReady) as refusal:
            shelves.current(timeout=0.01)
        assert (refusal.value.status, refusal.value.code) == (503, "knowledge.not_ready")
    finally:
        hold.set()
        shelves.stop()


def test_a_phrasing_that_came_into_the_file_counts_once(tmp_path: Path) -> None:
    write_articles(tmp_path)
    shelves = Shelves(lambda: [("streetlight", "가로등이  안 켜져요!"), ("gone", "없는 문서")], tmp_path)
    try:
        shelf = shelves.current()
    finally:
        shelves.stop()
    assert shelf.taught == {}
    assert len(shelf.articles["streetlight"].phrasings) == 12


def test_one_broken_file_hides_no_other(tmp_path: Path) -> None:
    write_articles(tmp_path)
    (tmp_path / "broken.md").write_text("---\nslug: [", encoding="utf-8")
    shelves = Shelves(folder=tmp_path)
    try:
        shelf = shelves.current()
    finally:
        shelves.stop()
    assert len(shelf.articles) >= 4
    assert [problem.path.name for problem in shelf.broken] == ["broken.md"]
