"""What an administrator relies on while the centre runs: people changed on the command line are seen,
jobs run, and monitoring is told of calls.
"""

import os
import re
import subprocess
import urllib.request

import httpx
from sqlmodel import select

from callcenter.jobs.models import JobRun
from tests.support.asterisk import until
from tests.support.centre import CALLCENTER, Centre, Login
from tests.support.crowd import callers, crowd
from tests.support.people import robot_seat, signed_in, supervisor_board

ANSWERED = 'callcenter_queue_answered_total{desk="civil"}'


def users(centre: Centre, *words: str) -> str:
    done = subprocess.run(
        [str(CALLCENTER), "users", *words, "--data", str(centre.data)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**os.environ, **centre.environment, "COLUMNS": "300"},
    )
    return done.stdout


def member_of(centre: Centre, desk: str, extension: str) -> bool:
    return f"PJSIP/{extension}" in centre.exchange(f"queue show desk-{desk}")


async def test_a_supervisor_who_is_ready_serves_no_queue(centre: Centre) -> None:
    login = centre.logins()["supervisor"]
    async with robot_seat(centre, login), supervisor_board(centre) as board:
        await until(lambda: board.states("231") == ["ready"], "the supervisor is ready")
        assert board.seat("231")["desk_labels"] == []
        assert not any(member_of(centre, desk, "231") for desk in ("civil", "vehicle", "general"))
    async with signed_in(centre, login) as client:
        seats = (await client.get("/api/directory")).json()["seats"]
        assert next(seat for seat in seats if seat["extension"] == "231")["desk_labels"] == []


async def test_a_new_person_at_a_seat_takes_calls_and_a_disabled_one_no_more(centre: Centre) -> None:
    async with supervisor_board(centre) as board:
        old = centre.logins()["agent13"]
        async with robot_seat(centre, old):
            await until(lambda: board.states("213") == ["ready"], "the old person is ready")
            users(centre, "disable", "--login", "agent13")
            await until(lambda: not member_of(centre, "general", "213"), "out of every queue")
            await until(
                lambda: all(seat["extension"] != "213" for seat in board.now["seats"]), "off the board"
            )
        said = users(
            centre, "add", "--login", "new", "--name", "새상담", "--role", "agent", "--generate",
            "--extension", "213", "--desks", "vehicle",
        )  # fmt: skip
        password = said.split("비밀번호: ")[1].split()[0]
        login = Login("new", password, "새상담", "agent", "213")
        await until(lambda: any(s["name"] == "새상담" for s in board.now["seats"]), "on the board")
        async with robot_seat(centre, login):
            await until(lambda: board.states("213") == ["ready"], "the new person is ready")
            await until(lambda: member_of(centre, "vehicle", "213"), "in the queue of the desk")
            assert not member_of(centre, "general", "213")
            async with signed_in(centre, centre.logins()["admin"]) as admin:
                user_id = await id_of(admin, "new")
                answer = await admin.patch(f"/api/users/{user_id}", json={"desks": ["civil"]})
                assert answer.status_code == 200
            await until(lambda: member_of(centre, "civil", "213"), "in the new desk's queue", 3)
            assert not member_of(centre, "vehicle", "213")


async def test_the_jobs_run_with_the_centre(centre: Centre) -> None:
    async with signed_in(centre, centre.logins()["admin"]) as admin:
        jobs = (await admin.get("/api/jobs")).json()
        assert jobs["alive"]
        assert (await admin.post("/api/jobs/check_recordings/run")).status_code == 202

    def ran() -> bool:
        with centre.database() as database, database.reading() as session:
            runs = {run.name: run for run in session.exec(select(JobRun))}
        return all(run.error is None for run in runs.values()) and {
            job["name"] for job in jobs["items"]
        } <= set(runs)

    await until(ran, "every job ran without a failure")


async def test_monitoring_is_told_of_calls(centre: Centre) -> None:
    def measured(name: str) -> float | None:
        with urllib.request.urlopen(f"{centre.origin}/metrics", timeout=10) as answer:  # noqa: S310 - ours
            found = re.search(rf"^{re.escape(name)} (\S+)$", answer.read().decode(), re.MULTILINE)
        return float(found[1]) if found else None

    assert measured('callcenter_link_up{link="ami"}') == measured('callcenter_link_up{link="ari"}') == 1
    assert measured('callcenter_seats{state="ready"}') == 0
    async with robot_seat(centre, centre.logins()["agent01"]) as seat:
        await until(lambda: measured('callcenter_seats{state="ready"}') == 1, "a seat is ready")
        async with crowd(centre.sip_port, callers(1)):
            await seat.answered()
            await until(lambda: measured("callcenter_calls") == 1, "a call goes on")
            await until(lambda: measured(ANSWERED) == 1, "the answer is counted")
            await seat.hang_up()
            await until(lambda: measured("callcenter_calls") == 0, "no call any more")


async def id_of(admin: httpx.AsyncClient, login: str) -> int:
    people = (await admin.get("/api/users")).json()["items"]
    return int(next(person["id"] for person in people if person["login"] == login))
