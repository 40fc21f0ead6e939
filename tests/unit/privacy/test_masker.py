"""A talk while it goes on: numbers over several turns, repeats, and what becomes clear only later."""

from callcenter.privacy.kinds import Kind
from callcenter.privacy.masker import Masker
from callcenter.privacy.utterance import MaskedUtterance, Utterance, Word


def spoken(turn: int, speaker: str, text: str, at: float | None = None) -> Utterance:
    start = turn * 4.0 if at is None else at
    words = tuple(Word(word, start + n * 0.5, start + n * 0.5 + 0.4) for n, word in enumerate(text.split()))
    return Utterance(str(turn), speaker, start, words[-1].end, words)


def talk(*lines: str, masker: Masker | None = None) -> list[str]:
    """Lines such as "C: …" and what is left of each at the end."""
    masker = masker or Masker()
    texts: dict[str, str] = {}
    for turn, line in enumerate(lines):
        masked = masker.feed(spoken(turn, line[0], line[3:]))
        texts |= {one.id: one.text for one in (masked, *masked.updates)}
    return [texts[str(turn)] for turn in range(len(lines))]


def test_a_number_over_several_turns_with_repeats_between() -> None:
    assert talk(
        "A: 연락처가 어떻게 되세요",
        "C: 공일공에",
        "A: 네 공일공",
        "C: 일이삼사",
        "A: 일이삼사요",
        "C: 오육칠팔이요",
        "A: 오육칠팔 네 감사합니다",
    ) == [
        "연락처가 어떻게 되세요",
        "[전화번호]에",
        "네 [전화번호]",
        "[전화번호]",
        "[전화번호]요",
        "[전화번호]이요",
        "[전화번호] 네 감사합니다",
    ]


def test_earlier_turns_come_back_as_updates() -> None:
    masker = Masker()
    first = masker.feed(spoken(0, "C", "공일공"))
    assert first.text == "공일공"
    assert masker.feed(spoken(1, "A", "네")).updates == ()
    second = masker.feed(spoken(2, "C", "일이삼사 오육칠팔"))
    assert [(one.id, one.text) for one in second.updates] == [("0", "[전화번호]")]
    assert second.updates[0].spans[0].from_second == 0.0
    assert masker.feed(spoken(3, "A", "네 알겠습니다")).updates == ()


def test_spans_give_the_seconds_to_mute() -> None:
    masked = Masker().feed(spoken(1, "C", "제 번호는 공일공 일이삼사 오육칠팔이요 네"))
    (span,) = masked.spans
    assert (span.kind, span.from_second, span.to_second) == (Kind.PHONE, 5.0, 6.4)
    assert masked.text[span.start : span.end] == "[전화번호]"
    assert [word.text for word in masked.words] == ["제", "번호는", "[전화번호]이요", "네"]
    assert (masked.words[2].start, masked.words[2].end) == (5.0, 6.4)


def test_without_word_times_the_whole_utterance_is_muted() -> None:
    whole = Utterance("0", "C", 3.0, 9.0, (Word("저는 공일공 일이삼사 오육칠팔이요", 3.0, 9.0),))
    (span,) = Masker().feed(whole).spans
    assert (span.from_second, span.to_second) == (3.0, 9.0)


def test_the_back_of_a_resident_number_alone_after_the_question() -> None:
    assert talk("A: 주민번호 뒷자리 말씀해 주세요", "C: 이삼사오 육칠팔")[1] == "[주민번호]"


def test_a_slip_and_its_correction_over_turns() -> None:
    assert talk(
        "C: 공일공 일이삼사 오육칠구", "A: 오육칠구요", "C: 아니 오육칠팔이요", "A: 아 네 오육칠팔"
    ) == [
        "[전화번호]",
        "[전화번호]요",
        "아니 [전화번호]요",
        "아 네 [전화번호]",
    ]


def test_numbers_of_two_voices_are_not_mixed() -> None:
    lines = ["C: 공일공", "A: 일이삼사번 민원이요", "C: 네", "A: 삼층 오육칠팔호로 오세요"]
    assert talk(*lines) == [line[3:] for line in lines]


def test_a_pause_or_other_words_end_a_number() -> None:
    masker = Masker()
    masker.feed(spoken(0, "C", "공일공"))
    late = masker.feed(spoken(1, "C", "이천이십육년에 일이삼사 오육", at=100.0))
    assert late.updates == ()


def test_a_preview_is_masked_and_leaves_no_trace() -> None:
    masker = Masker()
    masker.feed(spoken(0, "C", "공일공"))
    draft = spoken(1, "C", "일이삼사 오육칠팔")
    assert masker.preview(draft).text == "[전화번호]"
    final: MaskedUtterance = masker.feed(spoken(1, "C", "잘못 걸었습니다"))
    assert (final.text, final.updates) == ("잘못 걸었습니다", ())


def test_what_was_masked_stays_masked() -> None:
    masker = Masker()
    masker.feed(spoken(0, "A", "연락처요"))
    assert masker.feed(spoken(1, "C", "삼일이에 사오육칠이요")).text == "[전화번호]요"
    assert masker.feed(spoken(2, "C", "아 그거는 접수번호 이공이육이요")).updates == ()


def test_an_hour_of_talk_is_forgotten_as_it_goes() -> None:
    masker = Masker()
    for turn in range(900):
        masker.feed(
            spoken(turn, "CA"[turn % 2], "공일공 일이삼사 오육칠팔" if turn % 50 == 0 else "네 그렇군요")
        )
    assert len(masker._turns) <= 24
