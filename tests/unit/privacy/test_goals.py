"""The goals of masking, held on the validation part of the set; the test part is for the report."""

from benchmarks.masking_judge import judge
from benchmarks.masking_set import generate


def test_goals_on_the_validation_part() -> None:
    score = judge(dialogue for dialogue in generate() if dialogue.part == "validation")
    assert score.numbers > 250
    assert score.masked / score.numbers >= 0.99, score.missed
    assert score.touched / score.look_alikes <= 0.01, score.false
    assert score.wrong_turns / score.clean_turns <= 0.01, score.false
    assert sorted(score.seconds)[int(len(score.seconds) * 0.95)] < 0.001


def test_parts_share_no_template() -> None:
    parts: dict[str, set[str]] = {}
    for dialogue in generate():
        parts.setdefault(dialogue.part, set()).add(dialogue.template)
    assert not parts["train"] & parts["test"]
    assert not parts["validation"] & (parts["train"] | parts["test"])
