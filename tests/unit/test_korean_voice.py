"""The callers' voice of the tests says words as Koreans do."""

import pytest

from tests.support.korean_voice.phonemes import pho
from tests.support.korean_voice.pronunciation import pronounced

JAMO = ("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ", "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ")
CODAS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"


def spelt(text: str) -> str:
    """Spoken syllables written down as they sound."""
    onsets, vowels = JAMO
    letters = (
        (" " if one.first else "")
        + chr(
            ord("가")
            + (onsets.index(one.onset) * 21 + vowels.index(one.vowel)) * 28
            + CODAS.index(one.coda or " ")
        )
        for one in pronounced(text)
    )
    return "".join(letters).strip()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("주민등록등본", "주민등녹뜽본"),
        ("잃어버렸어요", "이러버려써요"),
        ("쌓여 있어요", "싸여 이써요"),
        ("많아요", "마나요"),
        ("않는", "안는"),
        ("좋다", "조타"),
        ("놓는", "논는"),
        ("같이", "가치"),
        ("신라", "실라"),
        ("협력", "혐녁"),
        ("음료수", "음뇨수"),
        ("값이", "갑씨"),
        ("닭을", "달글"),
        ("옷 안에", "오 다네"),
        ("맞히다", "마치다"),
        ("국물", "궁물"),
        ("입학", "이팍"),
        ("밖", "박"),
    ],
)
def test_as_the_standard_pronunciation_has_it(written: str, said: str) -> None:
    assert spelt(written) == said


def test_what_is_no_hangul_is_refused() -> None:
    with pytest.raises(ValueError, match="'5'"):
        pronounced("여권 5만")


def test_phonemes_with_length_and_pitch() -> None:
    lines = pho("시청, 네").splitlines()
    assert [line.split()[0] for line in lines] == ["_", "s", "i", "ts\\_h", "V", "N", "_", "n", "e", "_"]
    assert all(int(line.split()[1]) > 0 for line in lines)
    # The last vowel of a breath is longer and falls.
    vowels = [list(map(int, line.split()[1:])) for line in lines if line.split()[0] in "iVe"]
    assert vowels[0][0] < vowels[1][0]
    assert vowels[1][2] > vowels[1][4]
