"""Numbers that are nobody's secret: hotlines anybody may be told."""

PUBLIC_NUMBERS = frozenset(
    {
        "15771000",  # 국민건강보험공단
        "15880075",  # 근로복지공단
        "15771366",  # 다누리콜센터
        "15770199",  # 정신건강 위기상담
        "15771389",  # 노인보호전문기관
        "15889191",  # 생명의전화
    }
)
"""Numbers of eight digits and more; shorter ones (110, 120, 112 …) are never masked in the first place.
The city's own lines are added by whoever makes a `Masker`."""
