"""Hands the outbox's messages to those who registered for them, at least once."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from callcenter.jobs.job import Counts, Stopping
from callcenter.storage.outbox import Outbox, OutboxMessage

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message as a receiver gets it. The same `id` can come twice; the order is not promised."""

    id: int
    kind: str
    payload: Mapping[str, Any]
    created_at: datetime


Handler = Callable[[Delivery], None]
"""Takes one message or raises. Runs in a job's thread, so it may block, but every wait needs a time-out."""


class OutboxDelivery:
    """The receivers by kind of message. Several may want one kind; each gets it until it took it once."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._lock = threading.Lock()
        self._handlers: dict[str, dict[str, Handler]] = {}

    def register(self, kind: str, receiver: str, handler: Handler) -> None:
        """From now on `receiver` (its lasting name) gets the messages of this kind.

        Messages nobody was registered for wait, so a new receiver gets those of the last weeks, too
        (`Outbox.forget_old` says of how many). Raises `ValueError` when the receiver has the kind already.
        """
        with self._lock:
            if receiver in self._handlers.setdefault(kind, {}):
                raise ValueError(f"{receiver} takes {kind} already")
            self._handlers[kind][receiver] = handler

    def deliver(self, stopping: Stopping) -> Counts:
        """The job: everything that is due, oldest first."""
        counts = {"delivered": 0, "failed": 0}
        with self._lock:
            handlers = {kind: dict(receivers) for kind, receivers in self._handlers.items()}
        while not stopping() and (due := self._outbox.due(kinds=handlers)):
            for message in due:
                if stopping():
                    break
                done = self._hand_over(message, handlers[message.kind])
                counts["delivered" if done else "failed"] += 1
        return counts

    def _hand_over(self, message: OutboxMessage, handlers: Mapping[str, Handler]) -> bool:
        message_id = message.id or 0
        taken, error = set(message.taken_by), None
        delivery = Delivery(message_id, message.kind, message.payload, message.created_at)
        for receiver in sorted(handlers.keys() - taken):
            try:
                handlers[receiver](delivery)
                taken.add(receiver)
            except Exception as failure:  # noqa: BLE001 - a receiver's mistake is its own
                log.warning(
                    "outbox_not_taken", message=message_id, receiver=receiver, error=type(failure).__name__
                )
                error = f"{receiver}: {type(failure).__name__}: {failure}"
        if error is None:
            self._outbox.delivered(message_id, taken)
        else:
            self._outbox.failed(message_id, error, taken)
        return error is None
