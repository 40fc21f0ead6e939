"""The knowledge base, as a caller's question needs it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

from callcenter.ivr.nodes.search_kb import KbFound, SearchKb


class Library(Protocol):
    """Articles for callers' questions."""

    def search(self, call_id: str, queries: Sequence[str]) -> KbFound:
        """The article for what was heard in a call, best text first. Takes milliseconds; run in a thread."""

    def told(self, call_id: str, slug: str) -> None:
        """The caller hears this article. Returns at once."""


async def search(library: Library, call_id: str, command: SearchKb) -> KbFound:
    """Carry out a search."""
    return await asyncio.to_thread(library.search, call_id, command.queries)
