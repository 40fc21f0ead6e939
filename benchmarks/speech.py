"""Speech recognition: what it costs and how late it is. `python -m benchmarks.speech [--part PART]`.

streams  CPU time of a live caller: ours beside bare Vosk and bare faster-whisper, same sound, same run.
live     N callers at once in real time through a worker process: end of speech to what was understood.
calls    The same through real Asterisk, to the first sample of the answer at the caller.
questions  Questions of the knowledge base's test part, spoken by the tests' Korean voice: what callers get.

Without `--recordings` the voice is espeak-ng: it costs what a voice costs but says nothing about accuracy;
`callcenter speech evaluate` with a site's own recordings does.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.speech_calls import measure_calls
from benchmarks.speech_questions import measure_questions
from benchmarks.speech_voices import SENTENCES, utterances
from callcenter.speech.recognition.contract import Final, Listening
from callcenter.speech.recognition.detector import LoudnessDetector, best_detector
from callcenter.speech.recognition.endpoint import Endpointer, EndpointRules
from callcenter.speech.recognition.engine import Engine
from callcenter.speech.recognition.sound import Samples, Upsampler, pcm_of, samples_of
from callcenter.speech.recognition.turn import TurnListener
from callcenter.speech.recognition.vosk_recognizer import VoskEngine, packaged_model
from callcenter.speech.recognition.whisper_model import whisper_folder
from callcenter.speech.recognition.whisper_recognizer import WhisperEngine
from callcenter.speech.worker_options import WorkerOptions
from callcenter.speech.workers import Workers
from knowledge_base.loader import load_articles

MODELS = Path("var/models").absolute()
RATE = 8_000
SHARE_OF_SPEECH = 0.4
DETECTOR = best_detector() or LoudnessDetector
CHUNK = RATE // 10 * 2


def stream(spoken: list[bytes]) -> bytes:
    """A caller's side of a call: speech, and the faint noise of a line between."""
    line = (np.random.default_rng(3).standard_normal(RATE * 60) * 12).astype(np.float32)
    parts = []
    for said in spoken:
        pause = len(said) // 2 * (1 - SHARE_OF_SPEECH) / SHARE_OF_SPEECH
        parts += [pcm_of(line[: int(pause / 2)]), said, pcm_of(line[: int(pause / 2)])]
    return b"".join(parts)


def cpu(work: Callable[[], None]) -> float:
    """Seconds of all threads."""
    began = time.process_time()
    work()
    return time.process_time() - began


def ours(engine: Engine, phrases: tuple[str, ...], sound: bytes) -> None:
    """One caller through end-pointing and one engine, in pieces of 100 ms."""
    listening = Listening(RATE, phrases)
    endpointer = Endpointer(DETECTOR(), EndpointRules())
    listener = TurnListener({engine.name: engine.decoder(listening)}, endpointer, RATE, lambda _: None)
    for place in range(0, len(sound), CHUNK):
        listener.feed(sound[place : place + CHUNK])
    for conclusion in listener.finish():
        conclusion.result()


def bare_vosk(model: object, phrases: tuple[str, ...], sound: bytes) -> None:
    """As its own examples do it: all sound, its own end-pointer, partial results."""
    import vosk

    grammar = [json.dumps(list(phrases), ensure_ascii=False)] if phrases else []
    recogniser = vosk.KaldiRecognizer(model, RATE, *grammar)
    for place in range(0, len(sound), CHUNK):
        if recogniser.AcceptWaveform(sound[place : place + CHUNK]):
            recogniser.Result()
        else:
            recogniser.PartialResult()
    recogniser.FinalResult()


def bare_whisper(model: object, spoken: list[Samples]) -> None:
    """The best case: somebody else has cut the utterances."""
    for sound in spoken:
        segments, _ = model.transcribe(  # type: ignore[attr-defined]
            (sound / np.float32(32768)).astype(np.float32),
            language="ko", beam_size=5, temperature=0.0, condition_on_previous_text=False,
            without_timestamps=True,
        )  # fmt: skip
        list(segments)


def measure_streams(spoken: list[bytes], rounds: int) -> None:
    import vosk
    from faster_whisper import WhisperModel

    sound = stream(spoken)
    seconds = len(sound) / 2 / RATE * rounds
    articles, _ = load_articles()
    menu = ("네", "아니요", "상담원 연결해 주세요", *SENTENCES)
    questions = tuple(dict.fromkeys(p for article in articles for p in article.phrasings))
    engine = VoskEngine()
    model = vosk.Model(str(packaged_model()))
    cut = [Upsampler(RATE).feed(samples_of(said)) for said in spoken]
    rows: list[tuple[str, float, float]] = []
    for name, phrases in (("menu", menu), (f"{len(questions)} questions", questions), ("free", ())):
        known = engine.grammar(phrases).sentences if phrases else ()
        pair = [0.0, 0.0]
        for _ in range(rounds):
            pair[0] += cpu(lambda: bare_vosk(model, known, sound))  # noqa: B023
            pair[1] += cpu(lambda: ours(engine, phrases, sound))  # noqa: B023
        rows.append((f"Vosk, {name}", pair[0], pair[1]))
    folder = whisper_folder(MODELS)
    whisper = WhisperEngine(folder)
    alone = WhisperModel(str(folder), compute_type="int8", cpu_threads=2, local_files_only=True)
    pair = [0.0, 0.0]
    for _ in range(rounds):
        pair[0] += cpu(lambda: bare_whisper(alone, cut))
        pair[1] += cpu(lambda: ours(whisper, (), sound))
    rows.append(("faster-whisper base int8, beam 5", pair[0], pair[1]))
    whisper.close()
    print(f"\n{seconds:.0f} s of a caller's line, {SHARE_OF_SPEECH:.0%} of it speech\n")
    print("| engine | bare: streams a core | ours: streams a core | ours / bare |\n|---|---|---|---|")
    for name, bare, mine in rows:
        print(f"| {name} | {seconds / bare:.1f} | {seconds / mine:.1f} | {bare / mine:.0%} |")


async def measure_live(spoken: list[bytes], callers: int, turns: int) -> list[float]:
    """Seconds from the last sample of speech to the `Final`, for each turn of each caller."""
    workers = Workers(WorkerOptions(models=MODELS, limit=callers + 1))
    await workers.start()
    while not workers.ready:  # noqa: ASYNC110 - a program's readiness
        await asyncio.sleep(0.1)
    phrases = tuple(p for article in load_articles()[0] for p in article.phrasings)
    late: list[float] = []

    async def caller(number: int) -> None:
        ended = 0.0
        heard = asyncio.Event()

        def take(event: object) -> None:
            if isinstance(event, Final):
                late.append(time.perf_counter() - ended)
                heard.set()

        session = await workers.open(Listening(RATE, phrases), take)
        await asyncio.sleep(number * 0.37)
        for turn in range(turns):
            heard.clear()
            said = spoken[(number + turn) % len(spoken)]
            for sound, last in ((said, True), (bytes(RATE * 2 * 3), False)):
                began = time.perf_counter()
                for index, place in enumerate(range(0, len(sound), 320)):
                    session.feed(sound[place : place + 320])
                    await asyncio.sleep(max(0.0, began + (index + 1) * 0.02 - time.perf_counter()))
                    if not last and heard.is_set():
                        break
                if last:
                    ended = time.perf_counter()
        await session.close()

    await asyncio.gather(*(caller(number) for number in range(callers)))
    await workers.close()
    return late


def told(name: str, late: list[float]) -> str:
    p50, p95 = np.percentile(late, [50, 95])
    return f"| {name} | {len(late)} | {p50:.2f} | {p95:.2f} | {max(late):.2f} |"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", choices=("streams", "live", "calls", "questions"), action="append")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--callers", type=int, nargs="+", default=[1, 5])
    parser.add_argument("--turns", type=int, default=4)
    parser.add_argument("--every", type=int, default=4, help="of the questions, every so-many-th")
    parser.add_argument("--recordings", type=Path, help="folder of WAV files, one utterance each")
    options = parser.parse_args()
    spoken = utterances(options.recordings)
    parts = options.part or ["streams", "live", "calls", "questions"]
    if "streams" in parts:
        measure_streams(spoken, options.rounds)
    header = "\n| {} | turns | p50 s | p95 s | longest s |\n|---|---|---|---|---|"
    if "live" in parts:
        print(header.format("live callers at once, through a worker"))
        for callers in options.callers:
            print(told(str(callers), asyncio.run(measure_live(spoken, callers, options.turns))), flush=True)
    if "calls" in parts:
        print(header.format("calls at once, through Asterisk"))
        for callers in options.callers:
            print(told(str(callers), measure_calls(spoken, callers, options.turns)), flush=True)
    if "questions" in parts:
        for line in measure_questions(MODELS, "test", options.every):
            print(line, flush=True)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
