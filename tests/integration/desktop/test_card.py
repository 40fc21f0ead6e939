"""What the card of a call shows of its citizen, tickets and earlier calls."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callcenter.wiring.caller_lookup import CallerLookUp
from tests.support.city_day import CityDay
from tests.support.web import Browser
from tests.support.whole_house import WholeHouse

BEGIN = datetime(2025, 11, 25, 0, 0, tzinfo=UTC)


@pytest.fixture
def call(whole: WholeHouse) -> str:
    """A citizen talks with seat 201."""
    day = whole.day(BEGIN)
    call = day.talks_now("201", "civil", 100)
    day.live(BEGIN + timedelta(minutes=5))
    day.store(whole.house.database)
    return call


@pytest.fixture
def look_up(whole: WholeHouse) -> CallerLookUp:
    return CallerLookUp(whole.house)


def number_of(whole: WholeHouse, call: str) -> str:
    return whole.house.calls.caller_of(call) or ""


def ticket(call: str, **more: Any) -> dict[str, Any]:
    content: dict[str, Any] = {
        "call_id": call, "citizen_id": None, "type": "general_inquiry", "title": "주차장 운영 시간",
        "body": "", "fields": {}, "priority": "normal", "disposition": "answered", "draft": False,
    }  # fmt: skip
    return content | more


def citizen(call: str, name: str = "김영순") -> dict[str, Any]:
    return {"name": name, "address": "", "memo": "", "sms_consent": True, "call_id": call}


def test_a_new_citizen_is_bound_to_the_caller_of_the_call(
    whole: WholeHouse, agent: Browser, call: str, look_up: CallerLookUp
) -> None:
    created = agent.post("/api/citizens", citizen(call))
    assert created.status_code == 201, created.text
    number = number_of(whole, call)
    assert created.get_json()["phone_masked"].endswith(number[-4:])
    caller = look_up(call, number)
    assert (caller.citizen.name_masked if caller.citizen else "", caller.household) == ("김*순", ())


def test_of_a_household_the_agent_chooses(
    whole: WholeHouse, agent: Browser, call: str, look_up: CallerLookUp
) -> None:
    for name in ("김영순", "박철수"):
        assert agent.post("/api/citizens", citizen(call, name)).status_code == 201
    caller = look_up(call, number_of(whole, call))
    assert caller.citizen is None
    assert {member.name_masked for member in caller.household} == {"김*순", "박*수"}


def test_a_draft_is_on_the_card_of_its_writer_until_it_is_filed(
    whole: WholeHouse, agent: Browser, call: str, look_up: CallerLookUp
) -> None:
    number = number_of(whole, call)
    saved = agent.post("/api/tickets", ticket(call, type="", draft=True)).get_json()
    assert list(look_up(call, number).drafts) == [whole.ids["201"]]
    assert look_up(call, number).drafts[whole.ids["201"]].title == "주차장 운영 시간"

    content = ticket(call, version=saved["version"])
    refused = agent.patch(f"/api/tickets/{saved['id']}", content)
    assert refused.status_code == 422, "the call of a ticket does not change"
    del content["call_id"]
    assert agent.patch(f"/api/tickets/{saved['id']}", content).status_code == 200
    caller = look_up(call, number)
    assert caller.drafts == {}
    [line] = caller.history
    assert (line.kind, line.ticket_id, line.owner) == ("민원", saved["id"], "이상담")


def test_history_lines_open_what_they_tell_of(whole: WholeHouse, call: str, look_up: CallerLookUp) -> None:
    number = number_of(whole, call)
    before = BEGIN - timedelta(days=1)
    earlier = CityDay(before, whole.house.rules, {"202": ("civil",)}, {"202": whole.ids["202"]})
    lost = earlier.abandoned("civil", 100, wait=30)
    earlier.live(BEGIN)
    for row in earlier.rows.values():
        if hasattr(row, "caller"):
            row.caller = number
    earlier.store(whole.house.database)
    whole.house.intake.record_missed(lost, number, "civil", before)
    lines = look_up(call, number).history
    assert {(line.kind, line.call_id) for line in lines} == {("통화", lost), ("부재중", lost)}


def test_saving_tells_whoever_keeps_cards(whole: WholeHouse, agent: Browser, call: str) -> None:
    told: list[str | None] = []
    whole.house.tickets.on_saved.append(lambda saved: told.append(saved.call_id))
    whole.house.citizens.on_saved.append(lambda record: told.extend(record.phones))
    saved = agent.post("/api/tickets", ticket(call, draft=True)).get_json()
    change = {"version": saved["version"], "title": "주차장 요금", "draft": True}
    assert agent.patch(f"/api/tickets/{saved['id']}", change).status_code == 200
    agent.post("/api/citizens", citizen(call))
    assert told == [call, call, number_of(whole, call)]


def test_the_ticket_of_a_call_is_on_its_row_and_its_page(agent: Browser, call: str) -> None:
    known = agent.post("/api/citizens", citizen(call)).get_json()
    saved = agent.post("/api/tickets", ticket(call, citizen_id=known["id"])).get_json()
    [row] = agent.get("/api/calls", seat="me").get_json()["items"]
    assert row["ticket"] == {"id": saved["id"], "number": saved["number"]}
    shown = agent.get(f"/api/calls/{call}").get_json()
    assert shown["citizen"] == {"id": known["id"], "name_masked": "김*순"}
