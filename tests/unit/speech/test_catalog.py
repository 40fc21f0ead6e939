"""The prompt texts: shipped ones are complete, mistakes are named."""

from __future__ import annotations

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from callcenter.speech.catalog import CatalogError, load_catalog
from callcenter.speech.espeak import EspeakVoice
from callcenter.speech.spoken_values import ValueSpeechError, speak_value

PROMPTS = Path(__file__).parents[3] / "ivr_flows" / "prompts"
SEOUL = ZoneInfo("Asia/Seoul")
VALUES: dict[str, str | int | bool] = {
    "number": "01012345678",
    "n": 3,
    "minutes": 12,
    "label": "설날",
    "what": "여권 재발급",
    "answer": "수수료는 50,000원입니다.",
    "next_opening": "2026-06-10T00:00:00+00:00",
}
#: What apps/app_queue.c and main/say.c (get_number_str_en) of Asterisk 22 look for by name.
DIGITS = [*range(21), 30, 40, 50, 60, 70, 80, 90, "hundred", "thousand", "million", "billion", "minus"]
QUEUE = (
    "youarenext thereare callswaiting quantity1 quantity2 holdtime minute minutes seconds thankyou "
    "reporthold periodic-announce"
)


def test_shipped_languages_have_the_same_prompts_and_sounds() -> None:
    catalog = load_catalog(PROMPTS)
    assert catalog.languages == ("en", "ko")
    assert set(catalog.prompts("ko")) == set(catalog.prompts("en"))
    assert set(catalog.sounds("ko")) == set(catalog.sounds("en"))


def test_all_sounds_that_asterisk_strings_together_are_there() -> None:
    wanted = {f"digits/{name}" for name in DIGITS} | {f"queue-{name}" for name in QUEUE.split()}
    assert wanted <= set(load_catalog(PROMPTS).sounds("ko"))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_prompt_has_words(language: str) -> None:
    catalog = load_catalog(PROMPTS)
    for prompt in (*catalog.prompts(language).values(), *catalog.sounds(language).values()):
        words = prompt.words(VALUES, SEOUL)
        assert "{" not in words
        assert not (language == "ko" and re.search("[0-9A-Za-z]", words)), words


def test_korean_prompts_are_polite_and_brief() -> None:
    """Formal endings throughout; nobody remembers more than a breath or two."""
    for prompt in load_catalog(PROMPTS).prompts("ko").values():
        words = prompt.words(VALUES, SEOUL)
        sentences = [s for s in re.split(r"(?<=[.?])\s+", words) if s]
        assert all(
            re.search(r"(습니다|십시오|습니까|십니까|입니다|합니다|됩니다|립니다|니다)[.?]$", s)
            for s in sentences
        )
        assert len(words) <= 140, prompt.id


def test_values_in_sentences() -> None:
    catalog = load_catalog(PROMPTS, {"centre": "나라시 콜센터"})
    say = {key: prompt.words(VALUES, SEOUL) for key, prompt in catalog.prompts("ko").items()}
    assert say["greeting"] == "안녕하십니까? 나라시 콜센터입니다."
    assert say["closed_holiday"].startswith("오늘은 설날로 상담을 쉽니다. 유월 십일 수요일 오전 아홉 시부터")
    assert "공일공, 일이삼사, 오육칠팔번" in say["callback_read_back"]
    english = catalog.prompts("en")["closed_now"].words(VALUES, SEOUL)
    assert english.endswith("Our agents are back on Wednesday, June 10, at 9 AM.")


def test_a_language_without_a_prompt_falls_back_to_korean() -> None:
    catalog = load_catalog(PROMPTS)
    assert catalog.get("zh", "greeting").language == "ko"
    with pytest.raises(KeyError):
        catalog.get("ko", "never_written")


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        ("", "datetime", "다음 상담 시간"),
        ("", "text", "휴무"),
        (21, "number", "이십일"),
        ("0120", "digits", "공일이공"),
        ("2026-06-10T00:00:00+00:00", "time", "오전 아홉 시"),
    ],
)
def test_korean_values(value: str | int, kind: str, words: str) -> None:
    assert speak_value(value, kind, "ko", SEOUL) == words


@pytest.mark.parametrize(
    ("value", "kind"), [("tomorrow", "datetime"), ("2026-06-10T09:00", "time"), ("x", "number")]
)
def test_wrong_value_is_refused_without_repeating_it(value: str, kind: str) -> None:
    with pytest.raises(ValueSpeechError) as caught:
        speak_value(value, kind, "ko", SEOUL)
    assert value not in str(caught.value).split()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("language: ko\nprompts: {a: 'x {'}", "braces"),
        ("language: ko\nprompts: {a: 'x {n:colour}'}", "unknown"),
        ("language: ko\nprompts: {a: 'x {town}'}", "site"),
        ("language: en\nprompts: {a: x}", "language is 'en'"),
        ("language: ko\nprompts: {A B: x}", "prompts"),
        ("language: ko\n", "prompts"),
        ("language: [", "cannot be read"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "ko.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=message):
        load_catalog(tmp_path)


def test_no_korean_is_no_catalog(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"ko\.yaml"):
        load_catalog(tmp_path)


def test_espeak_speaks_every_korean_value_kind() -> None:
    """One real sentence with a value of each kind is spoken by the built-in voice."""
    prompt = load_catalog(PROMPTS).prompts("ko")["closed_holiday"]
    assert EspeakVoice("ko").speak(prompt.words(VALUES, SEOUL)).seconds > 4
