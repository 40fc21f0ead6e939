"""Every route of the HTTP API, bound to one house."""

from flask_openapi3.blueprint import APIBlueprint

from callcenter.agents import api as agents_api
from callcenter.callbacks import api as callbacks_api
from callcenter.callbacks.service import CallbackService
from callcenter.calls import api as calls_api
from callcenter.calls.answers import CallAnswers
from callcenter.citizens import api as citizens_api
from callcenter.citizens.phone import mask_phone
from callcenter.clock import now
from callcenter.floor import api as floor_api
from callcenter.jobs import api as jobs_api
from callcenter.knowledge import api as knowledge_api
from callcenter.menus import api as menus_api
from callcenter.privacy import api as privacy_api
from callcenter.security import api as security_api
from callcenter.security.access import Guard
from callcenter.security.rate_limit import SignInLimit
from callcenter.security.sessions import Identity
from callcenter.tickets import api as tickets_api
from callcenter.transcripts import api as transcripts_api
from callcenter.transcripts.search import TranscriptSearch
from callcenter.wiring.asterisk_config import desk_numbers
from callcenter.wiring.call_surroundings import HouseSurroundings
from callcenter.wiring.house import House, canonical_number
from callcenter.wiring.menu_wording import menu_wording
from callcenter.wiring.telephone import TelephoneDoors


def routes(house: House, guard: Guard, limit: SignInLimit, telephone: TelephoneDoors) -> list[APIBlueprint]:
    """One blueprint a feature."""
    around = HouseSurroundings(house.users, house.ticket_listing, house.citizens)
    answers = CallAnswers(house.desks, around, mask_phone, canonical_number, now)
    work = CallbackService(house.database, telephone.dialler, house.audit, house.settings.data.absolute())
    jobs = house.jobs

    def check_may_open(call_id: str, by: Identity) -> None:
        calls_api.check_may_open(house.calls.detail(call_id), by)

    return [
        security_api.session_blueprint(guard, limit),
        security_api.blueprint(house.users, house.audit),
        agents_api.blueprint(telephone.door, telephone.phones, house.audit),
        floor_api.blueprint(telephone.view, house.users, house.desks, desk_numbers(house.settings)),
        calls_api.blueprint(house.calls, answers, house.zone, TranscriptSearch(house.database)),
        citizens_api.blueprint(house.citizens, house.merging, house.calls.caller_of),
        tickets_api.blueprint(house.tickets, house.ticket_listing, house.ticket_export, house.desks.labels),
        callbacks_api.blueprint(work, house.desks.labels),
        knowledge_api.blueprint(house.knowledge),
        jobs_api.blueprint(jobs.runner, jobs.post, jobs.findings, house.users, house.audit),
        privacy_api.blueprint(house.unsealing),
        menus_api.blueprint(house.menus, menu_wording(house.settings)),
        transcripts_api.blueprint(house.transcripts, check_may_open, work.call_of_message, around.people),
    ]
