"""The practice citizens of a demonstration, bound to one running centre."""

import asyncio
import contextlib
from ipaddress import IPv4Address
from pathlib import Path

import httpx
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from callcenter.agents.models import SeatRecord, SeatState
from callcenter.probe.practice import Address, PracticeCitizens
from callcenter.probe.situations import load_situations
from callcenter.probe.voice import EspeakVoice
from callcenter.settings import Settings
from callcenter.storage.database import Database
from callcenter.wiring.espeak_program import espeak_command

LOOK_SECONDS = 0.5
LOOPBACK = IPv4Address("127.0.0.1")


async def practise(settings: Settings) -> None:
    """Wait until the centre is up, then let citizens call until cancelled."""
    await _until_healthy(settings.web.origin)
    database = Database(settings.database_url)
    try:
        await practice_citizens(settings, database, settings.data.absolute() / "practice").run()
    finally:
        database.close()


def practice_citizens(settings: Settings, database: Database, folder: Path) -> PracticeCitizens:
    """`folder` keeps their spoken sentences."""

    async def at_work() -> bool:
        return await asyncio.to_thread(somebody_is_ready, database)

    exchange = settings.asterisk
    host = LOOPBACK if exchange.bind.is_unspecified else exchange.bind
    return PracticeCitizens(
        Address(host, exchange.ports.sip, settings.city.hotline),
        load_situations(),
        EspeakVoice(folder, espeak_command()),
        at_work=at_work,
    )


def somebody_is_ready(database: Database) -> bool:
    """Whether any seat has said that it takes calls; False also while the database does not answer."""
    try:
        with database.reading() as session:
            ready = select(SeatRecord.extension).where(col(SeatRecord.declared) == SeatState.READY)
            return session.exec(ready).first() is not None
    except SQLAlchemyError:
        return False


async def _until_healthy(origin: str) -> None:
    async with httpx.AsyncClient(timeout=LOOK_SECONDS * 4, trust_env=False) as client:
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if (await client.get(f"{origin}/healthz")).is_success:
                    return
            await asyncio.sleep(LOOK_SECONDS)
