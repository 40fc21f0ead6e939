"""Passwords: how they are stored, compared, and what is asked of them."""

from functools import cached_property
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from callcenter.problems import invalid_field

SHORTEST = 10
LONGEST = 128
AT_ONCE = 4
"""Each check takes 64 MiB; a flood of sign-ins waits in line instead of taking all memory."""


class Passwords:
    """Argon2id with the library's current parameters (RFC 9106, low memory profile)."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._places = BoundedSemaphore(AT_ONCE)

    def hash(self, password: str) -> str:
        """The hash to be stored, with its own salt."""
        with self._places:
            return self._hasher.hash(password)

    def matches(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is right. No hash (an unknown login) takes the same time as a wrong one."""
        try:
            with self._places:
                right = self._hasher.verify(password_hash or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return right and password_hash is not None

    def outdated(self, password_hash: str) -> bool:
        """Whether the hash was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash("the password of nobody")


def check_strength(password: str, login: str) -> None:
    """Length and difference from the login; raises `Invalid` for the field `password`."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise invalid_field("password", "security.password_length", shortest=SHORTEST, longest=LONGEST)
    if login.lower() in password.lower() or len(set(password)) < 4:
        raise invalid_field("password", "security.password_easy")
