"""Facts of the city in an article's text, and the text as a tree without HTML."""

from callcenter.knowledge.facts import Facts
from callcenter.knowledge.markdown import Heading, ListBlock, Paragraph, TableBlock, blocks
from callcenter.settings import Settings
from knowledge_base.loader import load_articles
from knowledge_base.placeholders import known_placeholders

FACTS = Facts({"city.name": "다온시"}, {"city.name": "예시시", "fee.copy": "1*000*원 | 면제"})


def test_what_the_site_has_set_stands_before_the_example() -> None:
    filled = FACTS.fill("{{city.name}} 수수료는 {{ fee.copy }}입니다.")
    assert filled.text == "다온시 수수료는 1*000*원 | 면제입니다."
    assert (filled.examples, filled.missing) == (("fee.copy",), ())


def test_a_hole_stays_visible() -> None:
    filled = FACTS.fill("{{office.nowhere}}로 오십시오.")
    assert filled.text == "{{office.nowhere}}로 오십시오."
    assert filled.missing == ("office.nowhere",)


def test_names_that_no_article_can_ask_for_are_told() -> None:
    assert Facts({"city.nmae": "x", "city.name": "y"}, {"city.name": "z"}).unknown() == ["city.nmae"]


def test_settings_take_dotted_names_with_and_without_quotes() -> None:
    facts = {"office.passport.phone": "120", "office": {"car": {"place": "2층"}}}
    assert Settings.model_validate({"facts": facts}).facts == {
        "office.passport.phone": "120",
        "office.car.place": "2층",
    }


def test_the_blocks_of_an_article() -> None:
    text = "## 기한\n- **1개월** 이내\n- {{city.name}}\n\n1. 하나\n\n"
    text += "|구분|금액|\n|--|--|\n|사본|{{fee.copy}}|\n\n끝\n줄"
    heading, bullets, ordered, table, last = blocks(text, FACTS)
    assert isinstance(heading, Heading)
    assert (heading.level, heading.spans[0].text) == (2, "기한")
    assert isinstance(bullets, ListBlock)
    first, second = (item[0] for item in bullets.items)
    assert isinstance(first, Paragraph)
    assert isinstance(second, Paragraph)
    assert [(span.text, span.strong) for span in first.spans] == [("1개월", True), (" 이내", False)]
    assert second.spans[0].text == "다온시"
    assert isinstance(ordered, ListBlock)
    assert ordered.ordered
    assert isinstance(table, TableBlock)
    assert [cell[0].text for cell in table.head] == ["구분", "금액"]
    # Stars and bars of a setting are characters, not marks.
    assert [(cell[0].text, cell[0].example) for cell in table.rows[0]] == [
        ("사본", False),
        ("1*000*원 | 면제", True),
    ]
    assert isinstance(last, Paragraph)
    assert last.spans[0].text == "끝 줄"


def test_html_and_script_addresses_are_only_text() -> None:
    text = "<script>alert(1)</script>\n\n[여기](javascript:alert(1)) [저기](https://city.example)"
    first, second = blocks(text, FACTS)
    assert isinstance(first, Paragraph)
    assert first.spans[0].text == "<script>alert(1)</script>"
    assert isinstance(second, Paragraph)
    assert {span.href for span in second.spans} == {None, "https://city.example"}


def test_every_article_becomes_blocks_without_holes() -> None:
    facts = Facts({}, known_placeholders())
    for article in load_articles()[0]:
        assert blocks(article.body, facts), article.slug
        assert facts.fill(article.spoken).missing == (), article.slug
        assert facts.fill(article.body).missing == (), article.slug
