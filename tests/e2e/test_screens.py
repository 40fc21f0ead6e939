"""Every screen on a seeded day of a real centre: no error, no refused request, nothing axe-core complains of.

The pictures are kept in `test-results/screens/` for looking at.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.centre import Centre
from tests.support.seeded_day import FAMILY
from tests.support.seeded_running import busy_centre
from tests.support.sipp import Citizen, calling
from tests.support.window import PICTURES, chromium_browser, window_of


@pytest.fixture(scope="module")
def centre() -> Iterator[Centre]:
    with busy_centre() as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_browser() as browser:
        yield browser


def test_the_agents_screens(chromium: Browser, centre: Centre) -> None:
    with window_of(chromium, centre, "agent01") as window:
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
    with window_of(chromium, centre, login) as window:
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
        window.open("/knowledge", "문서")
        page.get_by_role("button", name="담당").click()
        window.picture(f"knowledge-{login}")


@pytest.mark.parametrize("login", ["supervisor", "admin", "qaa"])
def test_the_screens_of_those_who_keep_it_running(chromium: Browser, centre: Centre, login: str) -> None:
    with window_of(chromium, centre, login) as window:
        page = window.page
        window.open("/menus", "말로 하는 안내")
        window.pictures(f"menus-{login}")
        for tab in ("mine", "settled") if login == "qaa" else ("waiting", "mine", "settled"):
            window.open(f"/sealed?tab={tab}", "없습니다")
            window.pictures(f"sealed-empty-{tab}-{login}")
        if login == "qaa":
            window.open("/operations", "권한이 없습니다")
            assert page.get_by_role("link", name="운영").count() == 0
            return
        window.open("/operations", "171초")
        window.pictures(f"findings-{login}")
        if login == "admin":
            window.open("/operations?tab=jobs", "다른 시스템으로 메시지 보내기")
            window.pictures("jobs")
            window.open("/operations?tab=outbox", "no answer in 10 s")
            window.pictures("outbox-dead")
            window.open("/operations?tab=outbox&state=delivered", "이 상태의 메시지가 없습니다.")
            window.picture("outbox-delivered")
            window.open("/knowledge?tab=figures", "답변율")
            window.picture("knowledge-figures")


def test_a_call_is_found_by_words_and_its_recording_heard_with_a_reason(
    chromium: Browser, centre: Centre
) -> None:
    with window_of(chromium, centre, "supervisor") as window:
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
        expect(page.get_by_text("사유를 적어 주십시오.")).to_be_visible()
        page.get_by_label("듣는 사유").fill("민원 처리 확인")
        page.get_by_role("button", name="듣기", exact=True).click()
        expect(page.locator("audio")).to_be_visible()
        # Of the seeded day, or of the call that was really made: it can be played.
        page.wait_for_function("document.querySelector('audio').duration >= 3")
        window.picture("call-heard")
    with window_of(chromium, centre, "admin") as window:
        entries = window.page.request.get(f"{centre.origin}/api/audit?action=recording.listen").json()
        assert [entry["reason"] for entry in entries["items"]] == ["민원 처리 확인"]
    with window_of(chromium, centre, "agent01") as window:
        window.open("/calls?seat=me", "응답")
        window.page.locator("tbody tr").filter(has_text="응답").locator("a").first.click()
        expect(window.page.locator("main")).to_contain_text("통화 흐름")
        expect(window.page.get_by_role("button", name="녹음 듣기")).to_have_count(0)


def test_pictures_were_taken(centre: Centre) -> None:
    assert len(list(Path(PICTURES).glob("*.png"))) >= 15
