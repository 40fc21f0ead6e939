"""Who sits where, as the floor needs it: read often, so kept in memory and read again in between."""

from callcenter.wiring.house import House


class PeopleDirectory:
    """Reads the database at its making and at each `read`."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.names: dict[str, tuple[str, str]] = {}
        """Each extension's person: name and role."""
        self.queues: dict[str, tuple[str, ...]] = {}
        """Each extension of the number plan with the queues its person serves; nobody there: none."""
        self._users: dict[str, int | None] = {}
        self.read()

    def user_at(self, extension: str) -> int | None:
        """Id of the person at an extension."""
        return self._users.get(extension)

    def read(self) -> None:
        """Look into the database; slow."""
        people = {user.extension: user for user in self._house.users.everybody() if user.extension}
        self.names = {extension: (user.name, user.role) for extension, user in people.items()}
        self._users = {extension: user.id for extension, user in people.items()}
        everything = self._house.desks.names
        self.queues = {
            extension: people[extension].serves(everything) if extension in people else ()
            for extension in self._house.settings.extensions
        }
