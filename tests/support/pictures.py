"""The pictures of the documentation, taken from a real centre on a busy morning.

`python -m tests.support.pictures docs/images` starts a centre, lets citizens call (SIPp), robots and one
real browser answer, writes citizens and tickets through the HTTP API, and photographs the screens.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from playwright.async_api import Page, expect
from sqlmodel import select

import callcenter.wiring.tables  # noqa: F401 - every table must be known
from callcenter.tickets.models import Ticket, TicketEntry
from tests.support.asterisk import until
from tests.support.centre import Centre, Login, running_centre
from tests.support.crowd import Caller, crowd
from tests.support.desk import desk_of
from tests.support.robot_agent import RobotAgent, tone_of
from tests.support.rtp_end import rtp_end
from tests.support.sipp import Citizen, SippCall
from tests.support.tones import tone

VISITOR = "01012342413"
ROBOTS = tuple(range(2, 14))
PEOPLE: tuple[tuple[str, str, int, str, list[str]], ...] = (
    ("김순자", VISITOR, 1959, "가람시 중앙구 은행로 45, 103동 802호", ["어르신"]),
    ("박성민", "01045127788", 1984, "가람시 북구 솔밭길 12", []),
    ("이정희", "01030905521", 1971, "가람시 남구 강변로 210", ["사업자"]),
    ("Nguyen Thi Lan", "01088214406", 1993, "가람시 중앙구 시장3길 8", ["영어"]),
    ("최동수", "0317204415", 1966, "가람시 북구 역전로 77", []),
)
PAST = (  # writer, citizen, days ago, type, title, body, fields, disposition, then
    ("agent02", 0, 26, "complaint_report", "은행로 45 앞 가로등 꺼짐", "정문 앞 가로등이 사흘째 꺼져 있음.",
     {"place": "은행로 45 정문 앞", "category": "가로등"}, "forwarded", "closed"),
    ("agent01", 0, 9, "certificate_inquiry", "가족관계증명서 대리 발급", "위임장과 신분증 사본을 안내함.",
     {"certificate": "가족관계증명"}, "answered", "closed"),
    ("agent04", 1, 3, "complaint_report", "솔밭길 빗물받이 막힘", "비가 오면 골목에 물이 고임.",
     {"place": "솔밭길 12 앞", "category": "하수도"}, "forwarded", "open"),
    ("agent05", 2, 2, "vehicle_inquiry", "법인 차량 이전등록 서류", "법인 인감증명과 양도증명서를 안내함.",
     {"topic": "신규·이전 등록"}, "answered", "resolved"),
    ("agent01", 3, 1, "passport_inquiry", "여권 분실 재발급", "분실 신고 뒤 방문 예정. 영어로 안내함.",
     {"topic": "분실"}, "answered", "resolved"),
    ("agent07", 4, 1, "quick_service", "역전로 보도블록 파손", "보행자가 넘어질 뻔함.",
     {"place": "역전로 77 버스정류장", "danger": "사람이 다칠 수 있음"}, "forwarded", "open"),
    ("agent10", 1, 0, "night_patrol", "솔밭공원 야간 순찰 요청", "공원 화장실 주변이 어둡다고 함.",
     {"place": "솔밭공원", "patrol_date": "2026-11-25"}, "forwarded", "open"),
    ("agent12", 2, 0, "passport_delivery", "여권 등기발송 신청", "평일 방문이 어려워 등기 수령을 희망함.",
     {"address": "가람시 남구 강변로 210", "receipt_number": "A20261123-017"}, "forwarded", "open"),
)  # fmt: skip


@dataclass
class Person:
    """Somebody signed in over HTTP."""

    client: httpx.Client

    @classmethod
    def sign_in(cls, centre: Centre, login: Login) -> Person:
        client = httpx.Client(base_url=centre.origin, headers={"Origin": centre.origin}, timeout=20)
        client.post(
            "/api/session", json={"login": login.login, "password": login.password}
        ).raise_for_status()
        client.headers["X-CSRF-Token"] = client.get("/api/session").json()["csrf_token"]
        return cls(client)

    def send(self, method: str, path: str, body: dict[str, Any]) -> Any:
        """The answer's JSON, or None. AssertionError with the answer when it was refused."""
        answer = self.client.request(method, path, json=body)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def declare(self, state: str, reason: str | None = None) -> None:
        self.send("PUT", "/api/seat/state", {"state": state, "reason": reason})


class Morning:
    """The people and machines of the run."""

    def __init__(self, centre: Centre, people: dict[str, Person], robots: dict[str, RobotAgent]) -> None:
        self.centre = centre
        self.people = people
        self.robots = robots

    def write_the_past(self) -> None:
        """Citizens and tickets; the tickets' times are moved back to their days."""
        ids = []
        for name, phone, year, address, tags in PEOPLE:
            body = {"name": name, "phones": [phone], "birth_year": year, "address": address, "tags": tags,
                    "sms_consent": True}  # fmt: skip
            ids.append(self.people["agent01"].send("POST", "/api/citizens", body)["id"])
        for writer, citizen, days, kind, title, text, fields, disposition, then in PAST:
            person = self.people[writer]
            body = {"citizen_id": ids[citizen], "type": kind, "title": title, "body": text, "fields": fields,
                    "disposition": disposition}  # fmt: skip
            ticket = person.send("POST", "/api/tickets", body)
            if then != "open":
                person.send(
                    "PATCH", f"/api/tickets/{ticket['id']}", {"version": ticket["version"], "status": then}
                )
            self._move_back(ticket["id"], timedelta(days=days, minutes=37 * ticket["id"]))

    def _move_back(self, ticket_id: int, by: timedelta) -> None:
        with self.centre.database() as database, database.transaction() as session:
            ticket = session.get_one(Ticket, ticket_id)
            entries = session.exec(select(TicketEntry).where(TicketEntry.ticket_id == ticket_id)).all()
            for entry in entries:
                entry.at -= by
            ticket.created_at -= by
            ticket.updated_at -= by
            if ticket.opened_at:
                ticket.opened_at -= by
            if ticket.due_at:
                ticket.due_at -= by

    async def first_hour(self) -> None:
        """Short calls that everybody answers, so that the figures of the day are not empty."""
        for login, person in self.people.items():
            if login.startswith("agent") and login != "agent01":
                await asyncio.to_thread(person.declare, "ready")
        callers = [Caller(f"010{52300000 + n * 7919:08d}", "1234"[n % 4]) for n in range(16)]
        async with crowd(self.centre.sip_port, callers, a_second=1, key_after=3.0, patience=100) as calling:
            await calling.finished(110)

    async def settle(self) -> None:
        """Everybody to where the second hour finds them."""
        for robot in self.robots.values():
            robot.talk = None
        states = {
            "agent03": ("paused", "meal"), "agent08": ("paused", "training"), "agent12": ("logged_out", None),
            "agent13": ("paused", "paperwork"),
        }  # fmt: skip
        for login, (state, reason) in states.items():
            await asyncio.to_thread(self.people[login].declare, state, reason)
        for number in ROBOTS:
            if f"agent{number:02}" not in states:
                await asyncio.to_thread(
                    self.people[f"agent{number:02}"].send, "POST", "/api/seat/wrap-up/finish", {}
                )

    async def talking(self, extensions: set[str]) -> None:
        """Wait until these robots talk."""

        def all_talk() -> bool:
            calls = (self.robots[extension].calls for extension in extensions)
            return all(c and c[-1].answered_at is not None and c[-1].ended_at is None for c in calls)

        await until(all_talk, "the robots talk", 60)


async def photograph(centre: Centre, folder: Path) -> None:
    logins = centre.logins()
    people = {name: Person.sign_in(centre, login) for name, login in logins.items()}
    websocket = f"ws://127.0.0.1:{centre.asterisk_port}/ws"
    async with AsyncExitStack() as stack:
        robots = {}
        for number in ROBOTS:
            login = logins[f"agent{number:02}"]
            sound = tone(tone_of(login.extension), 1.0)
            robot = RobotAgent(
                websocket, login.extension, answer_after=1.5 + number % 3, talk=9.0, sound=sound
            )
            await stack.enter_async_context(robot)
            password = people[login.login].send("POST", "/api/phone/credentials", {})["password"]
            await robot.log_in(password)
            stack.push_async_callback(robot.leave)
            people[login.login].send(
                "POST", "/api/seat/phone-health", {"registered": True, "microphone": True}
            )
            robots[login.extension] = robot
        morning = Morning(centre, people, robots)
        await asyncio.to_thread(morning.write_the_past)
        await morning.first_hour()
        await morning.settle()
        with TemporaryDirectory() as name:
            await second_hour(morning, logins, folder, Path(name), stack)


async def second_hour(
    morning: Morning, logins: dict[str, Login], folder: Path, scratch: Path, stack: AsyncExitStack
) -> None:
    centre = morning.centre
    agent = await stack.enter_async_context(desk_of(centre, logins["agent01"], 440.0, scratch))
    page = agent.page
    # Citizens who give up while the certificate desk has nobody: they become work with an owner to be.
    for login in ("agent02", "agent06", "agent09"):
        await asyncio.to_thread(morning.people[login].declare, "paused", "rest")
    lost = [Caller("01045127788", "1"), Caller("0317204415", "1"), Caller("01053319027", "1")]
    async with crowd(centre.sip_port, lost, a_second=1, key_after=3.0, patience=14) as calling:
        await calling.finished(80)
    await agent.be_ready()
    async with rtp_end(500.0) as sound:
        citizen = Citizen(VISITOR, hang_up=False, media_port=sound.port)
        async with SippCall(citizen, centre.sip_port):
            await until(lambda: len(sound.heard) > 24000, "the greeting is heard")
            sound.press("1")
            await expect(agent.answer_button).to_be_visible(timeout=60_000)
            await page.wait_for_timeout(2500)
            await page.screenshot(path=folder / "ringing.png")
            await agent.answer()
            waiting = [Caller(f"010{19408826 + n * 7919:08d}", key) for n, key in enumerate("1212312")]
            async with crowd(centre.sip_port, waiting, a_second=1, key_after=3.0, patience=400):
                await fill_ticket(page)
                for login in ("agent06", "agent09"):
                    await asyncio.to_thread(morning.people[login].declare, "ready")
                await page.wait_for_timeout(30_000)
                await page.screenshot(path=folder / "seat.png")
                await board(centre, logins["supervisor"], folder, scratch)
            await page.get_by_role("button", name="호전환").click()
            await page.wait_for_timeout(1500)
            await page.screenshot(path=folder / "transfer.png")
            await page.keyboard.press("Escape")
            await page.get_by_role("button", name="민원 접수").click()
            await page.wait_for_timeout(1500)
            await agent.hang_up()
            await agent.expect_state("정리")
            await page.wait_for_timeout(1500)
            await page.screenshot(path=folder / "wrap-up.png")
    await asyncio.to_thread(morning.people["agent01"].declare, "paused", "paperwork")
    await page.get_by_role("button", name="정리 마침").click()
    await page.goto(f"{centre.origin}/tickets")
    await page.wait_for_timeout(2000)
    await page.screenshot(path=folder / "tickets.png")
    await page.locator("tbody a").nth(4).click()
    await page.wait_for_timeout(2000)
    await page.screenshot(path=folder / "ticket.png")
    await page.goto(f"{centre.origin}/callbacks?owner=all")
    await page.wait_for_timeout(2000)
    await page.screenshot(path=folder / "callbacks.png")
    stranger = await agent.browser.new_context(viewport={"width": 1366, "height": 768}, locale="ko-KR")
    door = await stranger.new_page()
    await door.goto(centre.origin)
    await door.wait_for_timeout(2000)
    await door.screenshot(path=folder / "sign-in.png")
    assert agent.problems == [], agent.problems


async def board(centre: Centre, login: Login, folder: Path, scratch: Path) -> None:
    async with desk_of(centre, login, 600.0, scratch) as supervisor:
        await supervisor.page.wait_for_timeout(3000)
        await supervisor.page.goto(f"{centre.origin}/floor")
        await supervisor.page.wait_for_timeout(3000)
        await supervisor.page.screenshot(path=folder / "floor.png")
        await supervisor.page.goto(f"{centre.origin}/calls")
        await supervisor.page.wait_for_timeout(3000)
        await supervisor.page.screenshot(path=folder / "calls.png")


async def fill_ticket(page: Page) -> None:
    await page.get_by_label("업무").select_option(label="여권 등기발송 신청")
    await page.get_by_label("제목").fill("만료 여권 재발급 뒤 등기 수령")
    await page.get_by_label("받을 주소").fill("가람시 중앙구 은행로 45, 103동 802호")
    await page.get_by_label("접수번호").fill("A20261123-052")
    await page.get_by_label("내용", exact=False).last.fill(
        "10월에 유효기간이 끝난 여권을 다시 만드심. 방문 수령이 어려워 등기발송을 희망하심."
    )
    await page.get_by_label("상담 결과").select_option(label="접수 후 부서 이관")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with running_centre({"ROUTING__WRAP_UP_SECONDS": "30"}) as centre:
        asyncio.run(photograph(centre, folder))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
