"""AMI: one client that stays connected, tells when it is not, and never repeats an action."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import structlog
from panoramisk.message import Message

from callcenter.asterisk.ami_messages import (
    AmiDisconnectedError,
    AmiError,
    AmiEvent,
    AmiListError,
    AmiResponse,
    AmiTimeoutError,
    FieldValue,
    checked_fields,
    to_event,
    to_response,
)
from callcenter.asterisk.ami_wire import AmiWire
from callcenter.asterisk.backoff import Backoff

_CONNECT_TIMEOUT_S = 5.0
_BOOT_TIMEOUT_S = 60.0


class AmiClient:
    """AMI over one TCP connection; every method belongs to the loop that called `start`.

    `on_event` gets every event in the order of arrival, `on_state` True after each log-in to a
    fully booted Asterisk and False when that ends. Neither may block; what they raise is logged.
    Reconnects for ever with a jittered back-off. Actions sent while the link is down fail at once.
    """

    def __init__(
        self,
        host: str,
        port: int,
        user: str,
        secret: str,
        on_event: Callable[[AmiEvent], None],
        on_state: Callable[[bool], None],
        *,
        action_timeout: float = 5.0,
        ping_every: float = 5.0,
    ) -> None:
        self._address = (host, port)
        self._login = {"Action": "Login", "Username": user, "Secret": secret, "Events": "on"}
        self._on_event = on_event
        self._on_state = on_state
        self._action_timeout = action_timeout
        self._ping_every = ping_every
        self._log = structlog.get_logger("callcenter.asterisk.ami")
        self._wire: AmiWire | None = None
        self._booted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.connected = False

    async def start(self) -> None:
        """Begin to connect; returns at once, `on_state(True)` says when it is done."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="ami")

    async def stop(self) -> None:
        """Close the link for good; what waits for an answer fails."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def action(self, name: str, **fields: FieldValue) -> AmiResponse:
        """Carry out one action, once. Repeated fields (Variable) are given as a list.

        Raises AmiDisconnectedError, AmiTimeoutError, AmiBusyError, AmiFieldError. An Error answer
        of Asterisk is no exception: look at `ok`.
        """
        messages = await self._request({"Action": name, **fields}, None)
        return to_response(messages[-1])

    async def list_action(
        self, name: str, complete: str | None = None, **fields: FieldValue
    ) -> list[AmiEvent]:
        """The events of a list action (QueueStatus, CoreShowChannels), without its end mark.

        `complete`: the name of the last event, `<name>Complete` when not given. Raises like
        `action`, and AmiListError when Asterisk answers Error.
        """
        messages = await self._request({"Action": name, **fields}, complete or f"{name}Complete")
        if not messages[0].success:
            raise AmiListError(to_response(messages[0]).message or f"Asterisk refused {name}.")
        return [to_event(message) for message in messages[1:-1]]

    async def _request(self, fields: dict[str, FieldValue], complete: str | None) -> list[Message]:
        checked = checked_fields(fields)
        if self._wire is None or not self.connected:
            raise AmiDisconnectedError("There is no connection to Asterisk at the moment.")
        return await self._ask(self._wire, checked, complete)

    async def _ask(self, wire: AmiWire, fields: dict[str, Any], complete: str | None = None) -> list[Message]:
        pending = wire.request(fields, complete)
        try:
            async with asyncio.timeout(self._action_timeout):
                messages: list[Message] = await pending.future
        except TimeoutError:
            raise AmiTimeoutError(
                f"Asterisk did not answer {fields['Action']} within {self._action_timeout:.0f} s."
            ) from None
        return messages

    async def _run(self) -> None:
        backoff = Backoff(first=0.1, longest=5.0)
        while True:
            try:
                await self._session(backoff)
            except (OSError, TimeoutError, AmiError) as error:
                self._log.warning("ami.link", reason=str(error) or type(error).__name__)
            await backoff.wait()

    async def _session(self, backoff: Backoff) -> None:
        self._booted.clear()
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(_CONNECT_TIMEOUT_S):
            _, wire = await loop.create_connection(lambda: AmiWire(self._take), *self._address)
        self._wire = wire
        try:
            answer = to_response((await self._ask(wire, self._login))[-1])
            if not answer.ok:
                raise AmiError(f"Asterisk refused our AMI log-in: {answer.message}")
            # Before that, app_queue may not know its queues yet and answers with less than there is.
            async with asyncio.timeout(_BOOT_TIMEOUT_S):
                await self._until_booted(wire)
            backoff.reset()
            self._tell(connected=True)
            await self._watch(wire)
        finally:
            wire.close()
            self._wire = None
            if self.connected:
                self._tell(connected=False)

    async def _until_booted(self, wire: AmiWire) -> None:
        booted = asyncio.ensure_future(self._booted.wait())
        either: set[asyncio.Future[Any]] = {booted, wire.lost}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            booted.cancel()
        if wire.lost.done():
            raise AmiDisconnectedError("Asterisk closed the connection while it was starting.")

    async def _watch(self, wire: AmiWire) -> None:
        """Ping until the link ends: a peer that vanished without a FIN is noticed too."""
        while not wire.lost.done():
            await asyncio.wait({wire.lost}, timeout=self._ping_every)
            if not wire.lost.done():
                await self._ask(wire, {"Action": "Ping"})
        raise AmiDisconnectedError("Asterisk closed the connection.")

    def _take(self, message: Message) -> None:
        event = to_event(message)
        if event.name == "FullyBooted":
            self._booted.set()
        try:
            self._on_event(event)
        except Exception:  # noqa: BLE001 - a listener's mistake must not end the link
            self._log.exception("ami.listener_failed", event_name=event.name)

    def _tell(self, *, connected: bool) -> None:
        self.connected = connected
        try:
            self._on_state(connected)
        except Exception:  # noqa: BLE001 - as above
            self._log.exception("ami.listener_failed", event_name="state")
