"""One TCP connection to AMI: panoramisk's protocol with its traps closed.

panoramisk 1.4 decodes each TCP segment by itself (a Korean letter that is split is lost), keeps
unanswered actions to send them again after a reconnect, lets an Error answer of a list wait for
ever, and has no bound on what it buffers. Here a connection lives once: whatever is unanswered
when it ends has failed.
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib
from collections.abc import Callable
from typing import Any

from panoramisk.actions import Action
from panoramisk.ami_protocol import AMIProtocol
from panoramisk.message import Message

from callcenter.asterisk.ami_messages import AmiBusyError, AmiDisconnectedError

_END = "\r\n\r\n"
_MAX_BUFFER = 1024 * 1024
_MAX_PENDING = 500


class PendingAction(Action):  # type: ignore[misc]  # panoramisk is untyped
    """One action and what has come back for it; `complete` names the event that ends a list."""

    def __init__(self, fields: dict[str, Any], complete: str | None = None) -> None:
        super().__init__(fields)
        self.complete = complete

    def add_message(self, message: Message) -> bool:
        """Take one message; True when it was the last one. A given-up list keeps nothing."""
        if not self.future.done():
            self.responses.append(message)
        is_last = self._ends_with(message)
        if is_last and not self.future.done():
            self.future.set_result(list(self.responses))
        return is_last

    def _ends_with(self, message: Message) -> bool:
        if "event" in message:
            name, state = str(message.event), str(message.eventlist).lower()
            return state == "complete" or name == self.complete
        return self.complete is None or not message.success


class AmiWire(AMIProtocol):  # type: ignore[misc]  # panoramisk is untyped
    """The protocol object of one connection. `lost` is done when it has ended."""

    def __init__(self, on_message: Callable[[Message], None]) -> None:
        self._on_message = on_message
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._buffer = ""
        self.encoding = "utf-8"
        self.closed = True
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def request(self, fields: dict[str, Any], complete: str | None = None) -> PendingAction:
        """Send one action. Raises AmiDisconnectedError or AmiBusyError instead of queueing it."""
        if self.closed or self.transport.is_closing():
            raise AmiDisconnectedError("There is no connection to Asterisk at the moment.")
        if len(self.responses) >= _MAX_PENDING:
            raise AmiBusyError("Asterisk does not keep up with its orders.")
        action = PendingAction(fields, complete)
        self.responses[action.id] = action
        self.transport.write(str(action).encode(self.encoding))
        return action

    def data_received(self, data: bytes) -> None:
        """Cut the stream into messages, however TCP has cut it."""
        self._buffer += self._decoder.decode(data)
        *messages, self._buffer = self._buffer.split(_END)
        if len(self._buffer) > _MAX_BUFFER:
            self.transport.abort()
            return
        for text in messages:
            message = Message.from_line(text.strip("\r\n"))
            if message is not None:
                self.handle_message(message)

    def handle_message(self, message: Message) -> None:
        """An answer goes to its action, everything else to the listener."""
        action = self.responses.get(message.id)
        if action is not None:
            if action.add_message(message):
                del self.responses[action.id]
        elif "event" in message:
            self._on_message(message)

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail everything that waits; nothing is kept for another connection."""
        self.closed = True
        for action in self.responses.values():
            if not action.future.done():
                action.future.set_exception(
                    AmiDisconnectedError("The connection to Asterisk broke before the answer came.")
                )
                # Whoever stopped waiting must not cause "exception was never retrieved".
                action.future.exception()
        self.responses.clear()
        if not self.lost.done():
            self.lost.set_result(None)

    def close(self) -> None:
        """Drop the connection at once; `lost` follows."""
        with contextlib.suppress(AttributeError):
            self.transport.abort()
