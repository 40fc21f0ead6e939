"""Articles beside a real call: they follow the ticket, are read, attached, missed, taught and found."""

from __future__ import annotations

import os
import re
from pathlib import Path

from playwright.async_api import Page, expect
from sqlmodel import select

from callcenter.knowledge.models import KnowledgeUse
from callcenter.tickets.models import Ticket
from tests.support.asterisk import until
from tests.support.centre import Centre
from tests.support.desk import Desk, desk_of
from tests.support.rtp_end import rtp_end
from tests.support.sipp import Citizen, SippCall

UNKNOWN = "국민연금은 몇 살부터 받나요"
HEARD = "여권 껍데기가 떨어져 나갔는데요"
PICTURES = os.environ.get("ARTICLE_PICTURES")
"""A folder for pictures of what the test saw; without it none are taken."""


async def test_articles_follow_the_call_and_learn_from_it(centre: Centre, tmp_path: Path) -> None:
    logins = centre.logins()
    async with (
        desk_of(centre, logins["agent01"], 1000.0, tmp_path) as agent,
        desk_of(centre, logins["supervisor"], 1300.0, tmp_path) as supervisor,
        rtp_end(700.0) as sound,
    ):
        await agent.be_ready()
        async with SippCall(Citizen("01012342413", hang_up=False, media_port=sound.port), centre.sip_port):
            await until(lambda: len(sound.heard) > 8000, "the greeting is heard")
            sound.press("1")
            await agent.answer()
            await follow_read_and_attach(agent, centre)
            await miss_and_propose(agent.page)
            await review(supervisor)
            await found_at_once(agent.page)
            await agent.hang_up()
        assert agent.problems == []
        assert supervisor.problems == []


async def follow_read_and_attach(agent: Desk, centre: Centre) -> None:
    page = agent.page
    panel = page.get_by_role("tabpanel", name="지식")
    await expect(panel.get_by_text("여권·제증명에서 자주 쓰는 문서")).to_be_visible()
    await page.get_by_label("제목").fill("여권 분실")
    await page.get_by_label("내용").last.fill("지난주에 여권을 잃어버렸다고 하심")
    await expect(panel.get_by_text("민원 내용을 따라감")).to_be_visible()
    first = panel.get_by_role("article").first
    await expect(first).to_contain_text("분실")
    await picture(page, "follow")
    await page.keyboard.press("F2")
    await expect(panel.get_by_role("status", name="시민께 읽어 드릴 말")).to_be_visible()
    await picture(page, "read")
    await first.get_by_role("button", name="첨부").click()
    await expect(page.get_by_label("내용").last).to_have_value(re.compile(r"하심\n\n\[안내\] .+\n.+\n출처: "))

    def uses() -> list[tuple[str, str]]:
        with centre.database() as database, database.reading() as session:
            return sorted((use.how, use.slug) for use in session.exec(select(KnowledgeUse)))

    await until(
        lambda: uses() == [("attached", "passport-lost"), ("read", "passport-lost")], "both uses are kept"
    )

    def saved() -> bool:
        with centre.database() as database, database.reading() as session:
            return any("출처:" in ticket.body for ticket in session.exec(select(Ticket)))

    await until(saved, "the attached text is saved with the draft")


async def miss_and_propose(page: Page) -> None:
    panel = page.get_by_role("tabpanel", name="지식")
    await panel.get_by_label("지식 찾기").fill("ㅇㄱ ㅂㅅ")
    await expect(panel.get_by_role("article").first).to_contain_text("여권 분실")
    await panel.get_by_label("지식 찾기").fill(UNKNOWN)
    await expect(panel.get_by_text("꼭 맞는 문서가 없습니다")).to_be_visible()
    await panel.get_by_role("button", name="답을 못 찾음").click()
    await expect(page.get_by_text("미답변 질문으로 여권·제증명에 넘겼습니다.")).to_be_visible()
    await picture(page, "missed")
    await panel.get_by_label("지식 찾기").fill("여권 재발급")
    first = panel.get_by_role("article").first
    await expect(first).to_contain_text("여권 재발급")
    await first.get_by_role("link", name="전체 보기").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("여권 재발급")
    await picture(page, "article")
    await page.get_by_role("button", name="고칠 점 알리기").click()
    await page.get_by_label("시민이 다르게 묻는 말").last.fill(HEARD)
    await page.get_by_label("사유").fill("표지가 낡은 분이 이렇게 물으심")
    await page.get_by_role("button", name="알리기", exact=True).click()
    await expect(page.get_by_text("알렸습니다. 검토한 뒤 반영합니다.")).to_be_visible()


async def review(supervisor: Desk) -> None:
    page = supervisor.page
    await page.get_by_role("link", name="지식").click()
    await expect(page.get_by_role("table", name="문서")).to_be_visible()
    await picture(page, "list")
    await page.get_by_role("tab", name="미답변").click()
    row = page.get_by_role("row").filter(has_text=UNKNOWN)
    await row.get_by_role("button", name="내가 맡기").click()
    await row.get_by_role("button", name="마침").click()
    await page.get_by_label("결과").select_option("not_needed")
    await page.get_by_label("사유").fill("시청 업무가 아님")
    await page.get_by_role("dialog").get_by_role("button", name="마침").click()
    await expect(row).to_have_count(0)
    await page.get_by_role("tab", name="제안 검토").click()
    await picture(page, "review")
    await page.get_by_role("row").filter(has_text=HEARD).get_by_role("button", name="승인").click()
    await expect(page.get_by_text("이제 이 말로도 찾습니다")).to_be_visible()
    await page.get_by_role("tab", name="이용 현황").click()
    await expect(page.get_by_role("row").filter(has_text="여권 분실")).to_contain_text("100%")
    await picture(page, "figures")


async def found_at_once(page: Page) -> None:
    await page.get_by_role("link", name="상담", exact=True).click()
    panel = page.get_by_role("tabpanel", name="지식")
    await panel.get_by_label("지식 찾기").fill(HEARD)
    await expect(panel.get_by_role("article").first).to_contain_text(f"‘{HEARD}’")
    await expect(panel.get_by_role("article").first).to_contain_text("여권 재발급")


async def picture(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / f"{name}.png")
