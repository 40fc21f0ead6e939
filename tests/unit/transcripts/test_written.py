"""Numbers as they are written, and words that only look like numbers."""

import pytest

from callcenter.transcripts.written import number, written

READ = {
    "일월 이십일에 갈게요": "1월 20일에 갈게요",
    "일월 이십일 일이요": "1월 21일이요",
    "십이월 삼십일일까지": "12월 31일까지",
    "시월 삼일입니다": "10월 3일입니다",
    "유월 육일이에요": "6월 6일이에요",
    "11월 이십삼일에요": "11월 23일에요",
    "일 월 이 십 일 에 왔어요": "1월 20일 에 왔어요",
    "이천이십육년 삼월에": "2026년 3월에",
    "천구백팔십오년생이에요": "1985년생이에요",
    "매달 이십오일에": "매달 25일에",
    "오만 원이에요": "50,000원이에요",
    "오만삼천 원 나왔어요": "53,000원 나왔어요",
    "5만 원": "50,000원",
    "3만 5천 원이요": "35,000원이요",
    "천이백원": "1,200원",
    "백만 원까지": "1,000,000원까지",
    "오후 두 시 반에": "오후 2시 반에",
    "아홉 시부터 여섯시까지": "9시부터 6시까지",
    "열두 시 삼십 분": "12시 30분",
    "두 시간 기다렸어요": "2시간 기다렸어요",
    "백이 호 살아요": "102호 살아요",
    "십이 층이에요": "12층이에요",
    "육 개월 지났어요": "육 개월 지났어요",
    "십팔 개월": "18개월",
    "[전화번호]로 오만 원 보냈어요": "[전화번호]로 50,000원 보냈어요",
}
LEFT = [
    "이 일은 제가 할게요",
    "이 사람이 만든 일이에요",
    "민원을 넣었어요",
    "병원 직원이 사원이에요",
    "다시 한번 말씀해 주세요",
    "한시라도 빨리요",
    "이월되나요",
    "만일 안 되면요",
    "천천히 말씀해 주세요",
    "일일이 다 적었어요",
    "구이 전문점이요",
    "백일장 나가요",
    "이 층 말고요",
    "조금만요",
]


@pytest.mark.parametrize(("said", "shown"), READ.items())
def test_dates_times_and_money_are_written_as_digits(said: str, shown: str) -> None:
    assert written(said) == shown


@pytest.mark.parametrize("said", LEFT)
def test_words_are_left_alone(said: str) -> None:
    assert written(said) == said


@pytest.mark.parametrize("said", [*READ, *LEFT])
def test_what_is_written_is_not_changed_again(said: str) -> None:
    assert written(written(said)) == written(said)


def test_values() -> None:
    assert number("이천이십육") == 2026
    assert number("삼억 오천만") == 350_000_000
    assert number("일이삼") is None
    assert number("십천") is None
