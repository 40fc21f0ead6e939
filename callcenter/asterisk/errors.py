"""What can go wrong between us and Asterisk, each with a sentence an operator understands."""

from __future__ import annotations


class AsteriskError(Exception):
    """Base of every error of this folder; `str(error)` is fit for a terminal."""


class AsteriskNotFoundError(AsteriskError):
    """Neither a new enough Asterisk on this host nor an unpacked one in the cache."""


class FetchError(AsteriskError):
    """The Debian packages could not be fetched, checked or unpacked."""


class AsteriskStartError(AsteriskError):
    """Asterisk ended, or did not become ready, within the time given."""
