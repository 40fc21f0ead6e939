"""A verdict as one line for monitoring: text, a bar, performance data (Monitoring Plugins guidelines)."""

from callcenter.messages import Language, sentence
from callcenter.probe.probe import Limits, Verdict


def line(verdict: Verdict, number: str, limits: Limits, language: Language) -> str:
    """The one line; values that were not reached are left out of the performance data."""
    head = sentence(f"probe.state_{verdict.state.name.lower()}", language)
    return f"{head} - {_text(verdict, number, language)} | {_performance(verdict, limits)}".rstrip(" |")


def _text(verdict: Verdict, number: str, language: Language) -> str:
    facts: dict[str, str | int] = {
        "number": number,
        "setup_ms": verdict.setup_ms or 0,
        "first_sound_ms": verdict.first_sound_ms or 0,
        "loss": f"{verdict.loss_percent or 0.0:g}",
        "level": f"{verdict.level_dbfs or 0.0:g}",
        "weak": ", ".join(sentence(f"probe.weak_{name}", language) for name in verdict.weak),
        **verdict.facts,
    }
    return sentence(verdict.code, language, facts)


def _performance(verdict: Verdict, limits: Limits) -> str:
    values = {
        "setup": (verdict.setup_ms, "ms", f"{limits.setup_ms}"),
        "first_sound": (verdict.first_sound_ms, "ms", f"{limits.first_sound_ms}"),
        "loss": (verdict.loss_percent, "%", f"{limits.loss_percent:g}"),
        "level": (verdict.level_dbfs, "", f"{limits.quietest_dbfs:g}:"),
    }
    return " ".join(
        f"{name}={value:g}{unit};{warn};;"
        for name, (value, unit, warn) in values.items()
        if value is not None
    )
