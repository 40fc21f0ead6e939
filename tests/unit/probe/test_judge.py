import pytest

from callcenter.messages import LANGUAGES, catalogue, sentence
from callcenter.probe.messages import Answered, Dialling, Ended, Failed, Hearing, Report
from callcenter.probe.nagios import line
from callcenter.probe.probe import Limits, State, judge


def _call(**changes: object) -> list[Report]:
    facts: dict[str, object] = {"setup_ms": 220, "first_sound_ms": 60, "sound_ms": 4000, "level_dbfs": -20.0}
    facts |= {"received": 250, "lost": 0, "seconds": 5.0, "cause": "time_over", **changes}
    first = facts.pop("first_sound_ms")
    answered = Answered.model_validate({"setup_ms": facts.pop("setup_ms"), "digits": "rfc4733"})
    hearing = Hearing.model_validate({"first_sound_ms": first or 0, "level_dbfs": -20.0})
    heard = [] if first is None else [hearing]
    return [Dialling(), answered, *heard, Ended.model_validate(facts)]


def test_a_good_call_is_fine() -> None:
    verdict = judge(_call(), Limits())
    assert (verdict.state, verdict.weak, verdict.loss_percent) == (State.FINE, (), 0.0)
    assert line(verdict, "120", Limits(), "ko") == (
        "정상 - 120번이 220 ms 만에 연결되었고 60 ms 뒤에 안내 음성이 들렸습니다. 손실은 0 %, "
        "음량은 -20 dBFS였습니다. | "
        "setup=220ms;2000;; first_sound=60ms;2500;; loss=0%;1;; level=-20;-38:;;"
    )


@pytest.mark.parametrize(
    ("changes", "weak"),
    [
        ({"setup_ms": 2500}, "setup_ms"),
        ({"first_sound_ms": 3000}, "first_sound_ms"),
        ({"received": 240, "lost": 10}, "loss_percent"),
        ({"level_dbfs": -44.0}, "level_dbfs"),
        ({"sound_ms": 300}, "sound_share"),
    ],
)
def test_each_limit_degrades(changes: dict[str, object], weak: str) -> None:
    verdict = judge(_call(**changes), Limits())
    assert (verdict.state, verdict.weak) == (State.DEGRADED, (weak,))
    assert sentence(f"probe.weak_{weak}") in line(verdict, "120", Limits(), "ko")


@pytest.mark.parametrize(("received", "code"), [(250, "probe.silent"), (0, "probe.no_media")])
def test_nothing_heard_is_down(received: int, code: str) -> None:
    verdict = judge(_call(first_sound_ms=None, received=received, sound_ms=0, level_dbfs=None), Limits())
    assert (verdict.state, verdict.code) == (State.DOWN, code)


def test_a_refused_call_says_so_and_leaves_out_what_was_not_measured() -> None:
    verdict = judge([Dialling(), Failed(code="probe.busy", facts={"status": 486}, status=486)], Limits())
    assert line(verdict, "120", Limits(), "en") == "CRITICAL - The line is busy (SIP 486)."


def test_both_languages_say_the_same_things() -> None:
    codes = [{code for code in catalogue(language) if code.startswith("probe.")} for language in LANGUAGES]
    assert codes[0] == codes[1]
