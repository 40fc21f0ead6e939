"""Which sound files the dialplan and app_queue need, and what they say."""

from __future__ import annotations

from pathlib import Path

import yaml

_KOREAN = Path(__file__).parent / "templates" / "sounds.ko.yaml"


def required_sounds() -> dict[str, str]:
    """Name below `<sounds_dir>/ko/`, without ending → Korean sentence, e.g. `cc/safety-menu`."""
    loaded = yaml.safe_load(_KOREAN.read_text("utf-8"))
    return {str(name): str(text) for name, text in loaded.items()}
