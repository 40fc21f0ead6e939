"""What is known under the number of a caller, put together for the call card."""

from datetime import datetime

from callcenter.calls.service import CallService
from callcenter.citizens.history import HistoryEntry
from callcenter.citizens.phone import mask_phone
from callcenter.citizens.service import CitizenRecord, CitizenService
from callcenter.clock import now
from callcenter.floor.callers import Caller
from callcenter.privacy.names import mask_name
from callcenter.realtime.topics import CitizenBrief, HistoryLine, TicketDraft
from callcenter.tickets.catalogue import Priority
from callcenter.tickets.listing import TicketListing
from callcenter.tickets.models import Ticket
from callcenter.wiring.house import House, canonical_number

HISTORY_ON_CARD = 8


class CallerLookUp:
    """`callcenter.floor.callers.LookUp`; reads the database."""

    def __init__(self, house: House) -> None:
        self._citizens: CitizenService = house.citizens
        self._calls: CallService = house.calls
        self._listing: TicketListing = house.ticket_listing
        self._zone = house.zone

    def __call__(self, call_id: str, number: str) -> Caller:
        number = canonical_number(number)
        household = [_brief(record) for record in self._citizens.household(number)]
        history = self._citizens.history_of_caller(number, HISTORY_ON_CARD)
        alone = household[0] if len(household) == 1 else None
        return Caller(
            masked=mask_phone(number),
            number=number,
            # Whose number it is alone is known; in a household the agent asks.
            citizen=alone,
            household=() if alone else tuple(household),
            history=tuple(_line(entry) for entry in history),
            # This call may not be written yet, but it is one of them.
            calls_today=max(1, self._calls.of_caller_since(number, self._midnight())) if number else 0,
            drafts={writer: _draft(draft) for writer, draft in self._listing.drafts_of_call(call_id).items()},
        )

    def _midnight(self) -> datetime:
        return now().astimezone(self._zone).replace(hour=0, minute=0, second=0, microsecond=0)


def _brief(record: CitizenRecord) -> CitizenBrief:
    citizen = record.citizen
    return CitizenBrief(id=citizen.id or 0, name_masked=mask_name(citizen.name), tags=tuple(citizen.tags))


def _line(entry: HistoryEntry) -> HistoryLine:
    return HistoryLine(
        at=entry.at,
        kind=entry.kind,
        title=entry.title,
        status=entry.status,
        owner=entry.owner,
        ticket_id=entry.ticket_id,
        call_id=entry.call_id,
    )


def _draft(ticket: Ticket) -> TicketDraft:
    return TicketDraft(
        id=ticket.id or 0,
        number=ticket.number,
        version=ticket.version,
        citizen_id=ticket.citizen_id,
        type=ticket.type,
        title=ticket.title,
        body=ticket.body,
        fields=ticket.fields,
        priority=Priority(ticket.priority),
        disposition=ticket.disposition or "",
    )
