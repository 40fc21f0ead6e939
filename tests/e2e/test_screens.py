"""Every screen on a seeded day of a real centre: no error, no refused request, nothing axe-core complains of.

The pictures are kept in `test-results/screens/` for looking at.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, Request, Response, expect, sync_playwright

from callcenter.settings import load_settings
from tests.support.asterisk import REPOSITORY
from tests.support.centre import Centre, running_centre
from tests.support.seeded_day import FAMILY, seed_day
from tests.support.sipp import Citizen, calling

PICTURES = REPOSITORY / "test-results" / "screens"
AXE = (REPOSITORY / "agent_ui/node_modules/axe-core/axe.min.js").read_text("utf-8")
OVERFLOW = (
    (REPOSITORY / "agent_ui/dev/overflow.js").read_text("utf-8").partition("\n")[2].rstrip().rstrip(";")
)
CHROMIUM = ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
LONGEST_DAY = timedelta(hours=6)


@pytest.fixture(scope="module")
def centre() -> Iterator[Centre]:
    now = datetime.now(UTC)
    midnight = now.astimezone(ZoneInfo("Asia/Seoul")).replace(hour=0, minute=0, second=0, microsecond=0)
    begin = max(midnight.astimezone(UTC), now - LONGEST_DAY)
    PICTURES.mkdir(parents=True, exist_ok=True)
    with running_centre(prepare=lambda data: seed_day(load_settings(data), begin, now)) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield browser
        browser.close()


@dataclass
class Desk:
    """A signed-in window that remembers everything that went wrong in it."""

    page: Page
    origin: str
    wrong: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("console", lambda said: self._heard(said.type, said.text))
        self.page.on("pageerror", lambda error: self.wrong.append(f"exception: {error}"))
        self.page.on("response", self._answered)
        self.page.on("requestfailed", self._failed)

    def sign_in(self, login: str, password: str) -> None:
        self.page.goto(f"{self.origin}/sign-in")
        self.page.get_by_label("아이디").fill(login)
        self.page.get_by_label("비밀번호").fill(password)
        self.page.get_by_role("button", name="로그인").click()
        self.page.wait_for_url(re.compile(r"/(seat|floor|calls)$"))

    def open(self, path: str, shows: str) -> None:
        self.page.goto(self.origin + path)
        expect(self.page.locator("main")).to_contain_text(shows)
        self.page.wait_for_load_state("networkidle")

    def picture(self, name: str) -> None:
        """Keep what the screen shows; nothing on it may be out of reach for anybody, or cut off."""
        self.page.screenshot(path=PICTURES / f"{name}.png")
        self.page.evaluate(AXE)
        found = self.page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
        for violation in found["violations"]:
            marked = [node["html"][:140] for node in violation["nodes"][:3]]
            self.wrong.extend(f"{name}: {violation['id']}: {html}" for html in marked)
        self.wrong.extend(f"{name}: {cut}" for cut in self.page.evaluate(OVERFLOW))

    def _heard(self, kind: str, text: str) -> None:
        # Before the sign-in the page asks who is there; the answer "nobody" is 401 by design.
        if kind in ("error", "warning") and "401" not in text:
            self.wrong.append(f"{kind}: {text}")

    def _failed(self, request: Request) -> None:
        # Going to another page ends the requests of this one.
        if request.failure != "net::ERR_ABORTED":
            self.wrong.append(f"failed: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status != 401:
            self.wrong.append(f"{response.status} {response.request.method} {response.url}")


@contextmanager
def desk(chromium: Browser, centre: Centre, login: str) -> Iterator[Desk]:
    context = chromium.new_context(
        viewport={"width": 1366, "height": 768}, locale="en-US", permissions=["microphone"]
    )
    context.set_default_timeout(15_000)
    window = Desk(context.new_page(), centre.origin)
    window.watch()
    known = centre.logins()[login]
    window.sign_in(known.login, known.password)
    yield window
    assert window.wrong == []
    context.close()


def test_the_agents_screens(chromium: Browser, centre: Centre) -> None:
    with desk(chromium, centre, "agent01") as window:
        page = window.page
        page.get_by_role("button", name="전화 받을 준비").first.click()
        expect(page.locator("header").first).to_contain_text("준비")
        window.picture("seat-ready")
        citizen = Citizen(FAMILY.replace("-", "")).wait(6).press("1").wait(1).press("1").wait(60)
        with calling(citizen, centre.sip_port):
            page.get_by_role("button", name="받기").first.wait_for(timeout=40_000)
            window.picture("seat-ringing")
            page.get_by_role("button", name="받기").first.click()
            page.get_by_role("button", name="끊기").first.wait_for()
            page.get_by_label("어느 분입니까?").select_option(label="김*순")
            expect(page.locator("main")).to_contain_text("010-****-2413")
            page.get_by_label("제목").fill("여권 등기발송 신청")
            expect(page.locator("main")).to_contain_text("임시 저장했습니다.")
            # Only the server's copy of the draft is left.
            page.evaluate("sessionStorage.clear()")
            page.reload()
            # The citizen was kept and comes back to this seat, which goes on without being asked.
            page.get_by_role("button", name="끊기").first.wait_for(timeout=40_000)
            expect(page.get_by_label("제목")).to_have_value("여권 등기발송 신청")
            window.picture("seat-talking")
            page.get_by_role("button", name="호전환").click()
            expect(page.get_by_role("dialog")).to_contain_text("*2")
            window.picture("seat-transfer")
            page.keyboard.press("Escape")
            page.get_by_role("button", name="끊기").first.click()
        expect(page.locator("header").first).to_contain_text("정리")
        page.get_by_role("tab", name="이력").click()
        window.picture("seat-wrap-up")
        window.open("/callbacks", "콜백과 부재중 전화")
        window.picture("callbacks")
        window.open("/callbacks?owner=open", "내가 맡기")
        page.get_by_role("button", name="듣기 0:03").first.click()
        expect(page.get_by_role("dialog")).to_contain_text("보안등이 꺼졌어요. 전화번호로 연락 주세요.")
        page.get_by_role("dialog").get_by_role("button", name="듣기").click()
        expect(page.locator("audio")).to_be_visible()
        window.picture("voice")
        window.open("/calls?seat=me", "이상담")
        window.picture("calls-agent")


@pytest.mark.parametrize("login", ["supervisor", "admin", "qaa"])
def test_the_screens_of_those_who_watch(chromium: Browser, centre: Centre, login: str) -> None:
    with desk(chromium, centre, login) as window:
        page = window.page
        if login != "qaa":
            window.open("/floor", "20초 안 응답")
            window.picture(f"floor-{login}")
            abandoned = page.get_by_role("row", name=re.compile("생활불편")).get_by_role("link").nth(2)
            number = int(re.search(r"\((\d+)건\)", abandoned.inner_text())[1])  # type: ignore[index]
            abandoned.click()
            expect(page.locator("main")).to_contain_text(f"모두 {number}건")
            window.picture(f"calls-behind-{login}")
        window.open("/calls", "응답")
        window.picture(f"calls-{login}")
        page.locator("tbody tr").filter(has_text="응답").locator("a").first.click()
        expect(page.locator("main")).to_contain_text("통화 흐름")
        window.picture(f"call-{login}")
        window.open("/tickets", "여권")
        window.picture(f"tickets-{login}")
        page.locator("tbody tr").filter(has_text="부서 이관").locator("a").first.click()
        expect(page.locator("main")).to_contain_text("처리 흐름")
        window.picture(f"ticket-{login}")


def test_a_call_is_found_by_words_and_its_recording_heard_with_a_reason(
    chromium: Browser, centre: Centre
) -> None:
    with desk(chromium, centre, "supervisor") as window:
        page = window.page
        window.open("/calls", "응답")
        page.get_by_label("통화 찾기").fill("이상담")
        page.get_by_role("button", name="찾기").click()
        page.wait_for_url(re.compile(r"[?&]q="))
        agents = page.locator("tbody tr td:nth-child(7)")
        expect(agents.filter(has_not_text="이상담")).to_have_count(0)
        expect(agents.first).to_have_text("이상담")
        window.picture("calls-found")
        page.locator("tbody tr").filter(has_text="응답").locator("a").first.click()
        page.get_by_role("button", name="녹음 듣기").click()
        page.get_by_role("button", name="듣기", exact=True).click()
        expect(page.get_by_text("까닭을 적어 주십시오.")).to_be_visible()
        page.get_by_label("듣는 까닭").fill("민원 처리 확인")
        page.get_by_role("button", name="듣기", exact=True).click()
        expect(page.locator("audio")).to_be_visible()
        # Of the seeded day, or of the call that was really made: it can be played.
        page.wait_for_function("document.querySelector('audio').duration >= 3")
        window.picture("call-heard")
    with desk(chromium, centre, "admin") as window:
        entries = window.page.request.get(f"{centre.origin}/api/audit?action=recording.listen").json()
        assert [entry["reason"] for entry in entries["items"]] == ["민원 처리 확인"]
    with desk(chromium, centre, "agent01") as window:
        window.open("/calls?seat=me", "응답")
        window.page.locator("tbody tr").filter(has_text="응답").locator("a").first.click()
        expect(window.page.locator("main")).to_contain_text("통화 흐름")
        expect(window.page.get_by_role("button", name="녹음 듣기")).to_have_count(0)


def test_pictures_were_taken(centre: Centre) -> None:
    assert len(list(Path(PICTURES).glob("*.png"))) >= 15
