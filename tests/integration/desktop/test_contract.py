"""The written contract is what the server really gives."""

from callcenter.realtime.schema import schema_text
from callcenter.wiring.openapi import openapi_text
from tests.support.asterisk import REPOSITORY


def test_the_description_of_the_api_is_new() -> None:
    """If not: `callcenter openapi docs/openapi.json`, then `npm run contract` in agent_ui."""
    assert (REPOSITORY / "docs" / "openapi.json").read_text("utf-8") == openapi_text()


def test_the_description_of_the_topics_is_new() -> None:
    """If not: `python -m callcenter.realtime.schema docs/realtime.json`."""
    assert (REPOSITORY / "docs" / "realtime.json").read_text("utf-8") == schema_text()
