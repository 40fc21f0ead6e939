"""All callers that are in our hands: who starts, who comes back from the queue, who has gone."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import structlog

from callcenter.asterisk.ari_messages import AriEvent
from callcenter.asterisk.conversation import CarrierErrors, Conversation
from callcenter.asterisk.surroundings import Surroundings
from callcenter.asterisk.tap import is_of_a_tap
from callcenter.ivr import resumes as r
from callcenter.ivr.session import Session
from callcenter.ivr.values import Value

QUEUE_REASONS: Mapping[str, Any] = {"TIMEOUT": "timeout", "FULL": "full"}
"""app_queue's QUEUESTATUS; all others mean that nobody could serve."""
DIAL_OUTCOMES: Mapping[str, Any] = {"ANSWER": "answered", "BUSY": "busy", "NOANSWER": "no_answer"}
MOST_PARKED = 2000

log = structlog.get_logger()


class Conversations:
    """`opening` says whether the house is open at an instant.

    `national` gives a caller's number as it is dialled in the country, or "" where it cannot be
    called back.
    """

    def __init__(
        self,
        around: Surroundings,
        opening: Callable[[datetime], r.Opening],
        national: Callable[[str], str],
    ) -> None:
        self._around = around
        self._national = national
        self._opening = opening
        self._live: dict[str, Conversation] = {}
        self._parked: dict[str, Session] = {}
        """Sessions of callers in the queue, who may come back."""
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def take(self, event: AriEvent) -> None:
        """One event of the application's socket."""
        match event.type:
            case "StasisStart" if is_of_a_tap(event.channel_id):
                if self._around.taps is not None:
                    self._around.taps.started(event.channel_id)
            case "StasisStart":
                self._begin(event)
            case "StasisEnd" | "ChannelDestroyed":
                await self._end(event)
            case "ChannelDtmfReceived":
                if conversation := self._live.get(event.channel_id):
                    conversation.keypad.press(str(event.data.get("digit", "")))
            case "PlaybackFinished":
                self._over(event, "playback", "id")
            case "RecordingFinished" | "RecordingFailed":
                self._over(event, "recording", "name")

    def _begin(self, event: AriEvent) -> None:
        channel = event.data["channel"]
        # A queue that takes nobody sends the caller back before the task that sent them there is over.
        self._park(event.channel_id)
        arguments = [str(argument) for argument in event.data.get("args", [])]
        caller = str(channel.get("caller", {}).get("number", ""))
        before = self._live.get(event.channel_id)
        if before is not None and before.handed_over:
            # Back before our request that sent the caller away was answered.
            self._parked[event.channel_id] = before.session
        session, fact = self._entry(event.channel_id, caller, arguments)
        conversation = Conversation(self._around, event.channel_id, caller, session)
        self._live[event.channel_id] = conversation
        self._around.lease.hold(event.channel_id)
        task = asyncio.get_running_loop().create_task(
            self._converse(event.channel_id, conversation, fact), name=f"ivr-{event.channel_id}"
        )
        self._tasks[event.channel_id] = task
        task.add_done_callback(lambda done: self._forget(event.channel_id, done))

    def _forget(self, channel: str, task: asyncio.Task[None]) -> None:
        # A caller may be back already, with another task.
        if self._tasks.get(channel) is task:
            self._park(channel)
            del self._tasks[channel]
            self._live.pop(channel, None)

    def _park(self, channel: str) -> None:
        """Keep the session of a caller who was handed over, for the way back."""
        conversation = self._live.get(channel)
        if conversation is not None and conversation.handed_over and len(self._parked) < MOST_PARKED:
            self._parked[channel] = conversation.session

    def _entry(self, channel: str, caller: str, arguments: list[str]) -> tuple[Session, r.Resume]:
        """Where a caller goes on: from the queue into the flow left behind, or into a flow's beginning."""
        reason, first, second = [*arguments, "", "", ""][:3]
        parked = self._parked.pop(channel, None)
        if parked is not None and reason in ("overflow", "callback"):
            why = "key" if reason == "callback" else QUEUE_REASONS.get(second, "empty")
            return parked, r.QueueLeft(reason=why, opening=self._opening(datetime.now(UTC)))
        if parked is not None and reason == "dialled":
            return parked, r.DialDone(outcome=DIAL_OUTCOMES.get(first, "failed"))
        variables: dict[str, Value] = {"speech": "on"} if self._around.hearing is not None else {}
        if reason in ("overflow", "callback") and first:
            variables["desk"] = first
        callable_number = self._national(caller)
        opening = self._opening(datetime.now(UTC))
        started = r.Started(opening=opening, caller=callable_number, variables=variables)
        return Session(flow=reason or "hotline"), started

    async def _converse(self, channel: str, conversation: Conversation, fact: r.Resume) -> None:
        try:
            await conversation.run(fact)
        except CarrierErrors as error:
            log.warning("ivr_interrupted", call=channel, error=type(error).__name__)
            await self._around.lease.forget(channel)
        except Exception:
            log.exception("ivr_failed", call=channel)
            await self._around.lease.forget(channel)

    async def _end(self, event: AriEvent) -> None:
        """The caller left our hands: into the queue (the session is kept) or for good."""
        conversation = self._live.get(event.channel_id)
        task = self._tasks.get(event.channel_id)
        await self._around.lease.forget(event.channel_id)
        if task is not None and conversation is not None and not conversation.storing:
            task.cancel()

    def _over(self, event: AriEvent, kind: str, key: str) -> None:
        data = event.data.get(kind, {})
        if conversation := self._live.get(event.channel_id):
            conversation.ended(str(data.get(key, "")), data)

    def forget(self, channel: str) -> None:
        """The call is over: nobody comes back from the queue."""
        self._parked.pop(channel, None)

    async def close(self) -> None:
        """Let go of everybody; the dialplan takes over when the leases run out."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._around.lease.close()
