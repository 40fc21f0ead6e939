"""What calls are told of people, tickets and citizens."""

from collections.abc import Collection, Mapping

from callcenter.api_schema import CitizenRef
from callcenter.calls.around import TicketRef
from callcenter.citizens.service import CitizenRecord, CitizenService
from callcenter.privacy.names import mask_name
from callcenter.problems import NotFound
from callcenter.security.users import UserService
from callcenter.tickets.listing import TicketListing


class HouseSurroundings:
    """`callcenter.calls.around.CallSurroundings`."""

    def __init__(self, users: UserService, listing: TicketListing, citizens: CitizenService) -> None:
        self._users = users
        self._listing = listing
        self._citizens = citizens

    def people(self) -> Mapping[str, str]:
        return names_by_extension(self._users)

    def tickets(self, call_ids: Collection[str]) -> Mapping[str, TicketRef]:
        found = self._listing.of_calls(call_ids)
        return {call: TicketRef(id=ticket.id or 0, number=ticket.number) for call, ticket in found.items()}

    def citizen(self, call_id: str, number: str) -> CitizenRef | None:
        ticket = self._listing.of_calls([call_id]).get(call_id)
        if ticket is not None and ticket.citizen_id is not None:
            return self._by_id(ticket.citizen_id)
        household = self.household(number)
        return household[0] if len(household) == 1 else None

    def household(self, number: str) -> list[CitizenRef]:
        return [_ref(citizen) for citizen in self._citizens.household(number)]

    def _by_id(self, citizen_id: int) -> CitizenRef | None:
        try:
            return _ref(self._citizens.get(citizen_id))
        except NotFound:
            return None


def names_by_extension(users: UserService) -> dict[str, str]:
    """Each extension's person."""
    everybody = users.everybody(active_only=False)
    return {person.extension: person.name for person in everybody if person.extension}


def _ref(record: CitizenRecord) -> CitizenRef:
    return CitizenRef(id=record.citizen.id or 0, name_masked=mask_name(record.citizen.name))
