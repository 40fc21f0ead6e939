"""`callcenter practice`: practice citizens call a centre that runs on this machine."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated

import typer

from callcenter import logs
from callcenter.cli.settings import DataOption, settings_or_exit
from callcenter.settings import Settings
from callcenter.wiring.house import data_folder
from callcenter.wiring.practice_calls import practise

END_SECONDS = 8.0
UntilOption = Annotated[
    bool, typer.Option("--until-input-ends", help="Stop when standard input ends, too.", hidden=True)
]


def practice(data: DataOption = Path("var"), until_input_ends: UntilOption = False) -> None:
    """Let practice citizens call the centre in DATA until Ctrl+C (`run --demo` does it by itself)."""
    settings = settings_or_exit(data, {})
    logs.configure(data_folder(settings) / "log", "practice")
    asyncio.run(_practise_until_told(settings, watch_input=until_input_ends))


async def _practise_until_told(settings: Settings, *, watch_input: bool) -> None:
    loop = asyncio.get_running_loop()
    calls = asyncio.create_task(practise(settings))
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, calls.cancel)
    if watch_input:
        loop.add_reader(sys.stdin, lambda: None if os.read(sys.stdin.fileno(), 64) else calls.cancel())
    with suppress(asyncio.CancelledError):
        await calls


@contextmanager
def practice_process(data: Path) -> Iterator[None]:
    """The same in a process of its own. It ends with the block, and also when we are killed: then its
    standard input ends.
    """
    command = [sys.executable, "-m", "callcenter", "practice", "--data", str(data), "--until-input-ends"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
