"""All features of one installation, bound to its database and to each other; no telephone, no web."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from callcenter.callbacks.dispatch import national
from callcenter.callbacks.history import CallbackHistory
from callcenter.callbacks.intake import CallbackIntake
from callcenter.calls.history import CallHistory
from callcenter.calls.service import CallService
from callcenter.citizens.history import HistorySource
from callcenter.citizens.merge import CitizenMergeService
from callcenter.citizens.phone import caller_id
from callcenter.citizens.service import CitizenService
from callcenter.floor.rules import FloorRules
from callcenter.hours.service import CalendarService
from callcenter.knowledge.api import Knowledge
from callcenter.knowledge.proposals import accepted_phrasings
from callcenter.knowledge.shelf import Shelves
from callcenter.menus.figures import MenuFigures
from callcenter.privacy.archive import SealedArchive
from callcenter.privacy.holders import Holders
from callcenter.privacy.unsealing import UnsealService
from callcenter.queues.desks import Desks
from callcenter.security.audit import AuditLog
from callcenter.security.passwords import Passwords
from callcenter.security.sessions import SessionService
from callcenter.security.users import UserService
from callcenter.settings import Settings
from callcenter.storage.database import Database
from callcenter.storage.outbox import Outbox
from callcenter.storage.writer import Writer
from callcenter.tickets.catalogue import load_catalogue
from callcenter.tickets.export import TicketExport
from callcenter.tickets.listing import TicketListing
from callcenter.tickets.service import TicketService
from callcenter.transcripts.service import TranscriptService
from callcenter.wiring.call_surroundings import names_by_extension
from callcenter.wiring.jobs import Jobs, jobs_of
from callcenter.wiring.knowledge import knowledge_of
from callcenter.wiring.ticket_history import TicketHistory


@dataclass(frozen=True)
class House:
    """Every feature of one installation, bound to the others."""

    settings: Settings
    database: Database
    writer: Writer
    desks: Desks
    zone: ZoneInfo
    audit: AuditLog
    users: UserService
    sessions: SessionService
    outbox: Outbox
    calls: CallService
    citizens: CitizenService
    merging: CitizenMergeService
    calendar: CalendarService
    tickets: TicketService
    ticket_listing: TicketListing
    ticket_export: TicketExport
    intake: CallbackIntake
    shelves: Shelves
    knowledge: Knowledge
    jobs: Jobs
    holders: Holders
    sealed: SealedArchive
    unsealing: UnsealService
    transcripts: TranscriptService
    menus: MenuFigures

    @property
    def rules(self) -> FloorRules:
        """The routing settings as the floor reckons with them."""
        routing = self.settings.routing
        return FloorRules(
            wrap_up=timedelta(seconds=routing.wrap_up_seconds),
            wrap_up_extension_limit=timedelta(seconds=routing.wrap_up_extension_limit_seconds),
            misses_before_pause=routing.misses_before_pause,
            service_level=timedelta(seconds=routing.service_level_seconds),
            short_abandon=timedelta(seconds=routing.short_abandon_seconds),
        )


def open_house(settings: Settings) -> House:
    """Bind the features; the database must have the newest layout (`callcenter.storage.migrate`)."""
    database = Database(settings.database_url)
    desks = Desks(settings.desks)
    zone = ZoneInfo(settings.city.time_zone)
    audit = AuditLog(database)
    passwords = Passwords()
    calendar = CalendarService(database, settings.hours, zone)
    outbox = Outbox(database)
    catalogue = load_catalogue()
    listing = TicketListing(database, catalogue)
    routing = settings.routing
    users = UserService(database, passwords, audit, desks.labels)
    sessions = SessionService(database, passwords, audit, settings.web.session_hours)
    calls = CallService(database, audit, timedelta(seconds=routing.service_level_seconds))
    history: list[HistorySource] = [
        CallHistory(database, desks, lambda: names_by_extension(users)),
        TicketHistory(listing, calls),
        CallbackHistory(database),
    ]
    shelves = Shelves(lambda: accepted_phrasings(database))
    folder, keep = settings.data.absolute(), timedelta(days=settings.recording.keep_days)
    holders = Holders(folder / "sealing")
    sealed = SealedArchive(database, audit, folder / "sealed", holders, keep)
    transcripts = TranscriptService(database, audit, keep, again=settings.transcripts.again)
    intake = CallbackIntake(database, calendar, routing.callback_promise_minutes, routing.callback_attempts)
    writer = Writer(database)
    return House(
        settings=settings,
        database=database,
        writer=writer,
        desks=desks,
        zone=zone,
        audit=audit,
        users=users,
        sessions=sessions,
        outbox=outbox,
        calls=calls,
        citizens=CitizenService(database, audit, history),
        merging=CitizenMergeService(database, audit),
        calendar=calendar,
        tickets=TicketService(database, catalogue, calendar, outbox, audit, settings.city.time_zone),
        ticket_listing=listing,
        ticket_export=TicketExport(listing, catalogue, audit, desks.labels, settings.city.time_zone),
        intake=intake,
        shelves=shelves,
        jobs=jobs_of(settings, database, audit, outbox, sessions, sealed, transcripts, intake),
        knowledge=knowledge_of(settings, database, audit, desks, calls, shelves),
        holders=holders,
        sealed=sealed,
        unsealing=UnsealService(database, sealed, holders, audit),
        transcripts=transcripts,
        menus=MenuFigures(database, writer, audit, zone),
    )


def canonical_number(number: str) -> str:
    """The one form of a number the carrier sent; what is no number stays as it came, cut to size."""
    return caller_id(number) or "".join(c for c in number if c.isprintable())[:40]


def callable_number(number: str) -> str:
    """The carrier's number as it is dialled in the country, or "" for withheld and foreign ones."""
    canonical = caller_id(number) or ""
    return national(canonical) if canonical.startswith("+82") else ""


def data_folder(settings: Settings) -> Path:
    """The installation's folder, readable by its owner only."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return settings.data.absolute()
