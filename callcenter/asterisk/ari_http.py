"""Requests of ARI: time-outs, careful retries, and "it has left" as a normal answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from callcenter.asterisk.ari_messages import AriRefusedError, AriReply, AriUnreachableError
from callcenter.asterisk.backoff import Backoff

_TIMEOUT = httpx.Timeout(5.0, connect=2.0)
_LIMITS = httpx.Limits(max_connections=40, max_keepalive_connections=10)
_TRIES = 3
_NOT_FOUND = 404
_CONFLICT = 409

Params = Mapping[str, str | int | bool | None]


class AriHttp:
    """One pool of connections to ARI; the password travels in a header, never in an address."""

    def __init__(self, base_url: str, user: str, password: str) -> None:
        self._client = httpx.AsyncClient(
            base_url=base_url,
            auth=httpx.BasicAuth(user, password),
            timeout=_TIMEOUT,
            limits=_LIMITS,
            trust_env=False,
        )

    async def close(self) -> None:
        """Close the pool."""
        await self._client.aclose()

    async def request(
        self, method: str, path: str, params: Params | None = None, json: Any = None
    ) -> AriReply:
        """One request; `left=True` for 404 and for 409 "not in Stasis".

        Tried again only where that cannot do a thing twice: when it was never sent, or when the
        method is idempotent. Raises AriUnreachableError, AriRefusedError.
        """
        backoff = Backoff(first=0.1, longest=1.0)
        for left in reversed(range(_TRIES)):
            try:
                response = await self._client.request(method, path, params=_clean(params), json=json)
            except httpx.ConnectError as error:
                failure: httpx.HTTPError = error
                retry = True
            except httpx.HTTPError as error:
                failure = error
                retry = method != "POST"
            else:
                return _reply(response)
            if not (retry and left):
                reason = type(failure).__name__
                raise AriUnreachableError(f"Asterisk did not answer over ARI ({reason}).") from failure
            await backoff.wait()
        raise AssertionError("the last try returns or raises")


def _clean(params: Params | None) -> dict[str, str]:
    items = (params or {}).items()
    return {k: str(v).lower() if isinstance(v, bool) else str(v) for k, v in items if v is not None}


def _reply(response: httpx.Response) -> AriReply:
    if response.status_code == _NOT_FOUND:
        return AriReply(left=True)
    if response.is_success:
        return AriReply(body=response.json() if response.content else None)
    message = _message(response)
    if response.status_code == _CONFLICT and "not in stasis" in message.lower():
        return AriReply(left=True)
    raise AriRefusedError(response.status_code, message)


def _message(response: httpx.Response) -> str:
    try:
        return str(response.json().get("message", ""))
    except (ValueError, AttributeError):
        return response.text[:200]
