import numpy as np
import pytest

from callcenter.speech.recognition.whisper_window import fitted


@pytest.mark.parametrize(
    ("sounding", "window"),
    [(0, 1500), (400, 1500), (1200, 1500), (1201, 2000), (1700, 2000), (1701, 3000), (3000, 3000)],
)
def test_the_window_holds_the_sound_and_three_seconds_of_silence(sounding: int, window: int) -> None:
    features = np.zeros((80, 3000), np.float32)
    features[:, :sounding] = np.arange(1, sounding + 1)
    cut = fitted(features)
    assert cut.shape == (80, window)
    assert cut.flags["C_CONTIGUOUS"]
    assert np.array_equal(cut[:, :sounding], features[:, :sounding])
    assert not features[:, window:].any(), "nothing of the sound is cut off"
