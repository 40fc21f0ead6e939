"""A flow as a talk in the terminal."""

from __future__ import annotations

import typer

from callcenter.ivr import commands
from callcenter.ivr.engine import Engine
from callcenter.ivr.nodes.listen import Heard, ListenFor
from callcenter.ivr.nodes.search_kb import KbFound, SearchKb
from callcenter.ivr.path import render_path
from callcenter.ivr.resumes import (
    CallbackBooked,
    CallerHungUp,
    DialDone,
    Digits,
    PlaybackDone,
    QueueLeft,
    Resume,
    Timeout,
    VoicemailDone,
)
from callcenter.ivr.session import Session, Status
from callcenter.speech.catalog import Catalog
from callcenter.speech.prompts import SEOUL

_HELP = "keys + Enter; Enter alone = nothing pressed; q = hang up"
_LEAVING: dict[str, Resume] = {
    "t": QueueLeft(reason="timeout"),
    "f": QueueLeft(reason="full"),
    "k": QueueLeft(reason="key"),
}


def try_flow(engine: Engine, catalog: Catalog, session: Session, fact: Resume) -> None:
    """Run the flow until it ends or the user hangs up; prints prompts and the path."""
    typer.echo(_HELP)
    while session.status is not Status.ENDED:
        step = engine.step(session, fact)
        session = step.session
        for command in step.commands:
            typer.echo(_shown(command, catalog))
        if session.status is not Status.ENDED:
            fact = _answer(step.commands[-1] if step.commands else None)
    typer.echo(f"— {render_path(session)}")


def _shown(command: commands.Command, catalog: Catalog) -> str:
    if isinstance(command, commands.Say):
        prompt = catalog.get(command.language, command.prompt)
        return f"🔈 {prompt.words(command.params, SEOUL)}"
    fields = ", ".join(f"{name}={value}" for name, value in command.model_dump().items())
    return f"   [{command.kind}] {fields}"


def _answer(command: commands.Command | None) -> Resume:
    match command:
        case commands.Enqueue() | commands.Fallback():
            return _leave_queue()
        case commands.Dial():
            return DialDone(outcome="no_answer")
        case commands.RecordVoicemail():
            return VoicemailDone(seconds=10)
        case commands.OfferCallback():
            return CallbackBooked()
        case commands.Collect():
            typed = _typed(">")
            return CallerHungUp() if typed == "q" else Digits(digits=typed) if typed else Timeout()
        case ListenFor():
            return _said(command)
        case SearchKb():
            title = _typed("> the article's title; Enter alone = none fits")
            return KbFound(level="sure", title=title, answer=title) if title else KbFound(level="none")
    typed = _typed("> (Enter: hear it to its end)")
    return CallerHungUp() if typed == "q" else Digits(digits=typed) if typed else PlaybackDone()


def _said(command: ListenFor) -> Resume:
    typed = _typed("> (a key, or words as they are spoken)")
    if typed == "q" or not typed:
        return CallerHungUp() if typed else Timeout()
    if len(typed) == 1 and typed in "0123456789*#":
        return Digits(digits=typed)
    named = [name for name, phrases in command.choices.items() if typed in phrases]
    return Heard(text=typed, choice=named[0] if named else "", confidence=1.0 if named else 0.0)


def _leave_queue() -> Resume:
    typed = _typed("> in the queue: t = time-out, f = full, k = key, anything else = hang up")
    return _LEAVING.get(typed, CallerHungUp())


def _typed(question: str) -> str:
    try:
        return str(typer.prompt(question, default="", show_default=False, prompt_suffix=" ")).strip()
    except typer.Abort:
        return "q"
