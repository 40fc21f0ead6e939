"""Messages reach those who registered, at least once; what cannot be delivered is seen and brought back."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from callcenter.jobs import api as jobs_api
from callcenter.jobs.delivery import Delivery, OutboxDelivery
from callcenter.jobs.findings import Findings
from callcenter.jobs.post import Post
from callcenter.jobs.runner import JobRunner
from callcenter.jobs.runs import RunBook
from callcenter.security.models import Role
from callcenter.storage.database import Database
from callcenter.storage.outbox import KEPT, MOST_ATTEMPTS, Outbox, OutboxState
from tests.support.web import Browser, House


@dataclass
class Receiver:
    """Takes messages, or fails as long as it is told to."""

    fails: bool = False
    got: list[Delivery] = field(default_factory=list)

    def __call__(self, delivery: Delivery) -> None:
        if self.fails:
            raise ConnectionError("no route to host")
        self.got.append(delivery)


class Office:
    def __init__(self, database: Database) -> None:
        self.house = House(database)
        self.outbox = Outbox(database, self.house.clock)
        self.delivery = OutboxDelivery(self.outbox)

    def write(self, kind: str, **payload: int) -> None:
        with self.house.database.transaction() as session:
            self.outbox.add(session, kind, dict(payload))

    def deliver(self) -> dict[str, int]:
        return dict(self.delivery.deliver(lambda: False))

    def admin(self) -> Browser:
        house = self.house
        for role in (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AGENT):
            house.user(role.value, role)
        post = Post(house.database, self.outbox, house.audit)
        findings = Findings(house.database, house.audit, house.clock)
        runner = JobRunner((), RunBook(house.database), house.settings.data / "never")
        self.app = house.app(jobs_api.blueprint(runner, post, findings, house.users, house.audit))
        return Browser(self.app, "administrator")


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


def test_each_receiver_gets_what_it_registered_for(office: Office) -> None:
    passport, archive = Receiver(), Receiver()
    office.delivery.register("ticket.opened", "passport", passport)
    office.delivery.register("ticket.opened", "archive", archive)
    office.write("ticket.opened", ticket_id=7)
    office.write("nobody.wants", id=1)
    assert office.deliver() == {"delivered": 1, "failed": 0}
    assert [d.payload for d in passport.got] == [d.payload for d in archive.got] == [{"ticket_id": 7}]
    assert office.deliver() == {"delivered": 0, "failed": 0}
    assert [m.kind for m in office.outbox.page(1, 10, OutboxState.WAITING).items] == ["nobody.wants"]


def test_a_new_receiver_gets_what_waited_for_it(office: Office) -> None:
    for number in range(120):
        office.write("ticket.opened", ticket_id=number)
    office.write("ticket.changed", ticket_id=1)
    late = Receiver()
    office.delivery.register("ticket.changed", "late", late)
    # The many nobody wants do not stand in its way.
    assert office.deliver() == {"delivered": 1, "failed": 0}
    assert len(late.got) == 1


def test_a_repetition_goes_only_to_those_who_failed(office: Office) -> None:
    good, bad = Receiver(), Receiver(fails=True)
    office.delivery.register("ticket.opened", "good", good)
    office.delivery.register("ticket.opened", "bad", bad)
    office.write("ticket.opened", ticket_id=7)
    assert office.deliver() == {"delivered": 0, "failed": 1}
    bad.fails = False
    assert office.deliver() == {"delivered": 0, "failed": 0}, "the back-off holds"
    office.house.clock.forward(seconds=5)
    assert office.deliver() == {"delivered": 1, "failed": 0}
    assert (len(good.got), len(bad.got)) == (1, 1)


def test_one_message_that_fails_does_not_hold_up_the_next(office: Office) -> None:
    taken: list[int] = []

    def take(delivery: Delivery) -> None:
        if delivery.payload["ticket_id"] == 1:
            raise ValueError("cannot be")
        taken.append(delivery.payload["ticket_id"])

    office.delivery.register("ticket.opened", "picky", take)
    office.write("ticket.opened", ticket_id=1)
    office.write("ticket.opened", ticket_id=2)
    assert office.deliver() == {"delivered": 1, "failed": 1}
    assert taken == [2]


def test_dead_messages_are_seen_and_brought_back(office: Office) -> None:
    broken = Receiver(fails=True)
    office.delivery.register("ticket.opened", "broken", broken)
    office.write("ticket.opened", ticket_id=7)
    attempts = 0
    while office.outbox.page(1, 1, OutboxState.WAITING).total:
        attempts += office.deliver()["failed"]
        office.house.clock.forward(hours=1)
    assert attempts == MOST_ATTEMPTS
    admin = office.admin()
    [dead] = admin.get("/api/outbox").get_json()["items"]
    assert (dead["state"], dead["attempts"]) == ("dead", MOST_ATTEMPTS)
    assert dead["last_error"] == "broken: ConnectionError: no route to host"
    broken.fails = False
    assert office.deliver() == {"delivered": 0, "failed": 0}
    path = f"/api/outbox/{dead['id']}/retry"
    assert admin.post(path, {"reason": "x"}).status_code == 422
    assert admin.post(path, {"reason": "회선 복구"}).get_json()["state"] == "waiting"
    assert admin.post(path, {"reason": "회선 복구"}).get_json()["code"] == "jobs.not_dead"
    assert office.deliver() == {"delivered": 1, "failed": 0}
    [entry] = office.house.audit.page(1, 5, action="outbox.retry").items
    assert (entry.object, entry.reason) == (f"outbox:{dead['id']}", "회선 복구")


def test_only_administrators_see_the_outbox_and_the_jobs(office: Office) -> None:
    office.admin()
    for role in ("supervisor", "agent"):
        browser = Browser(office.app, role)
        for path in ("/api/outbox", "/api/jobs"):
            assert browser.get(path).status_code == 403
        assert browser.post("/api/outbox/1/retry", {"reason": "알고 싶음"}).status_code == 403
        assert browser.post("/api/jobs/deliver_outbox/run").status_code == 403
    assert Browser(office.app, "agent").get("/api/findings").status_code == 403


def test_old_messages_are_forgotten_but_never_dead_ones(office: Office) -> None:
    good, bad = Receiver(), Receiver(fails=True)
    office.delivery.register("good", "good", good)
    office.delivery.register("bad", "bad", bad)
    for kind in ("good", "bad", "unwanted"):
        office.write(kind)
    while office.outbox.page(1, 1, OutboxState.DEAD).total == 0:
        office.deliver()
        office.house.clock.forward(hours=1)
    assert office.outbox.forget_old() == 0
    office.house.clock.now += KEPT
    assert office.outbox.forget_old() == 2
    assert [m.kind for m in office.outbox.page(1, 5, OutboxState.DEAD).items] == ["bad"]
