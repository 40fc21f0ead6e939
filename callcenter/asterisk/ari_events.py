"""The event socket of ARI: connected for ever, its messages handed over in order a channel."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from callcenter.asterisk.ari_messages import AriEvent, to_event
from callcenter.asterisk.backoff import Backoff
from callcenter.asterisk.lanes import Lanes

_CONNECT_TIMEOUT_S = 5.0
_PING_S = 5.0
_MAX_MESSAGE = 1024 * 1024


class AriEvents:
    """Keeps the WebSocket of one application open. `on_state(True)` after each connect.

    While the socket is closed Asterisk refuses new channels for the application (the dialplan goes
    on without us) and drops the events of old ones; so after each connect the caller reconciles.
    """

    def __init__(
        self,
        base_url: str,
        user: str,
        password: str,
        app: str,
        on_event: Callable[[AriEvent], Awaitable[None]],
        on_state: Callable[[bool], None],
        *,
        subscribe_all: bool,
    ) -> None:
        query = urlencode({"app": app, "subscribeAll": str(subscribe_all).lower()})
        self._url = base_url.replace("http", "ws", 1) + f"/events?{query}"
        token = base64.b64encode(f"{user}:{password}".encode()).decode()
        self._headers = {"Authorization": f"Basic {token}"}
        self._lanes = Lanes(on_event)
        self._on_state = on_state
        self._log = structlog.get_logger("callcenter.asterisk.ari")
        self._task: asyncio.Task[None] | None = None
        self.connected = False

    async def start(self) -> None:
        """Begin to connect; returns at once."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="ari-events")

    async def stop(self) -> None:
        """Close the socket; events that wait are forgotten."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await self._lanes.close()

    async def _run(self) -> None:
        backoff = Backoff(first=0.1, longest=5.0)
        while True:
            try:
                await self._session(backoff)
            except (OSError, TimeoutError, WebSocketException) as error:
                self._log.warning("ari.link", reason=str(error) or type(error).__name__)
            await backoff.wait()

    async def _session(self, backoff: Backoff) -> None:
        async with connect(
            self._url,
            additional_headers=self._headers,
            open_timeout=_CONNECT_TIMEOUT_S,
            close_timeout=1.0,
            ping_interval=_PING_S,
            ping_timeout=_PING_S,
            max_size=_MAX_MESSAGE,
            proxy=None,
        ) as socket:
            backoff.reset()
            self._tell(connected=True)
            try:
                await self._listen(socket)
            finally:
                self._tell(connected=False)

    async def _listen(self, socket: ClientConnection) -> None:
        async for text in socket:
            try:
                data = json.loads(text)
            except ValueError:
                self._log.error("ari.not_json")
                continue
            event = to_event(data)
            if not self._lanes.put(event.channel_id, event):
                # Losing one event silently is worse than reading the whole state again.
                self._log.error("ari.lane_full", event_type=event.type)
                return

    def _tell(self, *, connected: bool) -> None:
        self.connected = connected
        try:
            self._on_state(connected)
        except Exception:  # noqa: BLE001 - a listener's mistake must not end the link
            self._log.exception("ari.listener_failed")
