"""The running contact centre: house, telephone side and web, started and stopped together."""

from pathlib import Path

from flask import Flask
from prometheus_client import REGISTRY

from callcenter.floor.metrics import FloorCollector
from callcenter.jobs.models import Finding
from callcenter.messages import sentence
from callcenter.realtime.gateway import Gateway
from callcenter.realtime.hub import Hub
from callcenter.security.access import Guard
from callcenter.security.rate_limit import SignInLimit
from callcenter.settings import Settings
from callcenter.web.app import allowed_origins, create_web
from callcenter.wiring.house import House, open_house
from callcenter.wiring.routes import routes
from callcenter.wiring.telephone import telephone
from callcenter.wiring.telephony import Telephony
from callcenter.wiring.telephony_needs import telephony_needs

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
        """Writer, telephone side, web, sockets, in this order. Raises what prevents a start."""
        self.house.holders.create()
        self.house.writer.start()
        self.house.shelves.start()
        self.telephony.start()
        self._keep_cards_new()
        telephony = self.telephony
        REGISTRY.register(
            FloorCollector(telephony.figures, lambda: telephony.links, lambda: self.house.writer.backlog)
        )
        self.house.users.on_changed.append(self.telephony.people.look)
        self.house.jobs.findings.on_found.append(self._show_finding)
        self.web = self._make_web()
        self._gateway.start()
        self.house.jobs.runner.start()

    def stop(self) -> None:
        """Let go of everything; Asterisk and its calls go on."""
        self.house.jobs.runner.stop()
        self._gateway.stop()
        self.telephony.stop()
        self.house.shelves.stop()
        self.house.writer.stop()
        self.house.database.close()

    def _keep_cards_new(self) -> None:
        """A ticket or a citizen written during a call shows on the call's card at once."""
        look_again = self.telephony.cards.look_again
        self.house.tickets.on_saved.append(lambda ticket: look_again(call_id=ticket.call_id))
        self.house.citizens.on_saved.append(lambda record: look_again(numbers=record.phones))

    def _show_finding(self, finding: Finding) -> None:
        text = sentence(f"jobs.finding_{finding.kind}", facts=finding.facts)
        self.telephony.show_finding(finding.found_at, finding.subject, text)

    def _make_web(self) -> Flask:
        limit = SignInLimit()
        blueprints = routes(self.house, self._guard, limit, telephone(self.settings, self.telephony))
        return create_web(
            self.settings,
            blueprints,
            self._gateway,
            DESKTOP,
            guard=self._guard,
            limit=limit,
            health=lambda: self.telephony.connected,
        )
