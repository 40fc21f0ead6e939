"""The language of whoever sent the present request."""

from flask import request

from callcenter.messages import LANGUAGES, Language


def reader_language() -> Language:
    """Korean unless the reader's browser prefers English."""
    wanted = (request.accept_languages.best or "ko").split("-")[0]
    return next((known for known in LANGUAGES if known == wanted), "ko")
