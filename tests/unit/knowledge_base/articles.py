"""Small articles for the tests of the knowledge base."""

from __future__ import annotations

from datetime import date

from knowledge_base.article import Article, NextSteps, Source

PHRASINGS: dict[str, tuple[str, tuple[str, ...]]] = {
    "passport-fee": (
        "여권 발급 수수료",
        (
            "여권 만드는 데 얼마예요", "여권 값이 얼마나 해요", "여권 비용", "여권 수수료 카드 되나요",
            "십 년짜리 여권 얼마예요", "여권 돈 많이 들어요", "여권 발급비", "여권 인지대가 얼마죠",
            "애들 여권은 얼마예요", "단수여권 가격", "여권 요금 알려주세요", "여권 하는데 돈이 얼마나 들지",
        ),
    ),
    "passport-lost": (
        "여권 분실 신고와 재발급",
        (
            "여권을 잃어버렸어요", "여권이 없어졌어요", "여권 분실했는데요", "여권 도난당했어요",
            "여권을 어디 흘렸는지 모르겠어요", "잃어버린 여권 다시 만들려고요", "여권 분실신고 어디서 해요",
            "여권이 안 보여요", "여권 잃어버렸다가 찾았어요", "분실 여권 재발급",
            "외국에서 여권을 잃어버렸어요",
            "여권 없어져서 새로 해야 돼요",
        ),
    ),
    "streetlight": (
        "가로등·보안등 고장 신고",
        (
            "가로등이 안 켜져요", "골목이 캄캄해요", "보안등이 나갔어요", "집 앞 가로등 불이 꺼졌어요",
            "길이 너무 어두워요", "가로등이 깜빡거려요", "가로등 고장 신고", "전봇대 불이 안 들어와요",
            "밤에 어두워서 무서워요", "낮에도 가로등이 켜져 있어요", "보안등 좀 고쳐 주세요", "등이 나갔어요",
        ),
    ),
    "bulky-waste": (
        "대형폐기물 배출",
        (
            "장롱 버리려고요", "냉장고 버리는 데 돈 내요", "소파 버릴 때 스티커", "침대 내놓으려면요",
            "책상 버려야 되는데", "큰 가구 어떻게 버려요", "대형폐기물 신고", "매트리스 수거해 주세요",
            "폐기물 스티커 어디서 사요", "이사하면서 가구 버리려고요", "세탁기 버리려고요", "피아노 버리기",
        ),
    ),
}  # fmt: skip


def article(slug: str, **changes: object) -> Article:
    """One complete article; `changes` replaces fields."""
    title, phrasings = PHRASINGS[slug]
    whole = Article(
        slug=slug,
        title=title,
        desk=slug.split("-", maxsplit=1)[0],
        owner="민원과",
        sources=[Source(name="여권법 시행령", year=2026)],
        reviewed=date(2026, 11, 1),
        expires=date(2027, 10, 31),
        phrasings=list(phrasings),
        keywords=[title.split(maxsplit=1)[0]],
        synonyms=[title.replace(" ", "")],
        next_steps=NextSteps(ticket_type="civil_inquiry", queue="civil", sms="[{{city.name}}] 안내입니다."),
        spoken="안내해 드립니다. 창구로 오시면 됩니다.",
        body="## 수수료\n없습니다.",
    )
    return whole.model_copy(update=changes)


def articles() -> list[Article]:
    """All of them."""
    return [article(slug) for slug in PHRASINGS]
