"""A recogniser that serves others until told to stop: in a worker process or on a machine of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from callcenter.speech.recognition.contract import RecognizerMissingError
from callcenter.speech.recognition.endpoint import EndpointRules
from callcenter.speech.recognition.engines import EngineSettings, load_engines
from callcenter.speech.recognition.server import RecognitionServer
from callcenter.speech.worker_options import Ready, WorkerOptions

NEVER_S = 3600.0
"""A pause that is never so long: nothing is decoded before the end is sure."""
MOST_WAITING, MOST_WAITING_UNHURRIED = 8, 64
"""Utterances that wait for Whisper."""


def engine_settings(options: WorkerOptions) -> EngineSettings:
    """The options as the engines know them."""
    silence = options.silence_ms / 1000
    rules = EndpointRules(silence_s=silence, patience_s=options.patience_ms / 1000)
    if options.unhurried:
        rules = replace(rules, pause_s=NEVER_S)
    return EngineSettings(
        models=options.models,
        vosk=options.vosk,
        vosk_model=options.vosk_model,
        whisper=options.whisper,
        whisper_model=options.whisper_model,
        front_end=options.front_end,
        threads=options.threads,
        limit=options.limit,
        rules=rules,
        most_waiting=MOST_WAITING_UNHURRIED if options.unhurried else MOST_WAITING,
    )


async def serve(options: WorkerOptions, ready: Callable[[Ready], None], stop: asyncio.Event) -> None:
    """Load, listen, until `stop`. Raises RecognizerMissingError where there is no engine at all, OSError
    where the port is taken."""
    settings = engine_settings(options)
    loaded = await asyncio.to_thread(load_engines, settings)
    try:
        recognizer = loaded.recognizer(settings)
    except RecognizerMissingError as error:
        raise RecognizerMissingError("\n".join(loaded.notices) or str(error)) from error
    token = options.token.get_secret_value() if options.token else None
    server = RecognitionServer(recognizer, options.host, options.port, token)
    await server.start()
    try:
        ready(Ready(port=server.port, engines=recognizer.engines, notices=loaded.notices))
        await stop.wait()
    finally:
        await server.stop()
        await recognizer.close()
