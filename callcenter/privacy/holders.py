"""The two holders of a key: each has a private key, and neither can open anything alone.

Sealing needs only the public halves, so the private ones may be kept away from the machine
(docs/security-masking.md). X25519 (RFC 7748), HKDF-SHA256 (RFC 5869), AES-256-GCM (NIST SP 800-38D).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HOLDERS = ("holder-1", "holder-2")
KEY_BYTES = 32
_PURPOSE = b"callcenter sealed original, share of "


class KeyAbsentError(Exception):
    """A holder's private key is not where it should be: it is kept elsewhere and must be brought."""


class BrokenSealError(Exception):
    """What was sealed was changed, cut, or sealed for other holders."""


class Holders:
    """The key files of `folder`: `holder-1.pub`, `holder-1.key` (mode 0600) and those of the second.

    `private` may name another place for a holder's private key, such as a stick that is plugged in
    only when needed.
    """

    def __init__(self, folder: Path, private: Mapping[str, Path] | None = None) -> None:
        self._folder = folder
        self._private = {name: folder / f"{name}.key" for name in HOLDERS} | dict(private or {})

    def create(self) -> None:
        """Make both pairs unless the installation has them. Existing keys are never replaced."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in HOLDERS:
            if (self._folder / f"{name}.pub").exists():
                continue
            private = X25519PrivateKey.generate()
            _write_once(
                self._private[name],
                private.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                ),
            )
            _write_once(
                self._folder / f"{name}.pub",
                private.public_key().public_bytes(
                    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
                ),
            )

    def split(self, key: bytes) -> dict[str, str]:
        """The key as one share for each holder, in hexadecimal; both shares are needed to join it again."""
        first = secrets.token_bytes(KEY_BYTES)
        shares = (first, _xor(key, first))
        return {
            name: _wrap(share, self._public(name), name).hex()
            for name, share in zip(HOLDERS, shares, strict=True)
        }

    def join(self, shares: Mapping[str, str]) -> bytes:
        """The key of `split`. Raises `KeyAbsentError` or `BrokenSealError`."""
        first, second = (
            _unwrap(bytes.fromhex(shares[name]), self._private_key(name), name) for name in HOLDERS
        )
        return _xor(first, second)

    def present(self) -> bool:
        """Whether both private keys are at hand."""
        return all(self._private[name].is_file() for name in HOLDERS)

    def _public(self, name: str) -> X25519PublicKey:
        key = serialization.load_pem_public_key((self._folder / f"{name}.pub").read_bytes())
        if not isinstance(key, X25519PublicKey):
            raise BrokenSealError(name)
        return key

    def _private_key(self, name: str) -> X25519PrivateKey:
        try:
            key = serialization.load_pem_private_key(self._private[name].read_bytes(), password=None)
        except OSError as error:
            raise KeyAbsentError(name) from error
        if not isinstance(key, X25519PrivateKey):
            raise BrokenSealError(name)
        return key


def _wrap(share: bytes, holder: X25519PublicKey, name: str) -> bytes:
    """Ephemeral public key and encrypted share; a fresh key each time, so the nonce may be constant."""
    ephemeral = X25519PrivateKey.generate()
    public = ephemeral.public_key().public_bytes_raw()
    box = AESGCM(_derived(ephemeral.exchange(holder), public + holder.public_bytes_raw(), name))
    return public + box.encrypt(bytes(12), share, name.encode())


def _unwrap(wrapped: bytes, holder: X25519PrivateKey, name: str) -> bytes:
    public, sealed = wrapped[:KEY_BYTES], wrapped[KEY_BYTES:]
    shared = holder.exchange(X25519PublicKey.from_public_bytes(public))
    box = AESGCM(_derived(shared, public + holder.public_key().public_bytes_raw(), name))
    try:
        return box.decrypt(bytes(12), sealed, name.encode())
    except InvalidTag as error:
        raise BrokenSealError(name) from error


def _derived(shared: bytes, both_public: bytes, name: str) -> bytes:
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=both_public, info=_PURPOSE + name.encode()).derive(shared)


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b, strict=True))


def _write_once(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        os.fsync(file.fileno())
