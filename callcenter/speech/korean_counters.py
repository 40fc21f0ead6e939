"""Which counters take native numerals (세 명) and which Sino-Korean ones (삼 층)."""

from __future__ import annotations

from callcenter.speech.korean_numbers import native, sino

#: Counters of people and things; from 100 on they too are counted in Sino-Korean.
NATIVE = (
    "사람",
    "매",
    "배",
    "가지",
    "군데",
    "마리",
    "시간",
    "차례",
    "개",
    "건",
    "곳",
    "달",
    "대",
    "명",
    "벌",
    "살",
    "장",
    "잔",
    "통",
    "채",
    "켤레",
    "그루",
)
#: Counters of order, time, money and measure.
SINO = (
    "개월",
    "쪽",
    "년도",
    "학년",
    "호선",
    "번지",
    "번길",
    "번",
    "년",
    "분",
    "초",
    "원",
    "층",
    "호",
    "동",
    "세",
    "인",
    "회",
    "차",
    "위",
    "급",
    "부",
    "주",
    "박",
    "점",
    "도",
    "평",
    "퍼센트",
    "미터",
    "킬로미터",
    "센티미터",
    "제곱미터",
    "킬로그램",
    "리터",
)


def counted(number: int, counter: str) -> str:
    """A number with its counter: (3, "명") -> "세 명", (3, "층") -> "삼 층", (1, "번째") -> "첫 번째".

    A counter that is not known is counted in Sino-Korean.
    """
    if counter == "번째":
        return f"{ordinal_word(number)} 번째"
    if counter in NATIVE and 1 <= number <= 99:
        return f"{native(number, before_counter=True)} {counter}"
    return f"{sino(number)} {counter}"


def ordinal_word(number: int) -> str:
    """The word before 번째: 1 -> "첫", 2 -> "두", 21 -> "스물한"; beyond 99 Sino-Korean."""
    if number == 1:
        return "첫"
    return native(number, before_counter=True) if 2 <= number <= 99 else sino(number)
