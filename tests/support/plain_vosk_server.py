"""A vosk server as others run it: the vosk-server protocol and nothing of ours, with a real model.

As literal as the original (alphacep/vosk-server, websocket/asr_server.py): text that is neither a
configuration nor exactly its `eof` is taken for sound, and ends the connection.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from vosk import KaldiRecognizer, Model
from websockets.asyncio.server import ServerConnection, serve

from callcenter.speech.recognition.vosk_recognizer import packaged_model

EOF = '{"eof" : 1}'


@asynccontextmanager
async def plain_vosk_server() -> AsyncIterator[str]:
    """Its address."""
    folder = packaged_model()
    assert folder is not None
    model = await asyncio.to_thread(Model, str(folder))

    async def recognise(socket: ServerConnection) -> None:
        recognizer: KaldiRecognizer | None = None
        rate, phrases, words = 8000.0, "", True
        async for message in socket:
            if isinstance(message, str) and "config" in message:
                config = json.loads(message)["config"]
                rate, words = float(config.get("sample_rate", rate)), bool(config.get("words", words))
                phrases = json.dumps(config.get("phrase_list", ""), ensure_ascii=False)
                continue
            if recognizer is None:
                more = (phrases,) if phrases.startswith("[") else ()
                recognizer = KaldiRecognizer(model, rate, *more)
                recognizer.SetWords(words)
            if message == EOF:
                await socket.send(recognizer.FinalResult())
                return
            ended = await asyncio.to_thread(recognizer.AcceptWaveform, message)
            await socket.send(recognizer.Result() if ended else recognizer.PartialResult())

    async with serve(recognise, "127.0.0.1", 0) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
