"""Write the configuration of one Asterisk into its run folder."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from callcenter.asterisk.config.model import AsteriskConfig
from callcenter.asterisk.credentials import AsteriskSecrets
from callcenter.asterisk.files import write_private
from callcenter.asterisk.installation import Installation

_TEMPLATES = Path(__file__).parent / "templates"
_FOLDERS = (
    "etc",
    "log",
    "spool",
    "spool/recording",
    "db",
    "run",
    "keys",
    "keys/keys",
    "data",
    "data/sounds",
    "agi",
)


def render(config: AsteriskConfig, secrets: AsteriskSecrets, installation: Installation) -> bool:
    """Write every file below `config.run_dir`; True when one of them changed (reload, or restart).

    Files are 0600 in folders of 0700; templates and links are complete before the first write.
    Raises OSError (disk) or jinja2.UndefinedError (a template and the model disagree).
    """
    texts = _render_all(config, secrets, installation)
    for name in ("", *_FOLDERS):
        folder = config.run_dir / name
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
    config.recording_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    _link_data(config, installation)
    changed = [write_private(config.run_dir / "etc" / name, text) for name, text in texts.items()]
    return any(changed)


def _render_all(
    config: AsteriskConfig, secrets: AsteriskSecrets, installation: Installation
) -> dict[str, str]:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - not HTML; the model refuses what these files cannot hold
    )
    names = [name.removesuffix(".j2") for name in environment.list_templates(extensions=["j2"])]
    return {
        name: environment.get_template(f"{name}.j2").render(c=config, s=secrets, i=installation)
        for name in names
    }


def _link_data(config: AsteriskConfig, installation: Installation) -> None:
    """A data folder of our own: the installation's, but with our sounds.

    Asterisk looks for sounds only below astdatadir, and for its XML documentation (without which
    pjsip.conf cannot be read) there too.
    """
    data = config.run_dir / "data"
    for entry in installation.data_dir.iterdir():
        if entry.name != "sounds":
            _link(data / entry.name, entry)
    sounds = installation.data_dir / "sounds"
    english = next(
        (folder for folder in (sounds / "en_US_f_Allison", sounds / "en") if folder.is_dir()), None
    )
    _link(data / "sounds" / "ko", config.sounds_dir / "ko")
    if english is not None:
        _link(data / "sounds" / "en", english)
        # Record's tone has no language; a name without a folder is found from every language.
        _link(data / "sounds" / "beep.gsm", english / "beep.gsm")


def _link(link: Path, target: Path) -> None:
    if link.is_symlink():
        if link.readlink() == target:
            return
        link.unlink()
    link.symlink_to(target)
