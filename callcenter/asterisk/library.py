"""The knowledge base, as a caller's question needs it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

from callcenter.ivr.nodes.search_kb import KbFound, SearchKb


class Library(Protocol):
    def search(self, queries: Sequence[str]) -> KbFound:
        """The article for what was heard, best text first. Takes milliseconds; called in a thread."""


async def search(library: Library, command: SearchKb) -> KbFound:
    """Carry out a search."""
    return await asyncio.to_thread(library.search, command.queries)
