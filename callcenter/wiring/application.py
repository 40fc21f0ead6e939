"""The running contact centre: house, telephone side and web, started and stopped together."""

from pathlib import Path

from flask import Flask

from callcenter.agents import api as agents_api
from callcenter.agents.phone_access import PhoneAccess
from callcenter.callbacks import api as callbacks_api
from callcenter.callbacks.service import CallbackService
from callcenter.calls import api as calls_api
from callcenter.citizens import api as citizens_api
from callcenter.citizens.phone import mask_phone
from callcenter.realtime.gateway import Gateway
from callcenter.realtime.hub import Hub
from callcenter.security import api as security_api
from callcenter.security.access import Guard
from callcenter.security.rate_limit import SignInLimit
from callcenter.settings import Settings
from callcenter.tickets import api as tickets_api
from callcenter.web.app import allowed_origins, create_web
from callcenter.wiring.house import House, open_house
from callcenter.wiring.telephony import Telephony
from callcenter.wiring.telephony_needs import telephony_needs


class SeatDialler:
    """`callcenter.callbacks.service.CallbackDialler`: the request waits until the seat is being rung."""

    def __init__(self, telephony: Telephony) -> None:
        self._telephony = telephony

    def dial(self, item_id: int, extension: str) -> None:
        call = self._telephony.dispatcher.call_from_seat(item_id, extension)
        self._telephony.gate.wait_for(call)


REPOSITORY = Path(__file__).parents[2]
DESKTOP = REPOSITORY / "agent_ui" / "dist"


class Application:
    """`start` returns when calls can come in; `web` is then the WSGI application."""

    web: Flask

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.house: House = open_house(settings)
        self._hub = Hub()
        self._guard = Guard(self.house.sessions, allowed_origins(settings))
        self._gateway = Gateway(self._hub, self._guard)
        self.telephony = Telephony(telephony_needs(self.house, self._hub))

    def start(self) -> None:
        self.house.writer.start()
        self.telephony.start()
        self.web = self._make_web()
        self._gateway.start()

    def stop(self) -> None:
        """Let go of everything; Asterisk and its calls go on."""
        self._gateway.stop()
        self.telephony.stop()
        self.house.writer.stop()
        self.house.database.close()

    def _make_web(self) -> Flask:
        house, asterisk = self.house, self.settings.asterisk
        limit = SignInLimit()
        phones = PhoneAccess(
            self.telephony.phone_book,
            self.settings.softphone_url,
            str(asterisk.bind),
        )
        blueprints = [
            security_api.session_blueprint(self._guard, limit),
            security_api.blueprint(house.users, house.audit),
            agents_api.blueprint(self.telephony.gate, phones, house.audit),
            calls_api.blueprint(house.calls, house.desks, mask_phone),
            citizens_api.blueprint(house.citizens, house.merging),
            tickets_api.blueprint(
                house.tickets, house.ticket_listing, house.ticket_export, house.desks.labels
            ),
            callbacks_api.blueprint(
                CallbackService(house.database, SeatDialler(self.telephony), house.audit), house.desks.labels
            ),
        ]
        return create_web(
            self.settings,
            blueprints,
            self._gateway,
            DESKTOP,
            guard=self._guard,
            limit=limit,
            health=lambda: self.telephony.connected,
        )
