"""docs/settings.md is what `callcenter settings --markdown` prints, and says what each setting means."""

from pathlib import Path

from typer.testing import CliRunner

from callcenter.cli.main import app
from callcenter.cli.show_settings import reference, tables
from callcenter.settings import Settings

PAGE = Path(__file__).parents[3] / "docs" / "settings.md"


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text("utf-8") == reference(), "stale: run `make docs`"


def test_every_setting_says_what_it_means() -> None:
    silent = [row.name for table in tables(Settings) for row in table.rows if not row.meaning]
    assert silent == []


def test_passwords_are_never_printed(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('[asterisk.trunk]\nuser = "city"\npassword = "top-secret"\n')
    answer = CliRunner().invoke(app, ["settings", "--data", str(tmp_path)])
    assert answer.exit_code == 0
    assert 'asterisk.trunk.user = "city"' in answer.output
    assert "top-secret" not in answer.output


def test_a_wrong_setting_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("[web]\nport = 99999999\n")
    answer = CliRunner().invoke(app, ["settings", "--data", str(tmp_path)])
    assert answer.exit_code == 2
    assert "web.port" in answer.output
    assert "Traceback" not in answer.output
