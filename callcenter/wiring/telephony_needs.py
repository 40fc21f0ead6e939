"""What the telephone side is given by the features."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from prometheus_client import REGISTRY

from callcenter.asterisk.backfill import Backfill, recording_finder
from callcenter.asterisk.queue_log import QueueLog
from callcenter.callbacks.dispatch import CallbackDispatcher, Line
from callcenter.clock import now
from callcenter.floor.callers import Callers
from callcenter.floor.drawing import Drawing
from callcenter.floor.floor import Floor
from callcenter.floor.restore import restore
from callcenter.floor.service import FloorService
from callcenter.ivr.engine import Engine
from callcenter.ivr.loader import load_book
from callcenter.ivr.resumes import Opening
from callcenter.realtime.hub import Hub
from callcenter.speech.on_demand import OnDemand
from callcenter.wiring.after_call import AfterCall
from callcenter.wiring.asterisk_config import asterisk_config
from callcenter.wiring.caller_lookup import CallerLookUp
from callcenter.wiring.caller_work import CallerWork
from callcenter.wiring.house import House, callable_number, canonical_number, data_folder
from callcenter.wiring.menu_notices import menu_notices
from callcenter.wiring.people_directory import PeopleDirectory
from callcenter.wiring.prompt_studio import studio_of
from callcenter.wiring.public_numbers import public_numbers
from callcenter.wiring.sounds import SpokenPrompts
from callcenter.wiring.speech_side import speech_needs
from callcenter.wiring.telephony import TelephonyNeeds

REPOSITORY = Path(__file__).parents[2]
FLOWS = REPOSITORY / "ivr_flows"
DIALPLAN_ZONE = ZoneInfo("Asia/Seoul")
"""The dialplan's recordings lie in folders of these days."""
DISTRIBUTION = REPOSITORY / "var" / "asterisk-dist"


def telephony_needs(house: House, hub: Hub) -> TelephonyNeeds:
    """Raises `callcenter.ivr.loader.FlowError` when a flow file cannot be used."""
    settings = house.settings
    data = data_folder(settings)
    config = asterisk_config(settings)
    people = PeopleDirectory(house)
    after_call = AfterCall(house)

    def floor() -> Floor:
        return restore(house.database, house.rules, people.queues, house.zone, now())

    def drawing(service: FloorService, callers: Callers) -> Drawing:
        names, notices = lambda: people.names, lambda: menu_notices(house.menus)
        return Drawing(service.floor, hub, callers, house.desks, names, service.repairs, notices)

    def sounds() -> SpokenPrompts:
        studio = studio_of(settings)
        return SpokenPrompts(
            studio.catalog, data / "sounds", OnDemand(studio, data / "sounds" / "spoken"), house.zone
        )

    def opening(instant: datetime) -> Opening:
        state = house.calendar.status_at(instant)
        when = state.next_opening.astimezone(UTC).isoformat() if state.next_opening else ""
        return Opening(state=state.state.value, label=state.label, next_opening=when)

    def dispatcher(line: Line) -> CallbackDispatcher:
        return CallbackDispatcher(house.intake, line, house.desks.names, people.user_at)

    backfill = Backfill(
        QueueLog(config.run_dir / "queue_log", data / "queue_log.read"),
        house.calls.over,
        settings.city.hotline,
        canonical_number,
        recording_finder(config.recording_dir, DIALPLAN_ZONE),
    )
    return TelephonyNeeds(
        config=config,
        distribution=DISTRIBUTION,
        secrets=data / "secrets",
        floor=floor,
        writer=house.writer,
        engine=Engine(load_book(FLOWS)),
        sounds=sounds,
        work=CallerWork(house.intake, data, config.run_dir / "spool" / "recording"),
        canonical=canonical_number,
        national=callable_number,
        opening=opening,
        people=people,
        look_up=CallerLookUp(house),
        drawing=drawing,
        on_call_ended=after_call.ended,
        settle=after_call.settle,
        dispatcher=dispatcher,
        backfill=backfill,
        zone=house.zone,
        speech=speech_needs(settings, house.knowledge),
        metrics=REGISTRY,
        menus=house.menus,
        public_numbers=public_numbers(settings),
        stored_lines=house.transcripts.stored,
        sealed=house.sealed,
        hub=hub,
    )
