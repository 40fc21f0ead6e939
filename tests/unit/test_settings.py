"""Addresses that follow from the settings."""

from callcenter.settings import Asterisk, Ports, Settings, Web


def test_without_a_proxy_the_softphone_is_on_this_machine() -> None:
    settings = Settings(asterisk=Asterisk(ports=Ports(http=8188)))
    assert settings.softphone_origin == "ws://127.0.0.1:8188"


def test_behind_a_proxy_the_softphone_comes_through_it() -> None:
    settings = Settings(web=Web(public_origin="https://callcenter.example.go.kr/"))
    assert settings.softphone_origin == "wss://callcenter.example.go.kr"
