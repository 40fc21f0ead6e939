"""Words around spoken numbers: what may stand inside one, what ends one, what counts, what announces."""

from __future__ import annotations

import re
from importlib.resources import files

import yaml

from callcenter.privacy.kinds import Kind

_WORDS: dict[str, list[str]] = {
    name: words.split()
    for name, words in yaml.safe_load(files(__package__).joinpath("words.yaml").read_text("utf-8")).items()
}


def _any(*names: str) -> str:
    """A pattern for the words of these lists, the longest first."""
    words = [word for name in names for word in _WORDS[name]]
    return "|".join(sorted(words, key=len, reverse=True))


FILLERS, REGRETS, RESTARTS = (frozenset(_WORDS[name]) for name in ("fillers", "regrets", "restarts"))

ENDING = re.compile(rf"(?:번|국)?(?:{_any('predicates', 'particles')})?|번호")
"""What may follow the last digit within the same word, the word being a number all the same."""

JOINT = re.compile(r"(?:에|의|국에|국의|번에|다시|하이픈|대시)")
"""What stands between groups of one number written as one word: 공일공에일이삼사."""

COUNTER = re.compile(rf"(?:{_any('counters')})")
"""At the beginning of what follows digits without a space: 50000원이에요, 백삼동."""
COUNTER_WORD = re.compile(rf"(?:{_any('counters')}|번)(?:{_any('after_counters')})?")
"""A word of its own after digits: 50000 원, 3 층에."""
MEASURES = re.compile(r"(?:㎡|m²|m2|%|℃|km|kg|cm|mm|원)")

LETTERS = {
    "에이치": "H", "에이": "A", "에프": "F", "에스": "S", "엠": "M", "엔": "N", "알": "R", "지": "G",
    "디": "D", "비": "B", "씨": "C", "시": "C", "티": "T", "피": "P", "케이": "K", "제이": "J",
}  # fmt: skip
LETTER = re.compile(rf"({'|'.join(LETTERS)})(?:에|의|요|이고|이고요|하고)?")
FIRST_LETTERS = "엠|에스|알|지|디|티|피"
"""How passport numbers begin: M S R G D T, P in old ones."""
REGION = re.compile(rf"({_any('regions')})(?:에|의|이고|이고요|하고)?")
"""Older driver's licences begin with where they were given instead of two digits."""

AGAINST = "against"
"""Announces a number that is nobody's secret."""
NUMBER = "number"
"""Announces a number without saying which."""
_N = r"\s*번호"
CUE = re.compile(
    rf"""
    (?P<against>(?:접수|민원|관리|문서|우편|대기|고지|납부|송장|운송장|등기|사업자(?:\s*등록)?|법인(?:\s*등록)?|주문|예약
        |차대|공고|신고|허가|인증|고객|회원|수용가|과세|차량(?:\s*등록)?|자동차(?:\s*등록)?|차|일련|상품|제품|모델|건물
        |등록\s*면허|시리얼
        |발급|문서\s*확인|승인|처리|안건|의안|물품|품목|버스|노선|영수증|대기표){_N}(?!호)|사업자|송장|등기|바코드|번호판|전자\s*납부|법률\s*제|문서번호)
    |(?P<alien>외국인\s*(?:등록)?\s*(?:번호|증))
    |(?P<resident>주민\s*(?:등록)?{_N}|주민\s*(?:앞|뒤|뒷)|민증|앞\s*여섯|뒤\s*일곱)
    |(?P<card>카드(?:{_N})?)
    |(?P<account>(?:계좌|통장)(?:{_N})?|환급|입금|은행|농협|신협|수협|새마을금고|우체국|뱅크|예금주)
    |(?P<passport>여권(?:{_N})?)
    |(?P<licence>면허(?:증)?(?:{_N})?)
    |(?P<phone>(?:전화|연락처|폰|팩스)(?:{_N})|전화|연락처|연락|휴대\s*폰|핸드\s*폰|핸폰|폰|팩스|문자|(?<![A-Za-z])(?:HP|TEL|FAX|Tel|tel|Fax|fax|hp)(?![A-Za-z]))
    |(?P<side>뒷\s*자리|뒤\s*자리|앞\s*자리)
    |(?P<tail>뒷\s*번호|끝\s*번호|끝\s*자리|네\s*자리)
    |(?P<number>번호)
    """,
    re.VERBOSE,
)
CUE_KINDS: dict[str, Kind | str] = {
    "against": AGAINST,
    "alien": Kind.ALIEN,
    "resident": Kind.RESIDENT,
    "card": Kind.CARD,
    "account": Kind.ACCOUNT,
    "passport": Kind.PASSPORT,
    "licence": Kind.LICENCE,
    "phone": Kind.PHONE,
    "side": Kind.RESIDENT,
    "tail": Kind.PHONE,
    "number": NUMBER,
}
