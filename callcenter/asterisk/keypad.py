"""The keys a caller has pressed and nobody has taken yet."""

import asyncio
from collections import deque

MOST = 64
"""Keys kept; a caller who leans on the keypad loses the oldest."""


class Keypad:
    """Keys of one caller that nobody has taken yet, the newest `MOST` of them."""

    def __init__(self) -> None:
        self._keys: deque[str] = deque(maxlen=MOST)
        self._pressed = asyncio.Event()

    def press(self, key: str) -> None:
        """Add a key; when there are too many, the oldest is forgotten."""
        self._keys.append(key)
        self._pressed.set()

    async def wait_for_key(self) -> None:
        """Returns when there is a key to take."""
        await self._pressed.wait()

    def take(self) -> str:
        """The oldest key. Raises `IndexError` when there is none."""
        key = self._keys.popleft()
        if not self._keys:
            self._pressed.clear()
        return key

    def clear(self) -> None:
        """Forget what was pressed."""
        self._keys.clear()
        self._pressed.clear()
