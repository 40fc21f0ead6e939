"""``callcenter speech``: recordings to text, how well that goes, and a recogniser for other machines."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from callcenter.speech.recognition.engines import Loaded
    from callcenter.speech.recognition.evaluate import Score
    from callcenter.speech.recognition.transcribe import Transcript

app = typer.Typer(help="Speech recognition: transcribe, evaluate, serve.", no_args_is_help=True)
_errors = Console(stderr=True)

DataOption = Annotated[Path, typer.Option(help="Data folder of the installation.")]
VoskOption = Annotated[Path | None, typer.Option(help="Folder of a Vosk model of your own.")]
WhisperOption = Annotated[
    Path | None, typer.Option(help="Folder of a Whisper model of your own (CTranslate2 form).")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("transcribe")
def transcribe_command(
    files: Annotated[list[Path], typer.Argument(help="Recordings (WAV).")],
    phrases: Annotated[
        Path | None, typer.Option(help="Text file of the sentences that are expected, one a line.")
    ] = None,
    as_json: JsonOption = False,
    data: DataOption = Path("var"),
    vosk_model: VoskOption = None,
    whisper_model: WhisperOption = None,
) -> None:
    """Print what is said in recordings, of any length. Exit code 1 where one could not be used.

    The reason is on standard error; with --json such a file has a line in which no engine heard anything.
    """
    expected = _read_phrases(phrases) if phrases else ()
    loaded = _load(data, vosk_model, whisper_model)
    from callcenter.speech.recognition.recording import RecordingError, open_recording
    from callcenter.speech.recognition.transcribe import NOT_HEARD, Transcriber

    transcriber = Transcriber(loaded.engines, loaded.detector, expected)
    bad = 0
    for file in files:
        try:
            recording = open_recording(file)
            found = transcriber.transcribe(recording.rate, recording.blocks())
        except RecordingError as error:
            bad += 1
            _errors.print(str(error), style="red", highlight=False, soft_wrap=True)
            if as_json:
                typer.echo(_json(file, NOT_HEARD))
            continue
        typer.echo(_json(file, found) if as_json else f"{file}\t{found.confidence:.2f}\t{found.text}")
    raise typer.Exit(1 if bad else 0)


@app.command("evaluate")
def evaluate_command(
    manifest: Annotated[Path, typer.Argument(help="Tab-separated file: recording, what is said in it.")],
    grammar: Annotated[
        bool, typer.Option("--grammar", help="Let the sentences of the manifest limit what Vosk hears.")
    ] = False,
    as_json: JsonOption = False,
    data: DataOption = Path("var"),
    vosk_model: VoskOption = None,
    whisper_model: WhisperOption = None,
) -> None:
    """Measure recognition on recordings: character error rate (CER), top-1, real-time factor.

    Exit code 1 where a line or a recording could not be used; the others are measured.
    """
    loaded = _load(data, vosk_model, whisper_model)
    from callcenter.speech.recognition.evaluate import Score, read_manifest, sentences
    from callcenter.speech.recognition.recording import RecordingError, open_recording
    from callcenter.speech.recognition.transcribe import Transcriber

    try:
        samples, problems = read_manifest(manifest)
    except RecordingError as error:
        _stop(str(error))
    transcriber = Transcriber(loaded.engines, loaded.detector, sentences(samples))
    score = Score()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_errors) as progress:
        for sample in progress.track(samples, description="Listening"):
            try:
                recording = open_recording(sample.file)
                began = time.perf_counter()
                found = transcriber.transcribe(recording.rate, recording.blocks(), grammar=grammar)
            except RecordingError as error:
                problems.append(str(error))
                continue
            score.add(sample.text, found, recording.seconds, time.perf_counter() - began)
    for problem in problems:
        _errors.print(problem, style="red", highlight=False, soft_wrap=True)
    typer.echo(_report(score, len(problems), as_json=as_json))
    raise typer.Exit(1 if problems else 0)


@app.command("serve")
def serve_command(
    bind: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port.")] = 2700,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Most callers at once.")] = 20,
    token_file: Annotated[
        Path | None, typer.Option(help="File with the token clients must send; needed beyond loopback.")
    ] = None,
    data: DataOption = Path("var"),
    vosk_model: VoskOption = None,
    whisper_model: WhisperOption = None,
) -> None:
    """Recognise speech for other machines (vosk-server protocol)."""
    from ipaddress import ip_address

    from pydantic import SecretStr

    try:
        token = token_file.read_text("utf-8").strip() if token_file else ""
        loopback = ip_address(bind).is_loopback
    except (OSError, ValueError) as error:
        _stop(f"{error} / 주소와 토큰 파일을 확인해 주십시오.")
    if not token and not loopback:
        _stop("Beyond loopback a --token-file is needed. / 다른 기기에서 쓰려면 --token-file이 필요합니다.")
    from callcenter.speech.worker_options import WorkerOptions

    options = WorkerOptions(
        models=data / "models", host=bind, port=port, limit=limit, vosk_model=vosk_model,
        whisper_model=whisper_model, token=SecretStr(token) if token else None,
    )  # fmt: skip
    asyncio.run(_serve(options))


async def _serve(options: object) -> None:
    from callcenter.speech.recognition.contract import RecognizerMissingError
    from callcenter.speech.serving import serve
    from callcenter.speech.worker_options import Ready, WorkerOptions

    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)

    def told(ready: Ready) -> None:
        typer.echo(f"ws://…:{ready.port} ({', '.join(ready.engines)})")
        for notice in ready.notices:
            typer.echo(notice, err=True)

    try:
        await serve(WorkerOptions.model_validate(options), told, stop)
    except RecognizerMissingError as error:
        _stop(str(error))
    except OSError as error:
        _stop(f"{error.strerror or error}. / 포트를 열 수 없습니다.")


def _load(data: Path, vosk_model: Path | None, whisper_model: Path | None) -> Loaded:
    """The engines; what is missing is said, and without any it ends here."""
    try:
        from callcenter.speech.recognition.engines import EngineSettings, load_engines
    except ImportError:
        _stop("pip install 'callcenter[speech]' / 음성 인식 패키지가 설치되어 있지 않습니다.")
    settings = EngineSettings(models=data / "models", vosk_model=vosk_model, whisper_model=whisper_model)
    loaded = load_engines(settings)
    for notice in loaded.notices:
        _errors.print(notice, style="yellow", highlight=False, soft_wrap=True)
    if not loaded.engines:
        raise typer.Exit(1)
    return loaded


def _read_phrases(path: Path) -> tuple[str, ...]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        _stop(f"{path}: {error} / 문장 파일을 읽을 수 없습니다.")
    if not (phrases := tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))):
        _stop(f"{path}: there is no sentence in it. / 문장 파일이 비어 있습니다.")
    return phrases


def _json(file: Path, found: Transcript) -> str:
    return json.dumps({"file": str(file), **asdict(found)}, ensure_ascii=False)


def _report(score: Score, bad: int, *, as_json: bool) -> str:
    cer = {name: round(rate, 4) for name, rate in score.cer.items()}
    if as_json:
        told = {
            "recordings": score.recordings, "bad": bad, "seconds": round(score.sound_s, 1), "cer": cer,
            "top_1": round(score.top_1, 4), "real_time_factor": round(score.real_time_factor, 4),
        }  # fmt: skip
        return json.dumps(told)
    rates = ", ".join(f"{name} {rate:.3f}" for name, rate in cer.items())
    return (
        f"{score.recordings} recordings, {score.sound_s:.0f} s\n"
        f"CER               {rates}\n"
        f"top-1             {score.right}/{score.recordings} ({score.top_1:.1%})\n"
        f"real-time factor  {score.real_time_factor:.3f}"
    )


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
