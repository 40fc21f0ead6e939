"""Where speech begins and ends, told from frames of 32 ms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from callcenter.speech.recognition.detector import FRAME, VoiceDetector
from callcenter.speech.recognition.sound import RATE, Samples, rms

FRAME_S = FRAME / RATE


@dataclass(frozen=True)
class EndpointRules:
    """Times in seconds, levels in dB below full scale.

    `onset_s` of speech begin a turn, `silence_s` of silence end it; `pause_s` is when an engine may begin to
    decode on suspicion. Our own prompts are at -22 dB and come back from the line 26 dB weaker: while one
    plays, only what is above `echo_gate_db` is a caller.
    """

    onset_s: float = 0.09
    pause_s: float = 0.2
    silence_s: float = 0.55
    longest_s: float = 15.0
    #: How long a turn waits for a slow engine after its end, where another has understood something.
    patience_s: float = 0.3
    speech_above: float = 0.5
    silence_below: float = 0.35
    echo_gate_db: float = -40.0
    #: Nobody who can be understood is so quiet; the detector need not be asked.
    quiet_db: float = -60.0


class Mark(Enum):
    """What a frame changes."""

    ONSET = "onset"
    #: Silence for `pause_s`; RESUMED when speech goes on, END when it does not.
    PAUSED = "paused"
    RESUMED = "resumed"
    END = "end"


class Endpointer:
    """Feed it frames of 512 samples at 16 kHz in order; times count from the first."""

    def __init__(self, detector: VoiceDetector, rules: EndpointRules) -> None:
        self.prompt_playing = False
        self._detector = detector
        self._rules = rules
        self._echo_rms, self._quiet_rms = _rms_of(rules.echo_gate_db), _rms_of(rules.quiet_db)
        self._speaking = False
        self._paused = False
        self._run_s = 0.0
        """Speech in a row before a turn; silence in a row within one."""
        self._turn_s = 0.0

    @property
    def patience_s(self) -> float:
        """As in the rules."""
        return self._rules.patience_s

    @property
    def speaking(self) -> bool:
        """Whether a turn is under way."""
        return self._speaking

    def frame(self, samples: Samples) -> Mark | None:
        """The next frame of 32 ms at 16 kHz; what it changed, if anything."""
        level = rms(samples)
        likely = self._detector.speech(samples) if level >= self._quiet_rms else 0.0
        return self._within(likely) if self._speaking else self._before(likely, level)

    def _before(self, likely: float, level: float) -> Mark | None:
        loud_enough = not self.prompt_playing or level >= self._echo_rms
        self._run_s = self._run_s + FRAME_S if likely >= self._rules.speech_above and loud_enough else 0.0
        if self._run_s < self._rules.onset_s:
            return None
        self._speaking, self._paused, self._turn_s, self._run_s = True, False, self._run_s, 0.0
        return Mark.ONSET

    def _within(self, likely: float) -> Mark | None:
        self._turn_s += FRAME_S
        self._run_s = self._run_s + FRAME_S if likely < self._rules.silence_below else 0.0
        if self._run_s >= self._rules.silence_s or self._turn_s >= self._rules.longest_s:
            self._speaking, self._run_s = False, 0.0
            return Mark.END
        if self._paused and self._run_s == 0.0:
            self._paused = False
            return Mark.RESUMED
        if not self._paused and self._run_s >= self._rules.pause_s:
            self._paused = True
            return Mark.PAUSED
        return None


def _rms_of(db: float) -> float:
    """Level in dB below full scale as root mean square."""
    return float(32768.0 * 10 ** (db / 20))
