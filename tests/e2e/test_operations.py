"""Keeping a centre running, by hand in a browser: two people open a sealed original, a question of the voice
menu listens again, a message is sent again, a finding is settled."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.centre import Centre
from tests.support.seeded_running import QUIET, SECRET, busy_centre
from tests.support.window import Window, chromium_browser, window_of


@pytest.fixture(scope="module")
def centre() -> Iterator[Centre]:
    with busy_centre() as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_browser() as browser:
        yield browser


def in_dialog(page: Page, label: str, words: str, submit: str) -> None:
    """Write words into the open dialog and send it; without words it stays."""
    dialog = page.get_by_role("dialog")
    send = dialog.get_by_role("button", name=submit, exact=True)
    send.click()
    expect(dialog).to_contain_text("두 글자 이상 적어 주십시오.")
    dialog.get_by_label(label).fill(words)
    send.click()
    expect(dialog).to_have_count(0)


def masked_call(window: Window) -> str:
    """The address of the seeded call, whose number is masked, found from its finding's link."""
    window.open("/operations", "171초")
    address = window.page.locator("tbody tr").first.get_by_role("link").get_attribute("href")
    assert address is not None
    return address


def row_of(page: Page, words: str) -> Locator:
    return page.locator("tbody tr").filter(has_text=words)


def test_two_people_open_a_sealed_original_once(chromium: Browser, centre: Centre) -> None:
    with (
        window_of(chromium, centre, "supervisor") as boss,
        window_of(chromium, centre, "qaa") as qaa,
        window_of(chromium, centre, "agent01") as agent,
    ):
        call = masked_call(boss)
        expect(agent.page.get_by_role("link", name="원본")).to_have_count(0)
        agent.open("/sealed", "이 화면을 볼 권한이 없습니다.")

        qaa.open(call, "전화번호")
        expect(qaa.page.locator("main")).not_to_contain_text("육칠팔구")
        qaa.page.get_by_role("button", name="원본 열람 신청").click()
        expect(qaa.page.get_by_label("열람할 원본")).to_contain_text("대화 글")
        qaa.pictures("sealed-ask")
        in_dialog(qaa.page, "열람이 필요한 사유", "시민이 번호를 잘못 적었다고 하심", "신청")
        qaa.open("/sealed", "기다림")
        expect(qaa.page.get_by_role("tab", name="승인을 기다림")).to_have_count(0)
        qaa.picture("sealed-mine-waiting")

        boss.open("/sealed", "시민이 번호를 잘못 적었다고 하심")
        expect(boss.page.get_by_role("link", name="원본 1")).to_be_visible()
        boss.pictures("sealed-waiting")
        boss.page.get_by_role("button", name="승인", exact=True).click()
        boss.pictures("sealed-approve")
        in_dialog(boss.page, "결정하는 사유", "민원 처리에 필요함", "승인")
        expect(boss.page.locator("main")).to_contain_text("승인을 기다리는 신청이 없습니다.")

        # The page asks the server again by itself.
        opener = qaa.page.get_by_role("button", name="열기", exact=True)
        opener.wait_for(timeout=20_000)
        qaa.pictures("sealed-mine-approved")
        opener.click()
        dialog = qaa.page.get_by_role("dialog")
        dialog.get_by_role("button", name="열기", exact=True).click()
        expect(dialog).to_contain_text(SECRET)
        qaa.pictures("sealed-open")
        qaa.page.keyboard.press("Escape")
        expect(dialog).to_contain_text("정말 닫으시겠습니까?")
        dialog.get_by_role("button", name="계속 보기").click()
        expect(dialog).to_contain_text(SECRET)
        dialog.get_by_role("button", name="닫기").last.click()
        dialog.get_by_role("button", name="닫고 마침").click()
        expect(qaa.page.locator("main")).to_contain_text("열람함")
        expect(opener).to_have_count(0)
        boss.open("/sealed?tab=settled", "민원 처리에 필요함")
        boss.pictures("sealed-settled")


def test_nobody_decides_their_own_and_everybody_may_withdraw(chromium: Browser, centre: Centre) -> None:
    with (
        window_of(chromium, centre, "supervisor") as boss,
        window_of(chromium, centre, "admin") as admin,
    ):
        call = masked_call(boss)
        for reason in ("녹음과 대조", "다시 대조"):
            boss.open(call, "전화번호")
            boss.page.get_by_role("button", name="원본 열람 신청").click()
            in_dialog(boss.page, "열람이 필요한 사유", reason, "신청")
            boss.open("/sealed?tab=waiting", "승인을 기다리는 신청이 없습니다.")
            if reason == "녹음과 대조":
                boss.open("/sealed?tab=mine", reason)
                row_of(boss.page, reason).get_by_role("button", name="철회").click()
                expect(row_of(boss.page, reason)).to_contain_text("거둠")
        admin.open("/sealed", "다시 대조")
        admin.page.get_by_role("button", name="반려", exact=True).click()
        in_dialog(admin.page, "결정하는 사유", "한 번으로 충분함", "반려")
        boss.open("/sealed?tab=mine", "한 번으로 충분함")
        expect(row_of(boss.page, "다시 대조")).to_contain_text("반려")


def test_a_question_listens_again(chromium: Browser, centre: Centre) -> None:
    with window_of(chromium, centre, "supervisor") as boss:
        boss.open("/menus", "그때 음성 32%, 번호 95%")
        expect(boss.page.get_by_role("button", name="다시 듣게 하기")).to_have_count(0)
    with window_of(chromium, centre, "admin") as admin:
        page = admin.page
        admin.open("/menus", "그때 음성 32%, 번호 95%")
        expect(row_of(page, QUIET)).to_contain_text("19 / 60번")
        page.get_by_role("button", name="음성", exact=True).click()
        page.wait_for_url(re.compile("sort=speech"))
        expect(page.locator("tbody tr").first).to_contain_text(QUIET)
        page.get_by_role("button", name="다시 듣게 하기").click()
        admin.pictures("menus-listen")
        page.get_by_role("dialog").get_by_role("button", name="듣게 하기").click()
        expect(row_of(page, QUIET)).not_to_contain_text("멈춤")
        expect(row_of(page, QUIET)).to_contain_text("답 없음")
        expect(page.get_by_role("button", name="다시 듣게 하기")).to_have_count(0)


def test_a_message_is_sent_again_and_a_job_done_now(chromium: Browser, centre: Centre) -> None:
    with window_of(chromium, centre, "admin") as admin:
        page = admin.page
        admin.open("/operations?tab=outbox", "no answer in 10 s")
        page.get_by_role("button", name="다시 보내기").click()
        admin.pictures("outbox-retry")
        in_dialog(page, "다시 보내는 사유", "받는 쪽을 고쳤음", "다시 보내기")
        expect(page.locator("main")).to_contain_text("이 상태의 메시지가 없습니다.")
        page.get_by_label("상태").select_option(label="기다림")
        expect(row_of(page, "민원 접수").first).to_contain_text("0번")

        page.get_by_role("tab", name="예약 작업").click()
        job = row_of(page, "check_recordings")
        job.get_by_role("button", name="지금 하기").click()
        expect(page.locator("[role=status]").filter(has_text="곧 시작합니다.")).to_be_visible()
        expect(job).to_contain_text("마침", timeout=20_000)
        entries = page.request.get(f"{centre.origin}/api/audit?action=job.run").json()["items"]
        assert [entry["object"] for entry in entries] == ["job:check_recordings"]


def test_a_finding_is_settled_with_a_note(chromium: Browser, centre: Centre) -> None:
    with window_of(chromium, centre, "supervisor") as boss:
        page = boss.page
        boss.open("/operations", "171초")
        expect(page.get_by_role("tab", name="전송함")).to_have_count(0)
        row_of(page, "171초").get_by_role("button", name="확인").click()
        boss.pictures("finding-settle")
        in_dialog(page, "살펴보고 하신 일", "디스크가 가득 차 있었음", "확인")
        expect(row_of(page, "171초")).to_have_count(0)
        page.get_by_label("점검 결과 상태").select_option(label="확인한 것")
        expect(row_of(page, "171초")).to_contain_text("디스크가 가득 차 있었음")
        boss.pictures("findings-settled")
