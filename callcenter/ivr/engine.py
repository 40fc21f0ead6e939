"""The engine: ``step(session, fact) -> Step``. Pure; the same input gives the same output."""

from __future__ import annotations

from dataclasses import replace

from callcenter.ivr.commands import Command
from callcenter.ivr.flow import Flow, FlowBook
from callcenter.ivr.node import Visit
from callcenter.ivr.outcome import Outcome, fall_back
from callcenter.ivr.resumes import CallerHungUp, CommandFailed, DialDone, QueueLeft, Resume, Started
from callcenter.ivr.session import Session, Status, Step, Try

#: Nodes entered in one step without waiting. The checker refuses flows that come near it; a flow
#: that was never checked falls back to the dialplan instead of spinning.
MAX_HOPS = 50

_BRINGS_BACK = (QueueLeft, DialDone, CommandFailed)


class Engine:
    """Walks callers through the flows of one book."""

    def __init__(self, flows: FlowBook) -> None:
        self._flows = flows

    def step(self, session: Session, fact: Resume) -> Step:
        """Apply one fact. Stale and meaningless facts give the same session and no commands.

        Never raises for a session that an older book made: a flow or node that is gone falls back
        to the dialplan, which takes the caller to a person.
        """
        if session.status is Status.ENDED or _is_stale(session, fact):
            return Step(session)
        if isinstance(fact, CallerHungUp):
            return Step(_end(session.walked("끊음")))
        if isinstance(fact, Started):
            return self._start(session, fact)
        if session.status is Status.HANDED_OVER and not isinstance(fact, _BRINGS_BACK):
            return Step(session)
        node = self._flows.node(session.flow, session.node)
        if node is None:
            return self._settle(session, fall_back(f"{session.place} does not exist"))
        outcome = node.resume(Visit(session), fact)
        tries = node.tried(Visit(session), fact, outcome)
        if outcome.moves:
            session = session.model_copy(update={"status": Status.RUNNING})
        return self._proved(replace(self._settle(session, outcome), tries=tries), outcome)

    def _proved(self, step: Step, outcome: Outcome) -> Step:
        """An answer by speech that nothing on the caller's way can prove right or wrong counts at once."""
        asked = step.session.unproved
        here = self._flows.node(step.session.flow, step.session.node)
        if not asked or (step.session.status is Status.RUNNING and here is not None and here.proves):
            return step
        session = step.session.model_copy(update={"unproved": ""})
        fresh = (Try(asked, "speech", taken=True),) if outcome.changes.get("unproved") else ()
        return replace(step, session=session, tries=(*step.tries, *fresh))

    def _start(self, session: Session, fact: Started) -> Step:
        if session.node:
            return Step(session)
        variables = {
            **fact.opening.variables(),
            "caller": fact.caller,
            "called": fact.called,
            **fact.variables,
        }
        session = session.model_copy(update={"variables": variables})
        flow = self._flows.get(session.flow)
        if flow is None:
            return self._settle(session, fall_back(f"flow {session.flow} does not exist"))
        session = session.model_copy(update={"language": variables.get("language", flow.language)})
        return self._settle(_into(session, flow).walked(flow.title), _enter(flow))

    def _settle(self, session: Session, outcome: Outcome) -> Step:
        """Apply outcomes until one waits, hands over or ends."""
        commands: list[Command] = []
        for _ in range(MAX_HOPS):
            commands += outcome.commands
            session = _apply(session, outcome)
            if outcome.status is not None:
                session = session.model_copy(update={"status": outcome.status})
                break
            if outcome.goto is None and outcome.flow is None:
                break
            session, outcome = self._hop(session, outcome)
        else:
            lost = fall_back(f"{session.place}: more than {MAX_HOPS} nodes without waiting")
            session = _apply(session, lost).model_copy(update={"status": Status.HANDED_OVER})
            commands = list(lost.commands)
        if commands:
            session = session.model_copy(update={"turn": session.turn + 1})
        return Step(session, tuple(commands))

    def _hop(self, session: Session, outcome: Outcome) -> tuple[Session, Outcome]:
        """Move to the node that the outcome names and enter it."""
        if outcome.flow is not None:
            flow = self._flows.get(outcome.flow)
            if flow is None:
                return session, fall_back(f"flow {outcome.flow} does not exist")
            # Keys pressed for one flow's menu must not choose in another's.
            return _into(session, flow).model_copy(update={"typed_ahead": ""}), _enter(flow)
        target = str(outcome.goto)
        session = session.model_copy(update={"node": target, "attempts": 0, "repeats": 0})
        node = self._flows.node(session.flow, target)
        if node is None:
            return session, fall_back(f"{session.place} does not exist")
        entered = node.enter(Visit(session))
        return session, entered


def _is_stale(session: Session, fact: Resume) -> bool:
    return fact.turn is not None and fact.turn != session.turn and not isinstance(fact, CallerHungUp)


def _into(session: Session, flow: Flow) -> Session:
    variables = {**flow.inputs, **session.variables}
    return session.model_copy(update={"flow": flow.name, "node": "", "variables": variables})


def _enter(flow: Flow) -> Outcome:
    return Outcome(goto=flow.start)


def _apply(session: Session, outcome: Outcome) -> Session:
    if outcome.changes:
        session = session.model_copy(update=dict(outcome.changes))
    return session.walked(outcome.what) if outcome.what or (session.node and outcome.leaves) else session


def _end(session: Session) -> Session:
    return session.model_copy(update={"status": Status.ENDED})
