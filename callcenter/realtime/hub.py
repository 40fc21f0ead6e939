"""Where every part of the house puts the latest state of a topic, and one thread sends it on."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Condition, Thread
from typing import Any

import structlog
from pydantic import BaseModel

from callcenter.realtime.topics import TopicState, kind_of

PERIOD_SECONDS = 0.1
MOST_TOPICS = 1000
MOST_QUESTIONS = 1000
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Update:
    """The state of a topic as JSON, and its place in the order of that topic."""

    topic: str
    seq: int
    state: dict[str, Any]


Listener = Callable[[Update], None]


class Hub:
    """Latest state wins; a change is sent at most every `period` seconds; equal states are not sent.

    `seq` counts what was sent of a topic from 1 without gaps, so a follower who sees one knows
    that something was lost. Everything leaves through one thread, in order.
    """

    def __init__(self, period: float = PERIOD_SECONDS) -> None:
        self._period = period
        self._condition = Condition()
        self._pending: dict[str, TopicState] = {}
        self._questions: deque[tuple[str, Listener]] = deque()
        self._sent: dict[str, tuple[int, dict[str, Any]]] = {}
        self._due = 0.0
        self._listener: Listener | None = None
        self._thread: Thread | None = None
        self._stopping = False

    def start(self, listener: Listener) -> None:
        """Begin to send every change to `listener`, from the emitter's thread."""
        self._listener = listener
        self._stopping = False
        self._thread = Thread(target=self._run, name="realtime-emitter", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the emitter's thread; waits at most 5 s."""
        with self._condition:
            self._stopping = True
            self._condition.notify()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def publish(self, topic: str, state: BaseModel) -> None:
        """Make `state` the topic's latest. From any thread or event loop: it never waits for a socket.

        Raises `KeyError` for an unknown topic and `TypeError` for another topic's state.
        """
        kind = kind_of(topic)
        if not isinstance(state, kind.state):
            raise TypeError(f"{topic} takes {kind.state.__name__}, not {type(state).__name__}")
        with self._condition:
            if topic not in self._pending and len(self._pending) >= MOST_TOPICS:
                raise OverflowError("too many topics")
            self._pending[topic] = state
            self._condition.notify()

    def ask(self, topic: str, answer: Listener) -> bool:
        """Have the topic's present state given to `answer`, in order with its updates.

        Nothing comes for a topic without a state yet. False when too many are asking.
        """
        with self._condition:
            if len(self._questions) >= MOST_QUESTIONS:
                return False
            self._questions.append((topic, answer))
            self._condition.notify()
        return True

    def _run(self) -> None:
        while True:
            with self._condition:
                while not self._stopping and not self._questions and not self._ready():
                    self._condition.wait(self._due - time.monotonic() if self._pending else None)
                if self._stopping:
                    return
                changes: dict[str, TopicState] = {}
                # Whoever asks must not be told an older state than one already waiting.
                if self._pending and (self._ready() or self._questions):
                    changes, self._pending = self._pending, {}
                    self._due = time.monotonic() + self._period
                questions, self._questions = self._questions, deque()
            for topic, state in changes.items():
                self._send(topic, state)
            for topic, answer in questions:
                self._answer(topic, answer)

    def _ready(self) -> bool:
        return bool(self._pending) and time.monotonic() >= self._due

    def _send(self, topic: str, state: TopicState) -> None:
        content = state.model_dump(mode="json", exclude={"server_time"})
        seq, before = self._sent.get(topic, (0, None))
        if content == before:
            return
        self._sent[topic] = (seq + 1, content)
        if self._listener is not None:
            _safely(self._listener, _stamped(topic, seq + 1, content))

    def _answer(self, topic: str, answer: Listener) -> None:
        if topic in self._sent:
            _safely(answer, _stamped(topic, *self._sent[topic]))


def _stamped(topic: str, seq: int, content: dict[str, Any]) -> Update:
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    return Update(topic, seq, {"server_time": now, **content})


def _safely(listener: Listener, update: Update) -> None:
    try:
        listener(update)
    except Exception:  # noqa: BLE001 - one broken socket must not end the emitter for all
        _log.exception("emit_failed", topic=update.topic, seq=update.seq)
