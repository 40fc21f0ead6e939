"""The practice citizens' situations: who calls, which key they press, what they say, how they end."""

from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

Sentence = Annotated[str, Field(min_length=1, max_length=200)]


class Farewell(StrEnum):
    """After the last sentence."""

    THANKS = "thanks"
    WAITS = "waits"
    ABRUPT = "abrupt"


class Situation(BaseModel):
    """One citizen. `key`: what is pressed in the menu, empty for somebody who presses nothing.

    `patience`: seconds until the call is given up when nobody answers.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=60)
    caller: str = Field(pattern=r"^0[0-9]{8,11}$")
    key: str = Field(pattern=r"^[0-9*#]?$")
    says: tuple[Sentence, ...] = Field(min_length=1, max_length=10)
    patience: int = Field(ge=5, le=900)
    ends: Farewell


def load_situations(path: Path | None = None) -> tuple[Situation, ...]:
    """The situations of a YAML file, by default those that come with the programme.

    Raises pydantic.ValidationError naming what is wrong, OSError, yaml.YAMLError.
    """
    source = files("callcenter.probe").joinpath("citizens.yaml") if path is None else path
    return TypeAdapter(tuple[Situation, ...]).validate_python(yaml.safe_load(source.read_text("utf-8")))
