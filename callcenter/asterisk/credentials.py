"""Passwords between us and our Asterisk: made once for an installation, readable by nobody else."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from pydantic import BaseModel, ConfigDict, SecretStr

from callcenter.asterisk.files import write_private

FILE_NAME = "asterisk-secrets.json"


class AsteriskSecrets(BaseModel):
    """Log-ins of AMI, ARI and of the media WebSocket; the passwords never show in a repr."""

    model_config = ConfigDict(frozen=True)

    ami_user: str = "callcenter"
    ami_secret: SecretStr
    ari_user: str = "callcenter"
    ari_secret: SecretStr
    media_user: str = "asterisk"
    media_secret: SecretStr


def load_or_create(directory: Path) -> AsteriskSecrets:
    """The secrets of `directory` (made 0700), from its file (0600), written on the first call."""
    directory.mkdir(parents=True, exist_ok=True)
    directory.chmod(0o700)
    path = directory / FILE_NAME
    if path.is_file():
        path.chmod(0o600)
        return AsteriskSecrets.model_validate_json(path.read_bytes())
    made = AsteriskSecrets(ami_secret=_password(), ari_secret=_password(), media_secret=_password())
    _create(path, made)
    return AsteriskSecrets.model_validate_json(path.read_bytes())


def _create(path: Path, made: AsteriskSecrets) -> None:
    """Write without overwriting: of two first starts at once the one that comes first wins."""
    fields = made.model_dump()
    plain = {k: v.get_secret_value() if isinstance(v, SecretStr) else v for k, v in fields.items()}
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    write_private(draft, json.dumps(plain, indent=1) + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink(missing_ok=True)


def _password() -> SecretStr:
    return SecretStr(secrets.token_urlsafe(24))
