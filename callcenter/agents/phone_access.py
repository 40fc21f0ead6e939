"""Short-lived passwords of the softphones: made here, known to the browser and the exchange only."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


class PhoneBook(Protocol):
    """What the exchange does with passwords; may be called from any thread."""

    def grant(self, extension: str, password: str) -> None:
        """From now on the seat registers with this password, and no other."""

    def revoke(self, extension: str) -> None:
        """Nobody can register at the seat any more."""


@dataclass(frozen=True, slots=True)
class PhoneCredentials:
    """What one browser phone registers with until `expires_at`."""

    websocket_url: str
    sip_uri: str
    authorization_user: str
    password: str = field(repr=False)
    display_name: str
    expires_at: datetime


class PhoneAccess:
    """One password a seat at a time. `websocket_url` is where browsers reach the exchange."""

    def __init__(self, book: PhoneBook, websocket_url: str, domain: str) -> None:
        self._book = book
        self._websocket_url = websocket_url
        self._domain = domain

    def issue(self, extension: str, display_name: str, expires_at: datetime) -> PhoneCredentials:
        """A new password for the seat; the one before is worth nothing any more."""
        password = secrets.token_urlsafe(24)
        self._book.grant(extension, password)
        return PhoneCredentials(
            websocket_url=self._websocket_url,
            sip_uri=f"sip:{extension}@{self._domain}",
            authorization_user=extension,
            password=password,
            display_name=display_name,
            expires_at=expires_at,
        )

    def revoke(self, extension: str) -> None:
        """Nobody can register at the seat any more."""
        self._book.revoke(extension)
