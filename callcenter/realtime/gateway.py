"""Socket.IO: signed-in screens join topics, get a snapshot and then every update.

The client says `join {topic}`, `resync {topic}`, `leave {topic}`; it hears
`snapshot {topic, seq, state}`, `update {topic, seq, state}` and `refused {code, detail}`.
An update that comes before the snapshot is older than it and is to be dropped.
"""

import socket
from functools import partial
from threading import Event, Lock, Thread
from typing import Any

import structlog
from flask import Flask, request
from flask_socketio import SocketIO, join_room, leave_room
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from callcenter.messages import sentence
from callcenter.realtime.door import Door
from callcenter.realtime.hub import Hub, Update
from callcenter.realtime.member import Member
from callcenter.realtime.topics import TOPICS, seat_topic
from callcenter.security.access import Guard
from callcenter.security.sessions import Identity

LARGEST_MESSAGE = 4096
"""Bytes; the longest honest message is about fifty."""
MOST_UNSENT = 200
SWEEP_SECONDS = 5.0
_log = structlog.get_logger(__name__)


class TopicMessage(BaseModel):
    """What a client says: the name of a topic and nothing else."""

    model_config = ConfigDict(extra="forbid", strict=True)

    topic: str = Field(max_length=32)


class Refused(Exception):  # noqa: N818 - what happens to the message
    """Carries the code of the sentence."""


class Gateway:
    """Follows `hub`; lets in whom `guard` knows."""

    def __init__(self, hub: Hub, guard: Guard, sweep_seconds: float = SWEEP_SECONDS) -> None:
        self._hub = hub
        self._guard = guard
        self._sweep_seconds = sweep_seconds
        self._members: dict[str, Member] = {}
        self._lock = Lock()
        self._stopping = Event()
        self.socketio = SocketIO(
            async_mode="threading",
            # Events of a socket are handled one after the other, in its own thread: a flood
            # fills its own pipe and not our memory.
            async_handlers=False,
            transports=["websocket"],
            manage_session=False,
            cors_allowed_origins=sorted(guard.origins),
            max_http_buffer_size=LARGEST_MESSAGE,
            ping_interval=10,
            ping_timeout=5,
        )
        self.socketio.on_event("connect", self._connect)
        self.socketio.on_event("disconnect", self._disconnect)
        self.socketio.on_event("join", partial(self._receive, self._join))
        self.socketio.on_event("resync", partial(self._receive, self._resync))
        self.socketio.on_event("leave", partial(self._receive, self._leave))
        self.socketio.on_event("*", self._unknown)
        self.socketio.on_error_default(self._failed)
        guard.sessions.on_end.append(self.close_session)

    def attach(self, app: Flask) -> None:
        """Add the socket's address to the application."""
        self.socketio.init_app(app)
        # The driver has no option for it, and would take a message of any size into memory
        # before looking at max_http_buffer_size.
        engine: Any = self.socketio.server.eio
        driver = partial(engine._async["websocket"], max_message_size=LARGEST_MESSAGE)  # noqa: SLF001
        engine._async = {**engine._async, "websocket": driver}  # noqa: SLF001
        app.wsgi_app = Door(app.wsgi_app, self._guard)  # type: ignore[method-assign]

    def start(self) -> None:
        """Begin to send what the hub has, and to look after the open sockets."""
        self._hub.start(self._send)
        Thread(target=self._sweep_for_ever, name="realtime-sweep", daemon=True).start()

    def stop(self) -> None:
        """End sending and close every socket."""
        self._stopping.set()
        self._hub.stop()
        for sid in self._sids():
            self._cut(sid)

    def close_session(self, session_id: int) -> None:
        """Close every socket of a sign-in that ended."""
        for sid, member in self._snapshot_of_members():
            if member.identity.session_id == session_id:
                self._cut(sid)

    def _connect(self, _auth: object = None) -> bool:
        identity = self._guard.identify(request)
        if identity is None:
            return False
        with self._lock:
            self._members[_sid()] = Member(identity)
        return True

    def _disconnect(self, _reason: object = None) -> None:
        with self._lock:
            self._members.pop(_sid(), None)

    def _receive(self, handle: Any, *received: Any) -> dict[str, Any]:
        """Check a message before it is believed; the answer is the client's acknowledgement."""
        member = self._members.get(_sid())
        if member is None or not member.may_speak():
            self._cut(_sid())
            return {"ok": False}
        try:
            if len(received) != 1:
                raise Refused("realtime.malformed")
            handle(member, TopicMessage.model_validate(received[0]).topic)
        except (ValidationError, Refused) as problem:
            code = str(problem) if isinstance(problem, Refused) else "realtime.malformed"
            return self._refuse(member, code)
        return {"ok": True}

    def _unknown(self, _event: str, *_received: Any) -> None:
        member = self._members.get(_sid())
        if member is None or not member.may_speak():
            self._cut(_sid())
        else:
            self._refuse(member, "realtime.malformed")

    def _refuse(self, member: Member, code: str) -> dict[str, Any]:
        refusal = {"code": code, "detail": sentence(code)}
        self.socketio.emit("refused", refusal, to=_sid())
        if member.refused_too_often():
            self._cut(_sid())
        return {"ok": False, **refusal}

    def _join(self, member: Member, name: str) -> None:
        topic = self._topic(member.identity, name)
        member.topics.add(topic)
        join_room(topic)
        self._tell(topic, _sid())

    def _resync(self, member: Member, name: str) -> None:
        topic = self._topic(member.identity, name)
        if topic not in member.topics:
            raise Refused("realtime.not_joined")
        self._tell(topic, _sid())

    def _leave(self, member: Member, name: str) -> None:
        topic = self._topic(member.identity, name)
        member.topics.discard(topic)
        leave_room(topic)

    def _topic(self, identity: Identity, name: str) -> str:
        """The topic a client means; `seat` is always its own. Raises `Refused`."""
        kind = TOPICS.get(name)
        if kind is None or identity.role not in kind.roles:
            raise Refused("realtime.not_yours")
        if not self._guard.sessions.alive(identity.session_id):
            raise Refused("security.sign_in_first")
        if not kind.per_seat:
            return kind.name
        if identity.extension is None:
            raise Refused("realtime.no_seat")
        return seat_topic(identity.extension, kind.name)

    def _tell(self, topic: str, sid: str) -> None:
        if not self._hub.ask(topic, lambda update: self._emit("snapshot", update, sid)):
            raise Refused("realtime.busy")

    def _send(self, update: Update) -> None:
        self._emit("update", update, update.topic)

    def _emit(self, event: str, update: Update, to: str) -> None:
        name = update.topic.partition(":")[0]
        self.socketio.emit(event, {"topic": name, "seq": update.seq, "state": update.state}, to=to)

    def _failed(self, error: BaseException) -> dict[str, Any]:
        _log.error("socket_handler_failed", exc_info=error)
        return {"ok": False, "code": "realtime.busy", "detail": sentence("realtime.busy")}

    def _sweep_for_ever(self) -> None:
        while not self._stopping.wait(self._sweep_seconds):
            for sid, member in self._snapshot_of_members():
                try:
                    if self._unsent(sid) > MOST_UNSENT or not self._alive(member):
                        self._cut(sid)
                except Exception:  # noqa: BLE001 - a busy database must not end the sweep
                    _log.exception("sweep_failed")

    def _alive(self, member: Member) -> bool:
        return self._guard.sessions.alive(member.identity.session_id)

    def _unsent(self, sid: str) -> int:
        """Packets waiting for a socket: many mean that nobody reads at the other end."""
        server: Any = self.socketio.server
        engine_sid = server.manager.eio_sid_from_sid(sid, "/")
        connection = server.eio.sockets.get(engine_sid)
        waiting: int = connection.queue.qsize() if connection is not None else 0
        return waiting

    def _cut(self, sid: str) -> None:
        """End the TCP connection. A polite close would wait for a peer that may not read."""
        server: Any = self.socketio.server
        environ = server.get_environ(sid, namespace="/") or {}
        connection = environ.get("werkzeug.socket") or environ.get("gunicorn.socket")
        if connection is not None:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                _log.debug("socket_already_closed")

    def _sids(self) -> list[str]:
        return [sid for sid, _ in self._snapshot_of_members()]

    def _snapshot_of_members(self) -> list[tuple[str, Member]]:
        with self._lock:
            return list(self._members.items())


def _sid() -> str:
    sid: str = request.sid  # type: ignore[attr-defined]
    return sid
