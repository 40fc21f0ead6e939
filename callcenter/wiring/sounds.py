"""Prompts of the IVR as sounds Asterisk can play."""

from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from callcenter.ivr.values import Value
from callcenter.speech.catalog import Catalog
from callcenter.speech.on_demand import OnDemand
from callcenter.speech.spoken_values import ValueSpeechError


class SpokenPrompts:
    """`callcenter.asterisk.surroundings.Sounds`: static prompts lie ready, others are spoken on demand."""

    def __init__(self, catalog: Catalog, folder: Path, on_demand: OnDemand, zone: ZoneInfo) -> None:
        self._catalog = catalog
        self._folder = folder
        self._on_demand = on_demand
        self._zone = zone

    async def media(self, prompt: str, language: str, params: Mapping[str, Value]) -> list[str]:
        """One ARI media URI. Raises `VoiceError`, or `KeyError` for an unknown prompt."""
        found = self._catalog.get(language, prompt)
        if found.is_static:
            # A text that this language lacks is said in Korean.
            return [f"sound:{self._folder / found.language / 'cc' / prompt}"]
        file = await self._on_demand.sound(language, prompt, params)
        return [f"sound:{file.with_suffix('')}"]

    def written(self, prompt: str, language: str, params: Mapping[str, Value]) -> str:
        """The sentence to read; "" for one that is always the same, and where a value is not of its kind."""
        found = self._catalog.get(language, prompt)
        try:
            return "" if found.is_static else found.written(params, self._zone)
        except (KeyError, ValueSpeechError):
            return ""
