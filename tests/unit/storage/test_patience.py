import pytest
from sqlalchemy.exc import OperationalError

from callcenter.storage import patience
from callcenter.storage.patience import until_stored


async def test_a_locked_database_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "FIRST_RETRY_SECONDS", 0.001)
    tries = []

    def write(what: str) -> str:
        tries.append(what)
        if len(tries) < 3:
            raise OperationalError("INSERT", {}, Exception("database is locked"))
        return "stored"

    assert await until_stored(write, "row") == "stored"
    assert tries == ["row"] * 3


async def test_another_mistake_is_not_repeated() -> None:
    def write() -> None:
        raise ValueError("not a matter of the database")

    with pytest.raises(ValueError, match="not a matter"):
        await until_stored(write)
