"""HTTP: the transcript of a call."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal

from flask_openapi3.blueprint import APIBlueprint
from pydantic import BaseModel, Field

from callcenter.api_schema import IdPath, as_json
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
    source: Source = Field(
        description="The talk as it went on, its recording heard again afterwards, or a voice message."
    )


class TranscriptAnswer(BaseModel):
    """All utterances of a call in order."""

    items: list[TranscriptLineAnswer]


class VoiceTranscriptAnswer(BaseModel):
    """A voice message as text, numbers masked; without lines nothing was understood, or there is none yet."""

    state: Literal["off", "waiting", "written", "not_heard"] = Field(
        description="`off`: messages are not written down; `not_heard`: it was tried and given up."
    )
    items: list[TranscriptLineAnswer]


def blueprint(
    transcripts: TranscriptService,
    check_may_open: Callable[[str, Identity], None],
    call_of_message: Callable[[int, Identity], str],
    people: Callable[[], Mapping[str, str]],
) -> APIBlueprint:
    """`/api/calls/{id}/transcript` and `/api/callbacks/{id}/transcript`.

    `check_may_open` raises what keeps a person from a call, `call_of_message` what keeps one from a voice
    message, whose call it gives; `people` names the person of each extension.
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

    @api.get("/callbacks/<int:id>/transcript", responses={200: VoiceTranscriptAnswer})
    @requires()
    def voice_transcript(path: IdPath) -> dict[str, Any]:
        """What a citizen left as a voice message; every look is written down."""
        found = transcripts.read_message(call_of_message(path.id, signed_in()), signed_in())
        items = [_answer(line, {}) for line in found.lines]
        return as_json(VoiceTranscriptAnswer(state=found.state, items=items))

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
