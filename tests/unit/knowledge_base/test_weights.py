"""The model is a small file that can be read, and a wrong name in it is an error."""

from pathlib import Path

import pytest

from knowledge_base.diction import Diction
from knowledge_base.ranking import Evidence, Model, Signs, Weights
from knowledge_base.weights import WEIGHTS, read_model, trained, write_model

MODEL = Model(
    order=Weights((0.5,) * len(Evidence._fields), (0.0,) * len(Evidence._fields)),
    certainty=Weights((0.25,) * len(Signs._fields), (-1.0,) * len(Signs._fields)),
    diction=Diction({"여": 0.5, "여권": 1.25, "^여": -0.25}),
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    write_model(MODEL, path)
    read = read_model(path)
    assert (read.order, read.certainty, dict(read.diction.weights)) == (
        MODEL.order,
        MODEL.certainty,
        dict(MODEL.diction.weights),
    )


def test_one_line_a_name_and_a_first_syllable(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    write_model(MODEL, path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert '"여":{"":0.5,"권":1.25}' in lines
    assert '"subjects":[0.5,0.0],' in lines


def test_a_wrong_name_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    write_model(MODEL, path)
    path.write_text(path.read_text(encoding="utf-8").replace('"relative"', '"relatives"'), encoding="utf-8")
    with pytest.raises(ValueError, match="relatives"):
        read_model(path)


def test_the_model_that_comes_along() -> None:
    assert WEIGHTS.stat().st_size < 300_000
    assert trained().diction.weights
