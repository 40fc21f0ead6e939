"""The softphones' passwords at the exchange; given again whenever the exchange has forgotten them."""

import asyncio
import concurrent.futures
from collections.abc import Coroutine

from callcenter.asterisk.ari import AriClient
from callcenter.asterisk.ari_messages import AriError, AriReply
from callcenter.floor.gate import WAIT_SECONDS, Unavailable


class AriPhoneBook:
    """`callcenter.agents.phone_access.PhoneBook` over ARI. `grant` and `revoke` come from request threads."""

    def __init__(self, ari: AriClient, loop: asyncio.AbstractEventLoop) -> None:
        self._ari = ari
        self._loop = loop
        self._passwords: dict[str, str] = {}

    def grant(self, extension: str, password: str) -> None:
        self._do(self._ari.put_seat_password(extension, password))
        self._passwords[extension] = password

    def revoke(self, extension: str) -> None:
        self._passwords.pop(extension, None)
        self._do(self._ari.delete_seat_password(extension))

    async def give_again(self) -> None:
        """After a reconnect: Asterisk keeps these passwords in memory only. Raises `AriError`."""
        for extension, password in list(self._passwords.items()):
            await self._ari.put_seat_password(extension, password)

    def _do(self, request: Coroutine[None, None, AriReply]) -> None:
        future = asyncio.run_coroutine_threadsafe(request, self._loop)
        try:
            future.result(WAIT_SECONDS)
        except (concurrent.futures.TimeoutError, AriError) as failure:
            future.cancel()
            raise Unavailable("seat.telephone_unavailable") from failure
