import io

import pytest

from callcenter.web import problems


def test_a_large_body_is_read_to_its_end() -> None:
    body = io.BytesIO(bytes(300_000))
    problems.read_away({"wsgi.input": body})
    assert body.tell() == 300_000


def test_a_body_without_end_is_left_alone_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problems, "MOST_READ_AWAY", 100_000)
    body = io.BytesIO(bytes(300_000))
    problems.read_away({"wsgi.input": body})
    assert body.tell() == 100_000
