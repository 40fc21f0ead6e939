"""The telephone side as requests see it, and its absence."""

from dataclasses import dataclass
from typing import NoReturn

from callcenter.agents.api import SeatDoor
from callcenter.agents.models import SeatState
from callcenter.agents.phone_access import PhoneAccess
from callcenter.callbacks.service import CallbackDialler
from callcenter.floor.api import FloorView
from callcenter.floor.gate import Unavailable
from callcenter.floor.standing import FloorStanding
from callcenter.settings import Settings
from callcenter.wiring.telephony import Telephony


@dataclass(frozen=True)
class TelephoneDoors:
    """The doors to the telephone side that routes are given."""

    door: SeatDoor
    view: FloorView
    phones: PhoneAccess
    dialler: CallbackDialler


class SeatDialler:
    """`callcenter.callbacks.service.CallbackDialler`: the request waits until the seat is being rung."""

    def __init__(self, telephony: Telephony) -> None:
        self._telephony = telephony

    def dial(self, item_id: int, extension: str) -> None:
        call = self._telephony.dispatcher.call_from_seat(item_id, extension)
        self._telephony.gate.wait_for(call)


class NoExchange:
    """Stands for the telephone side where there is none: every wish gets a clear refusal.

    It fulfils `SeatDoor`, `FloorView`, `CallbackDialler` and `PhoneBook`.
    """

    def declare(self, extension: str, state: SeatState, reason: str | None, user_id: int) -> None:
        _refuse()

    def phone_health(self, extension: str, *, microphone: bool) -> None:
        _refuse()

    def extend_wrap_up(self, extension: str, seconds: int) -> None:
        _refuse()

    def finish_wrap_up(self, extension: str) -> None:
        _refuse()

    def conference(self, extension: str) -> None:
        _refuse()

    def standing(self) -> FloorStanding:
        _refuse()

    def dial(self, item_id: int, extension: str) -> None:
        _refuse()

    def grant(self, extension: str, password: str) -> None:
        _refuse()

    def revoke(self, extension: str) -> None:
        _refuse()


def telephone(settings: Settings, telephony: Telephony) -> TelephoneDoors:
    """Of a started telephone side."""
    phones = PhoneAccess(telephony.phone_book, f"{settings.softphone_origin}/ws", str(settings.asterisk.bind))
    return TelephoneDoors(telephony.gate, telephony.gate, phones, SeatDialler(telephony))


def no_telephone() -> TelephoneDoors:
    """For a house whose routes are described but never called."""
    nobody = NoExchange()
    return TelephoneDoors(nobody, nobody, PhoneAccess(nobody, "", ""), nobody)


def _refuse() -> NoReturn:
    raise Unavailable("seat.telephone_unavailable")
