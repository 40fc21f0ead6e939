"""A seat in a real Chromium: signs in, is ready, answers; its sound is measured inside the browser."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from callcenter.check.site import Site
from callcenter.check.steps import CheckError, wait_for

if TYPE_CHECKING:
    from playwright.async_api import Page

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PAGE_MS = 20_000
RING_MS = 45_000
HEARD_ENERGY = 0.01
"""Of `totalAudioEnergy` (W3C webrtc-stats): about a second of quiet speech."""

_KEEP_CONNECTIONS = """
(() => {
  const Original = window.RTCPeerConnection;
  window.__connections = [];
  window.RTCPeerConnection = class extends Original {
    constructor(...rest) { super(...rest); window.__connections.push(this); }
  };
})();
"""
_RECEIVED_ENERGY = """
async () => {
  let energy = 0;
  for (const connection of window.__connections)
    for (const report of (await connection.getStats()).values())
      if (report.type === "inbound-rtp" && report.kind === "audio") energy += report.totalAudioEnergy ?? 0;
  return energy;
}
"""


def why_not() -> str | None:
    """What is missing for a seat in a browser, or None."""
    if importlib.util.find_spec("playwright") is None:
        return "the Python package playwright is missing"
    if _program() is None:
        return "there is no Chromium on this machine (Debian: apt-get install chromium)"
    return None


class BrowserSeat:
    def __init__(self, page: Page) -> None:
        self._page = page

    async def be_ready(self, site: Site, login: str) -> None:
        from playwright.async_api import Error

        page = self._page
        try:
            await page.goto(site.origin)
            await page.get_by_label("아이디").fill(login)
            await page.get_by_label("비밀번호").fill(site.passwords[login])
            await page.get_by_role("button", name="로그인", exact=True).click()
            await page.get_by_text("전화 정상").wait_for(timeout=PAGE_MS)
            await page.get_by_role("button", name="전화 받을 준비").click(timeout=PAGE_MS)
        except Error as error:
            raise CheckError(f"The seat did not become ready: {_first_line(error)}") from error

    async def answer(self) -> None:
        await self._press("받기", RING_MS, "The seat was not rung, or could not answer")

    async def hang_up(self) -> None:
        await self._press("끊기", PAGE_MS, "The seat could not hang up")

    async def hears(self) -> None:
        """The caller's voice, measured where the browser decodes it."""
        before = await self._energy()

        async def louder() -> bool:
            return await self._energy() > before + HEARD_ENERGY

        await wait_for(louder, 20, "The agent's browser gets no voice of the caller.")

    async def _press(self, name: str, limit_ms: int, complaint: str) -> None:
        from playwright.async_api import Error

        try:
            await self._page.get_by_role("button", name=name).first.click(timeout=limit_ms)
        except Error as error:
            raise CheckError(f"{complaint}: {_first_line(error)}") from error

    async def _energy(self) -> float:
        energy: float = await self._page.evaluate(_RECEIVED_ENERGY)
        return energy


@asynccontextmanager
async def browser_seat(speech: Path) -> AsyncIterator[BrowserSeat]:
    """`speech` (WAV) is said into the microphone again and again. Needs `why_not() is None`."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=_program(),
            args=[
                "--no-sandbox",
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-audio-capture={speech}",
                "--autoplay-policy=no-user-gesture-required",
            ],
        )
        try:
            context = await browser.new_context(locale="ko-KR", permissions=["microphone"])
            page = await context.new_page()
            await page.add_init_script(_KEEP_CONNECTIONS)
            yield BrowserSeat(page)
        finally:
            await browser.close()


def _program() -> str | None:
    return next((found for name in PROGRAMS if (found := shutil.which(name)) is not None), None)


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
