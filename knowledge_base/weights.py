"""The learned model as a file: `model/weights.json`, written by `scripts/train_knowledge_base.py`.

One line a sign or an evidence (clear weight, what noise adds), and one line a first syllable of diction
(second syllable, or "" for the syllable alone, and its weight), so that changes can be read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from knowledge_base.diction import Diction
from knowledge_base.ranking import Evidence, Model, Signs, Weights

WEIGHTS = Path(__file__).with_name("model") / "weights.json"


@lru_cache(maxsize=1)
def trained() -> Model:
    """The model that comes with the knowledge base."""
    return read_model(WEIGHTS)


def read_model(path: Path) -> Model:
    """Reads weights by name; a missing or superfluous name is an error (KeyError, ValueError)."""
    data = json.loads(path.read_text(encoding="utf-8"))
    said = {
        first + rest: weight for first, pairs in data["diction"].items() for rest, weight in pairs.items()
    }
    return Model(_weights(data["order"], Evidence), _weights(data["certainty"], Signs), Diction(said))


def write_model(model: Model, path: Path) -> None:
    """Writes weights by name, rounded so that a second training gives the same file."""
    said: dict[str, dict[str, float]] = {}
    for piece, weight in sorted(model.diction.weights.items()):
        said.setdefault(piece[0], {})[piece[1:]] = round(weight, 2)
    parts: dict[str, Mapping[str, object]] = {
        "order": _rounded(Evidence, model.order),
        "certainty": _rounded(Signs, model.certainty),
        "diction": said,
    }
    text = ",\n".join(f'"{name}": {{\n{_lines(values)}\n}}' for name, values in parts.items())
    path.write_text(f"{{\n{text}\n}}\n", encoding="utf-8")


def _lines(values: Mapping[str, object]) -> str:
    """JSON with one name a line."""
    return ",\n".join(
        json.dumps({name: value}, ensure_ascii=False, separators=(",", ":"))[1:-1]
        for name, value in values.items()
    )


def _rounded(kind: type[Evidence] | type[Signs], weights: Weights) -> dict[str, list[float]]:
    rows = zip(kind._fields, weights.clear, weights.noisy, strict=True)
    return {name: [round(clear, 3), round(noisy, 3)] for name, clear, noisy in rows}


def _weights(weights: dict[str, list[float]], kind: type[Evidence] | type[Signs]) -> Weights:
    if set(weights) != set(kind._fields):
        raise ValueError(f"{kind.__name__}: weights for {sorted(set(weights) ^ set(kind._fields))} are amiss")
    clear, noisy = zip(*(weights[name] for name in kind._fields), strict=True)
    return Weights(clear, noisy)
