"""Who sits where, as the floor needs it: read often, so kept in memory and read again in between."""

from collections.abc import Mapping

from callcenter.floor.seating import NOBODY, Seated
from callcenter.wiring.house import House


class PeopleDirectory:
    """Reads the database at its making and at each `read`; what it has is whole at every moment."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.names: Mapping[str, tuple[str, str]] = {}
        """Each extension's person: name and role."""
        self.seated: Mapping[str, Seated] = {}
        """Each extension of the number plan somebody sits at."""
        self.read()

    @property
    def queues(self) -> dict[str, tuple[str, ...]]:
        """Each extension of the number plan with the queues its person serves; nobody there: none."""
        return {e: self.seated.get(e, NOBODY).queues for e in self._house.settings.extensions}

    def user_at(self, extension: str) -> int | None:
        """Id of the person at an extension."""
        return self.seated[extension].user_id if extension in self.seated else None

    def read(self) -> bool:
        """Look into the database; slow. Whether anything is different now."""
        people = {user.extension: user for user in self._house.users.everybody() if user.extension}
        every = self._house.desks.names
        names = {extension: (user.name, user.role) for extension, user in people.items()}
        seated = {
            extension: Seated(people[extension].id, people[extension].serves(every))
            for extension in self._house.settings.extensions
            if extension in people
        }
        changed = (names, seated) != (self.names, self.seated)
        self.names, self.seated = names, seated
        return changed
