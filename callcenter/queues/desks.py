"""The desks of the centre: each is one queue of the exchange."""

from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel, ConfigDict, Field


class Desk(BaseModel):
    """A line citizens are put through to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{1,30}$", description="Name of the queue in the exchange.")
    label: str = Field(min_length=1, max_length=40, description="What employees see.")
    overflow_to: str | None = Field(None, description="Desk that takes callers over after the longest wait.")


CITY_DESKS = (
    Desk(name="civil", label="여권·제증명", overflow_to="general"),
    Desk(name="vehicle", label="차량등록", overflow_to="general"),
    Desk(name="complaint", label="생활불편", overflow_to="general"),
    Desk(name="general", label="일반"),
)


class Desks:
    """The desks by name, in the order they are shown."""

    def __init__(self, desks: Iterable[Desk]) -> None:
        self._desks: Mapping[str, Desk] = {desk.name: desk for desk in desks}

    def __iter__(self) -> Iterator[Desk]:
        return iter(self._desks.values())

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._desks)

    @property
    def labels(self) -> dict[str, str]:
        """Name to label."""
        return {name: desk.label for name, desk in self._desks.items()}

    def label(self, name: str | None) -> str:
        """What employees see; "" for an unknown desk or none."""
        desk = self._desks.get(name or "")
        return desk.label if desk else ""
