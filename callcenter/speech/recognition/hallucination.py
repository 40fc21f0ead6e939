"""What Whisper writes when nobody spoke: subtitles' farewells and endless repetitions."""

from __future__ import annotations

import re

from callcenter.speech.recognition.sounding import sounding

#: Learnt from subtitles; nobody says them to a city hall. Compared as they sound, at the whole utterance.
FAREWELLS = (
    "시청해 주셔서 감사합니다",
    "영상 시청해 주셔서 감사합니다",
    "끝까지 시청해 주셔서 감사합니다",
    "구독과 좋아요 부탁드립니다",
    "구독 좋아요 알림 설정 부탁드립니다",
    "다음 영상에서 만나요",
    "다음 시간에 만나요",
    "자막 제공 및 광고를 포함하고 있습니다",
    "한글자막 by 한효정",
    "이 영상은 유료 광고를 포함하고 있습니다",
    "MBC 뉴스 이덕영입니다",
    "뉴스 김성현입니다",
)
_SOUNDS = frozenset(map(sounding, FAREWELLS))
_NO_SPEECH, _UNSURE = 0.6, -1.0
_HOPELESS = -1.6
_REPEATED = re.compile(r"(.{2,12}?)\1{4,}")
_HANGUL_OR_DIGIT = re.compile(r"[가-힣0-9]")
#: Korean is spoken at up to about 9 syllables a second; more cannot have been said.
_SYLLABLES_A_SECOND = 12.0


def is_hallucinated(text: str, seconds: float, no_speech: float, mean_log_probability: float) -> bool:
    """Whether `text` of an utterance of `seconds` should be taken for nothing."""
    bare = "".join(text.split())
    if not _HANGUL_OR_DIGIT.search(bare) or sounding(bare) in _SOUNDS:
        return True
    if mean_log_probability < _HOPELESS or (no_speech > _NO_SPEECH and mean_log_probability < _UNSURE):
        return True
    return _REPEATED.search(bare) is not None or len(bare) > max(4.0, seconds * _SYLLABLES_A_SECOND)
