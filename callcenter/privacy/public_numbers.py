"""Numbers that are nobody's secret: hotlines anybody may be told."""

SHORT_CODES = frozenset(
    str(code)
    for code in (
        *(110, 111, 112, 113, 114, 117, 118, 119, 120, 122, 125, 126, 128, 129),
        *(131, 132, 182, 188),
        *(1301, 1330, 1332, 1333, 1336, 1339, 1345, 1350, 1355, 1357, 1365, 1366),
        *(1372, 1379, 1382, 1388, 1389, 1390, 1391, 1393),
    )
)
PUBLIC_NUMBERS = SHORT_CODES | frozenset(
    {
        "15771000",  # 국민건강보험공단
        "15880075",  # 근로복지공단
        "15771366",  # 다누리콜센터
        "15770199",  # 정신건강 위기상담
        "15771389",  # 노인보호전문기관
        "15889191",  # 생명의전화
    }
)
"""The city's own lines are added by whoever makes a `Masker`."""
