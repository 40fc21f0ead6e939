"""Numbers, counters, dates, telephone numbers and particles, against how Koreans say them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.speech.korean_counters import counted
from callcenter.speech.korean_dates import clock, month_word, spoken_date, spoken_datetime
from callcenter.speech.korean_numbers import decimal, digit_by_digit, native, sino
from callcenter.speech.korean_particles import resolve_particles
from callcenter.speech.korean_phones import phone_groups, spoken_phone


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "영"),
        (1, "일"),
        (10, "십"),
        (11, "십일"),
        (20, "이십"),
        (100, "백"),
        (101, "백일"),
        (110, "백십"),
        (111, "백십일"),
        (1_000, "천"),
        (1_111, "천백십일"),
        (2_026, "이천이십육"),
        (10_000, "만"),
        (10_001, "만 일"),
        (15_000, "만 오천"),
        (20_000, "이만"),
        (50_000, "오만"),
        (110_000, "십일만"),
        (123_456, "십이만 삼천사백오십육"),
        (1_000_000, "백만"),
        (10_000_000, "천만"),
        (100_000_000, "일억"),
        (100_010_000, "일억 일만"),
        (681_720_000, "육억 팔천백칠십이만"),
        (1_128_250_000, "십일억 이천팔백이십오만"),
        (10**12, "일조"),
        (-7, "마이너스 칠"),
    ],
)
def test_sino(number: int, words: str) -> None:
    assert sino(number) == words


def test_sino_refuses_what_has_no_name() -> None:
    with pytest.raises(ValueError, match="too large"):
        sino(10**20)


@pytest.mark.parametrize(
    ("number", "alone", "before"),
    [
        (1, "하나", "한"),
        (2, "둘", "두"),
        (3, "셋", "세"),
        (4, "넷", "네"),
        (5, "다섯", "다섯"),
        (10, "열", "열"),
        (11, "열하나", "열한"),
        (20, "스물", "스무"),
        (21, "스물하나", "스물한"),
        (34, "서른넷", "서른네"),
        (99, "아흔아홉", "아흔아홉"),
    ],
)
def test_native(number: int, alone: str, before: str) -> None:
    assert native(number) == alone
    assert native(number, before_counter=True) == before


@pytest.mark.parametrize("number", [0, 100, -1])
def test_native_ends_at_99(number: int) -> None:
    with pytest.raises(ValueError, match="native"):
        native(number)


@pytest.mark.parametrize(
    ("number", "counter", "words"),
    [
        (3, "명", "세 명"),
        (20, "명", "스무 명"),
        (100, "명", "백 명"),
        (1, "번째", "첫 번째"),
        (3, "번째", "세 번째"),
        (21, "번째", "스물한 번째"),
        (100, "번째", "백 번째"),
        (3, "층", "삼 층"),
        (12, "시간", "열두 시간"),
        (30, "분", "삼십 분"),
        (6, "개월", "육 개월"),
        (2, "건", "두 건"),
        (1, "번", "일 번"),
        (5, "무엇", "오 무엇"),
    ],
)
def test_counted(number: int, counter: str, words: str) -> None:
    assert counted(number, counter) == words


def test_months_that_wear_down() -> None:
    assert [month_word(month) for month in (1, 6, 10, 12)] == ["일월", "유월", "시월", "십이월"]
    with pytest.raises(ValueError, match="month"):
        month_word(13)


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (0, 0, "밤 열두 시"),
        (0, 30, "밤 열두 시 삼십 분"),
        (1, 5, "오전 한 시 오 분"),
        (9, 0, "오전 아홉 시"),
        (11, 59, "오전 열한 시 오십구 분"),
        (12, 0, "낮 열두 시"),
        (12, 30, "오후 열두 시 삼십 분"),
        (13, 0, "오후 한 시"),
        (14, 30, "오후 두 시 삼십 분"),
        (18, 0, "오후 여섯 시"),
        (24, 0, "밤 열두 시"),
    ],
)
def test_clock(hour: int, minute: int, words: str) -> None:
    assert clock(hour, minute) == words


@pytest.mark.parametrize(("hour", "minute"), [(25, 0), (24, 1), (12, 60), (-1, 0)])
def test_clock_refuses_what_is_no_time(hour: int, minute: int) -> None:
    with pytest.raises(ValueError, match="time of day"):
        clock(hour, minute)


def test_dates() -> None:
    assert spoken_date(date(2026, 6, 3)) == "유월 삼일 수요일"
    assert spoken_date(date(2026, 10, 9), year=True, weekday=False) == "이천이십육년 시월 구일"
    assert (
        spoken_datetime(datetime.fromisoformat("2026-05-06T09:00+09:00")) == "오월 육일 수요일 오전 아홉 시"
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("02-120", "공이 일이공"),
        ("010-1234-5678", "공일공 일이삼사 오육칠팔"),
        ("01012345678", "공일공 일이삼사 오육칠팔"),
        ("0212345678", "공이 일이삼사 오육칠팔"),
        ("021234567", "공이 일이삼 사오육칠"),
        ("0311234567", "공삼일 일이삼 사오육칠"),
        ("07012345678", "공칠공 일이삼사 오육칠팔"),
        ("050212345678", "공오공이 일이삼사 오육칠팔"),
        ("1588-1234", "일오팔팔 일이삼사"),
        ("15881234", "일오팔팔 일이삼사"),
        ("+82-10-1234-5678", "공일공 일이삼사 오육칠팔"),
        ("+821012345678", "공일공 일이삼사 오육칠팔"),
        ("+82 2 120", "공이 일이공"),
        ("031) 123-4567", "공삼일 일이삼 사오육칠"),
        ("120", "일이공"),
        ("112", "일일이"),
    ],
)
def test_phone(written: str, said: str) -> None:
    assert spoken_phone(written) == said


@given(st.text("0123456789", min_size=1, max_size=15))
def test_phone_groups_lose_no_digit(digits: str) -> None:
    assert "".join(phone_groups(digits)) == digits
    assert len(digit_by_digit(digits)) == len(digits)


def test_decimal() -> None:
    assert decimal("1,234.05") == "천이백삼십사 점 영오"
    assert decimal("0.5") == "영 점 오"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("설날(으)로", "설날로"),
        ("추석(으)로", "추석으로"),
        ("휴가(으)로", "휴가로"),
        ("휴일은(는)", "휴일은"),
        ("접수는(은)", "접수는"),
        ("민원이(가) 접수", "민원이 접수"),
        ("서류을(를)", "서류를"),
        ("시청과(와)", "시청과"),
        ("바다(이)며", "바다며"),
        ("A(으)로", "A(으)로"),
    ],
)
def test_particles(written: str, said: str) -> None:
    assert resolve_particles(written) == said
