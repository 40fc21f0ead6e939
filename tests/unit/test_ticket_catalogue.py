"""The seed list of ticket types, and what a wrong one is told."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from callcenter.tickets.catalogue import load_catalogue

SEED = [
    *("passport_inquiry", "passport_delivery", "certificate_inquiry", "civil_inquiry", "survey_inquiry"),
    *("vehicle_inquiry", "complaint_report", "quick_service", "night_patrol", "observation"),
    *("cctv_request", "cctv_inquiry", "general_inquiry"),
]
SELECT_WITHOUT_OPTIONS = """
  {code: x, label: x, desk: d, priority: low, due_working_minutes: 1,
   fields: [{name: a, label: a, kind: select}]}"""


def test_the_seed_list_is_complete() -> None:
    catalogue = load_catalogue()
    assert list(catalogue.types) == SEED
    assert catalogue.desks == {"civil", "vehicle", "complaint", "general"}
    assert catalogue.types["quick_service"].due_working_minutes == 30
    assert catalogue.dispositions


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ("{label: x}", "code"),
        ("{code: x, label: x, desk: d, priority: soon, due_working_minutes: 1, fields: []}", "priority"),
        ("{code: x, label: x, desk: d, priority: low, due_working_minutes: 0, fields: []}", "due_working"),
        (
            SELECT_WITHOUT_OPTIONS,
            "options belong to a select",
        ),
    ],
)
def test_a_wrong_type_is_refused_by_name(tmp_path: Path, wrong: str, named: str) -> None:
    file = tmp_path / "types.yaml"
    file.write_text(f"- {wrong}")
    with pytest.raises(ValidationError, match=named):
        load_catalogue(types=file)
