"""Whole written sentences into words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.speech.korean_text import spoken


@pytest.mark.parametrize(
    ("written", "said"),
    [
        # money
        ("50,000원", "오만 원"),
        ("수수료는 53,000원입니다.", "수수료는 오만 삼천 원입니다."),
        ("5만원", "오만 원"),
        ("1만 5천원", "만 오천 원"),
        ("15만5천 원", "십오만 오천 원"),
        ("1억 2천만 원", "일억 이천만 원"),
        ("10만 원 미만", "십만 원 미만"),
        ("3만 명", "삼만 명"),
        # telephone numbers
        ("02-120", "공이 일이공"),
        ("문의: 010-1234-5678", "문의: 공일공 일이삼사 오육칠팔"),
        ("031-123-4567번으로", "공삼일 일이삼 사오육칠번으로"),
        ("031)123-4567", "공삼일 일이삼 사오육칠"),
        ("01012345678", "공일공 일이삼사 오육칠팔"),
        ("1588-1234", "일오팔팔 일이삼사"),
        ("국번 없이 120", "국번 없이 일이공"),
        # dates and times
        ("1월 20일", "일월 이십일"),
        ("6월 10일부터 10월 3일까지", "유월 십일부터 시월 삼일까지"),
        ("10월에", "시월에"),
        ("2026-05-06", "이천이십육년 오월 육일"),
        ("2026. 6. 3. 수요일", "이천이십육년 유월 삼일 수요일"),
        ("2026년 6월", "이천이십육 년 유월"),
        ("13월 40일", "십삼월 사십일"),
        ("14:30", "오후 두 시 삼십 분"),
        ("09:00~18:00", "오전 아홉 시부터 오후 여섯 시까지"),
        ("18시에", "오후 여섯 시에"),
        ("9시 30분", "아홉 시 삼십 분"),
        ("24시간", "스물네 시간"),
        ("12시", "열두 시"),
        # counters
        ("1번을 누르고", "일 번을 누르고"),
        ("3명", "세 명"),
        ("3번째", "세 번째"),
        ("사진 1장", "사진 한 장"),
        ("사진 2매", "사진 두 매"),
        ("6개월 이내", "육 개월 이내"),
        ("만 17세", "만 십칠 세"),
        ("3일 이내", "삼일 이내"),
        ("5일간", "오일간"),
        ("3~5일", "삼에서 오일"),
        ("1~2주", "일에서 이 주"),
        ("30분 이내 처리", "삼십 분 이내 처리"),
        # addresses
        ("시청로 34-5", "시청로 삼십사의 오"),
        ("중앙대로 1", "중앙대로 일"),
        ("시청로 12번길 34", "시청로 십이 번길 삼십사"),
        ("산 12-3번지", "산 십이 다시 삼 번지"),
        ("101동 1203호", "백일 동 천이백삼 호"),
        ("우편번호 12345", "우편번호 일이삼사오"),
        # measures and letters
        ("3.5%", "삼 점 오 퍼센트"),
        ("30㎡", "삼십 제곱미터"),
        ("5km", "오 킬로미터"),
        ("CCTV 30대", "씨씨티브이 서른 대"),
        ("SMS 알림", "에스엠에스 알림"),
        # nothing to do
        ("안녕하십니까?", "안녕하십니까?"),
        ("월드컵", "월드컵"),
        ("", ""),
    ],
)
def test_spoken(written: str, said: str) -> None:
    assert spoken(written) == said


@settings(max_examples=300, deadline=None)
@given(st.text("0123456789,.-~:/()%가나다로길번명원만천월일시분째 +AZaz", max_size=60))
def test_nothing_written_breaks_it_or_leaves_a_digit(written: str) -> None:
    said = spoken(written)
    assert not re.search("[0-9]", said)


def test_a_number_without_end_is_said_digit_by_digit() -> None:
    assert spoken("9" * 40 + "명") == "구" * 40
