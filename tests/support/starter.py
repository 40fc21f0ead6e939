"""Starts and supervises an Asterisk until killed: `python -m tests.support.starter FOLDER CONFIG-JSON`."""

from __future__ import annotations

import asyncio
import sys

from callcenter.asterisk.config import AsteriskConfig
from callcenter.asterisk.installation import find_installation
from callcenter.asterisk.process import AsteriskProcess
from tests.support.asterisk import CACHE


async def main() -> None:
    """Start, say `ready`, supervise for ever."""
    config = AsteriskConfig.model_validate_json(sys.argv[2])
    process = AsteriskProcess(find_installation(CACHE), config)
    await process.start()
    await process.wait_ready()
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
