"""A real Asterisk 22 without root: Debian testing's packages, unpacked and never installed.

No maintainer script runs (docs/adr: unpacked Asterisk).
"""

from __future__ import annotations

from pathlib import Path

from callcenter.asterisk.debian_packages import Progress, Unpacked, Wanted, fetch_packages

DEFAULT_CACHE_DIR = Path("var/asterisk-dist")
ASTERISK = Wanted(("asterisk", "asterisk-moh-opsound-wav"), "Asterisk", "about 100 MB")


def fetch(cache_dir: Path = DEFAULT_CACHE_DIR, progress: Progress = lambda _: None) -> Unpacked:
    """Make sure that `cache_dir` holds an unpacked Asterisk; does nothing when it already does.

    Takes about 100 MB of download, 300 MB of disk. `progress` gets one short sentence a step.
    Two calls at once wait for each other. Raises FetchError with one sentence for the operator.
    """
    return fetch_packages(ASTERISK, cache_dir, progress)
