"""Learns the weights of the matcher from the train part only: `python scripts/train_knowledge_base.py`.

Two sources: the train questions, and every phrasing of every article asked against a knowledge base that was
built without it. Both also misheard and without spaces. The same input gives the same weights.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from knowledge_base.diction import Diction
from knowledge_base.evaluation.questions import read_questions
from knowledge_base.loader import ARTICLES, load_articles
from knowledge_base.ranking import Evidence, Model, Signs, Weights
from knowledge_base.training.certainty import learn_certainty
from knowledge_base.training.diction import learn_diction, unseen_dictions
from knowledge_base.training.examples import examples
from knowledge_base.training.order import learn_order
from knowledge_base.weights import WEIGHTS, write_model


def main() -> None:
    """Trains and writes `knowledge_base/model/weights.json`."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=Path, action="append")
    options.add_argument("--out", type=Path, default=WEIGHTS)
    given = options.parse_args()
    articles = [a for folder in given.articles or [ARTICLES] for a in load_articles(folder)[0]]
    questions = [q for q in read_questions() if q.part == "train"]
    order, certainty = (
        Weights((0.0,) * len(kind._fields), (0.0,) * len(kind._fields)) for kind in (Evidence, Signs)
    )
    blank = Model(order, certainty, Diction({}))
    rows = examples(articles, questions, blank)
    model = replace(blank, order=learn_order(rows), diction=learn_diction(rows))
    write_model(learn_certainty(model, rows, unseen_dictions(rows)), given.out)


if __name__ == "__main__":
    main()
