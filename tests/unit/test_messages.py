"""Every sentence exists in every language, with the same facts in it."""

import re
import string
from pathlib import Path

import callcenter
from callcenter.messages import catalogue, sentence

CODE = re.compile(r'"((?:security|citizens|tickets|callbacks|knowledge|realtime|privacy)\.[a-z_0-9]+)"')


def facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_languages_have_the_same_sentences_and_facts() -> None:
    korean, english = catalogue("ko"), catalogue("en")
    assert set(korean) == set(english)
    for code, text in korean.items():
        assert facts(text) == facts(english[code]), code


def test_korean_sentences_are_polite() -> None:
    for code, text in catalogue("ko").items():
        if text.endswith("."):
            assert re.search(r"(니다|시오)\.$", text), (code, text)


def test_every_code_in_the_source_has_a_sentence() -> None:
    root = Path(callcenter.__file__).parent
    used = {
        code
        for path in root.rglob("*.py")
        for code in CODE.findall(path.read_text())
        if not code.endswith((".xlsx", ".yaml"))
    }
    audit = {"security.login_taken", "security.extension_taken"}
    assert {code for code in used | audit if code not in catalogue("ko")} == set()


def test_facts_are_filled_in() -> None:
    assert sentence("http_413", "en", {"megabytes": 2}).startswith("At most 2 MB")
