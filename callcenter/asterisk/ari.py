"""ARI: what a conversation needs, with ids chosen by us."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any, Literal

from callcenter.asterisk.ari_events import AriEvents
from callcenter.asterisk.ari_http import AriHttp
from callcenter.asterisk.ari_messages import AriEvent, AriRefusedError, AriReply


class AriClient:
    """ARI of one application; every method belongs to one asyncio loop.

    `on_event` is awaited for each event, in order within a channel; `on_state` as in AriEvents.
    Every request answers an AriReply (`left=True`: gone already) or raises AriUnreachableError or
    AriRefusedError. Ids of playbacks, bridges and channels are the caller's, so that a late event
    of an unanswered request can still be told apart.
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
        subscribe_all: bool = False,
    ) -> None:
        self._app = app
        self._http = AriHttp(base_url, user, password)
        self._events = AriEvents(
            base_url, user, password, app, on_event, on_state, subscribe_all=subscribe_all
        )

    @property
    def connected(self) -> bool:
        """Whether the event socket is open."""
        return self._events.connected

    async def start(self) -> None:
        """Open the event socket, now and for ever; returns at once."""
        await self._events.start()

    async def stop(self) -> None:
        """Close the event socket and the pool of requests."""
        await self._events.stop()
        await self._http.close()

    # ---- channels ---------------------------------------------------------------------------

    async def channels(self) -> list[dict[str, Any]]:
        """Every channel of this Asterisk, also those that are not ours."""
        return list((await self._http.request("GET", "/channels")).body or [])

    async def channel(self, channel_id: str) -> AriReply:
        """One channel; `left` when there is none of this id."""
        return await self._http.request("GET", f"/channels/{channel_id}")

    async def answer(self, channel_id: str) -> AriReply:
        """Answer; harmless when it is answered already."""
        return await self._http.request("POST", f"/channels/{channel_id}/answer")

    async def hangup(self, channel_id: str, cause: int = 16) -> AriReply:
        """End the channel with a Q.850 cause."""
        return await self._http.request("DELETE", f"/channels/{channel_id}", {"reason_code": cause})

    async def continue_in_dialplan(
        self, channel_id: str, context: str, extension: str = "s", priority: int = 1
    ) -> AriReply:
        """Leave Stasis and go on at this place of the dialplan."""
        where: dict[str, str | int | bool | None] = {
            "context": context, "extension": extension, "priority": priority,
        }  # fmt: skip
        return await self._http.request("POST", f"/channels/{channel_id}/continue", where)

    async def set_variable(self, channel_id: str, name: str, value: str) -> AriReply:
        """Set a channel variable or write a dialplan function such as `TIMEOUT(absolute)`."""
        return await self._http.request(
            "POST", f"/channels/{channel_id}/variable", {"variable": name, "value": value}
        )

    async def get_variable(self, channel_id: str, name: str) -> str | None:
        """The value, "" when it is empty, None when the variable or the channel is not there."""
        reply = await self._http.request("GET", f"/channels/{channel_id}/variable", {"variable": name})
        return None if reply.left else str(reply.body["value"])

    async def originate(
        self,
        channel_id: str,
        endpoint: str,
        *,
        context: str,
        extension: str,
        caller_id: str = "",
        timeout: int = 30,  # noqa: ASYNC109 - how long it rings, in seconds
        variables: Mapping[str, str] | None = None,
    ) -> AriReply:
        """Call `endpoint` (`PJSIP/201`, `Local/x@y/n`); what answers goes to the dialplan.

        The second half of a Local channel gets the id `channel_id` with `-2`.
        """
        params: dict[str, str | int | bool | None] = {
            "channelId": channel_id, "endpoint": endpoint, "context": context, "extension": extension,
            "priority": 1, "callerId": caller_id or None, "timeout": timeout,
            "otherChannelId": f"{channel_id}-2" if endpoint.startswith("Local/") else None,
        }  # fmt: skip
        return await self._http.request("POST", "/channels", params, {"variables": dict(variables or {})})

    # ---- sound ------------------------------------------------------------------------------

    async def play(self, channel_id: str, playback_id: str, *media: str) -> AriReply:
        """Play `sound:…`, `tone:…` one after the other to this channel only."""
        path = f"/channels/{channel_id}/play/{playback_id}"
        return await self._http.request("POST", path, {"media": ",".join(media)})

    async def stop_playback(self, playback_id: str) -> AriReply:
        """Stop; `left` when it has ended already."""
        return await self._http.request("DELETE", f"/playbacks/{playback_id}")

    async def start_music(self, channel_id: str) -> AriReply:
        """Music on hold to this channel."""
        return await self._http.request("POST", f"/channels/{channel_id}/moh")

    async def stop_music(self, channel_id: str) -> AriReply:
        """End the music on hold."""
        return await self._http.request("DELETE", f"/channels/{channel_id}/moh")

    async def record(
        self, channel_id: str, name: str, *, max_seconds: int, max_silence: int = 5, beep: bool = True
    ) -> AriReply:
        """Record this channel into `name`.wav below Asterisk's recording folder; # ends it."""
        params: dict[str, str | int | bool | None] = {
            "name": name, "format": "wav", "maxDurationSeconds": max_seconds, "ifExists": "overwrite",
            "maxSilenceSeconds": max_silence, "beep": beep, "terminateOn": "#",
        }  # fmt: skip
        return await self._http.request("POST", f"/channels/{channel_id}/record", params)

    async def stop_recording(self, name: str) -> AriReply:
        """End a live recording and keep what there is."""
        return await self._http.request("POST", f"/recordings/live/{name}/stop")

    async def snoop(
        self, channel_id: str, snoop_id: str, *, spy: str = "none", whisper: str = "none", args: str = ""
    ) -> AriReply:
        """A new channel in our application that hears (`spy`) or speaks to (`whisper`) another.

        Each is none, in, out or both; `in` is what the channel's own party says.
        """
        params: dict[str, str | int | bool | None] = {
            "spy": spy, "whisper": whisper, "app": self._app, "appArgs": args or None,
        }  # fmt: skip
        return await self._http.request("POST", f"/channels/{channel_id}/snoop/{snoop_id}", params)

    async def external_media(
        self,
        channel_id: str,
        *,
        client: str = "asr",
        sound: Literal["slin", "slin16"] = "slin16",
        data: str = "",
    ) -> AriReply:
        """A channel whose sound goes over a WebSocket that Asterisk opens (websocket_client.conf).

        Add it to a bridge only after its own StasisStart.
        """
        params: dict[str, str | int | bool | None] = {
            "channelId": channel_id, "app": self._app, "external_host": client, "format": sound,
            "transport": "websocket", "encapsulation": "none", "connection_type": "client",
            "transport_data": data or "f(json)",
        }  # fmt: skip
        return await self._http.request("POST", "/channels/externalMedia", params)

    # ---- bridges ----------------------------------------------------------------------------

    async def bridges(self) -> list[dict[str, Any]]:
        """Every bridge of this Asterisk."""
        return list((await self._http.request("GET", "/bridges")).body or [])

    async def create_bridge(self, bridge_id: str, kind: str = "mixing") -> AriReply:
        """A bridge of ours; the same id again answers the same bridge."""
        try:
            return await self._http.request("POST", f"/bridges/{bridge_id}", {"type": kind})
        except AriRefusedError as error:
            if error.status != HTTPStatus.CONFLICT:
                raise
        return await self._http.request("GET", f"/bridges/{bridge_id}")

    async def add_to_bridge(self, bridge_id: str, *channel_ids: str) -> AriReply:
        """Put channels that are in our application into the bridge."""
        params = {"channel": ",".join(channel_ids)}
        return await self._http.request("POST", f"/bridges/{bridge_id}/addChannel", params)

    async def remove_from_bridge(self, bridge_id: str, *channel_ids: str) -> AriReply:
        """Take channels out; they stay in our application."""
        params = {"channel": ",".join(channel_ids)}
        return await self._http.request("POST", f"/bridges/{bridge_id}/removeChannel", params)

    async def destroy_bridge(self, bridge_id: str) -> AriReply:
        """Remove the bridge; its channels stay in our application."""
        return await self._http.request("DELETE", f"/bridges/{bridge_id}")

    # ---- passwords of seats -----------------------------------------------------------------

    async def put_seat_password(self, extension: str, password: str) -> AriReply:
        """Let a seat register with this password from now on; kept in Asterisk's memory only."""
        return await self._put_object("auth", extension, {
            "auth_type": "userpass", "username": extension, "password": password,
        })  # fmt: skip

    async def delete_seat_password(self, extension: str) -> AriReply:
        """Refuse the seat's next registration and call; `left` when there was no password."""
        return await self._http.request("DELETE", f"/asterisk/config/dynamic/res_pjsip/auth/{extension}")

    async def _put_object(self, kind: str, name: str, fields: Mapping[str, str]) -> AriReply:
        body = {"fields": [{"attribute": key, "value": value} for key, value in fields.items()]}
        return await self._http.request("PUT", f"/asterisk/config/dynamic/res_pjsip/{kind}/{name}", json=body)
