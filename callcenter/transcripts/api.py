"""HTTP: the transcript of a call."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from pydantic import BaseModel, Field

from callcenter.api_schema import as_json
from callcenter.security.access import requires, signed_in
from callcenter.security.sessions import Identity
from callcenter.transcripts.models import Source, Speaker, TranscriptLine
from callcenter.transcripts.service import TranscriptService


class TranscriptPath(BaseModel):
    """The call in the address."""

    id: str = Field(min_length=1, max_length=64)


class TranscriptLineAnswer(BaseModel):
    """One utterance, numbers masked."""

    id: str
    speaker: Speaker
    name: str | None = Field(description="The agent's name.")
    at: datetime
    text: str
    masked: bool = Field(description="Personal numbers were taken out of it.")
    source: Source = Field(description="The talk as it went on, or its recording heard again afterwards.")


class TranscriptAnswer(BaseModel):
    """All utterances of a call in order."""

    items: list[TranscriptLineAnswer]


def blueprint(
    transcripts: TranscriptService,
    check_may_open: Callable[[str, Identity], None],
    people: Callable[[], Mapping[str, str]],
) -> APIBlueprint:
    """`/api/calls/{id}/transcript`.

    `check_may_open` raises what keeps a person from a call; `people` names the person of each extension.
    """
    api = APIBlueprint("transcripts", __name__, url_prefix="/api")

    @api.get("/calls/<string:id>/transcript", responses={200: TranscriptAnswer})
    @requires()
    def transcript(path: TranscriptPath) -> dict[str, Any]:
        """What was said in it, for those who may open the call; every look is written down."""
        check_may_open(path.id, signed_in())
        names = people()
        lines = transcripts.read(path.id, signed_in())
        return as_json(TranscriptAnswer(items=[_answer(line, names) for line in lines]))

    return api


def _answer(line: TranscriptLine, names: Mapping[str, str]) -> TranscriptLineAnswer:
    return TranscriptLineAnswer(
        id=line.id,
        speaker=Speaker(line.speaker),
        name=names.get(line.extension) if line.extension else None,
        at=line.began_at,
        text=line.text,
        masked=line.masked,
        source=Source(line.source),
    )
