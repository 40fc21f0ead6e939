"""An agent in front of a real Chromium: signs in, answers, talks with a tone for a voice."""

from __future__ import annotations

import contextlib
import os
import signal
import uuid
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright, expect

from tests.support.centre import Centre, Login
from tests.support.tones import syllables

CHROMIUM = "/usr/bin/chromium"
PAGE_MS = 20_000
MOST_LOOKS = 20
"""Each takes 0.4 s."""

_KEEP_SOUND = """
(() => {
  const Original = window.RTCPeerConnection;
  window.__connections = [];
  window.RTCPeerConnection = class extends Original {
    constructor(...rest) { super(...rest); window.__connections.push(this); }
  };
})();
"""
_LOUDEST_HERTZ = """
async () => {
  const live = window.__connections.filter((c) => c.connectionState === "connected").at(-1);
  const track = live?.getReceivers().map((r) => r.track).find((t) => t?.kind === "audio");
  if (!track) return 0;
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 8192 });
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  await new Promise((done) => setTimeout(done, 400));
  const bins = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(bins);
  const loudest = bins.reduce((best, level, n) => (level > bins[best] ? n : best), 0);
  const heard = bins[loudest] > -60 ? (loudest * context.sampleRate) / analyser.fftSize : 0;
  await context.close();
  return heard;
}
"""

_WATCH_FOR = """
(words) => {
  window.__shown = false;
  const look = () => { window.__shown ||= document.body.textContent.includes(words); };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
  look();
}
"""


@dataclass
class Desk:
    """`problems`: what the page complained about; a test may expect there is nothing."""

    page: Page
    context: BrowserContext
    browser: Browser
    login: Login
    mark: str = ""
    """An argument that only this browser's processes were started with."""
    problems: list[str] = field(default_factory=list)

    async def sign_in(self, centre: Centre) -> None:
        await self.page.goto(centre.origin)
        await self.page.get_by_label("아이디").fill(self.login.login)
        await self.page.get_by_label("비밀번호").fill(self.login.password)
        await self.page.get_by_role("button", name="로그인", exact=True).click()

    async def be_ready(self) -> None:
        await expect(self.page.get_by_text("전화 정상")).to_be_visible(timeout=PAGE_MS)
        await self.page.get_by_role("button", name="전화 받을 준비").click()
        await self.expect_state("준비")

    async def expect_state(self, words: str) -> None:
        """The pill of the phone bar says this state."""
        bar = self.page.get_by_role("region", name="전화", exact=True)
        await expect(bar.get_by_text(words).first).to_be_visible(timeout=PAGE_MS)

    @property
    def answer_button(self) -> Locator:
        return self.page.get_by_role("button", name="받기").first

    async def answer(self, limit_ms: int = 40_000) -> None:
        await expect(self.answer_button).to_be_visible(timeout=limit_ms)
        await self.answer_button.click()
        await self.expect_state("통화 중")

    async def loudest_hertz(self) -> float:
        """What this page's newest call brings to the ear: its loudest frequency, 0 for silence."""
        heard: float = await self.page.evaluate(_LOUDEST_HERTZ)
        return heard

    async def expect_hertz(self, hertz: float) -> None:
        """This tone is the loudest in the ear, as soon as the media's keys are agreed."""
        heard: list[float] = []
        while not heard or abs(heard[-1] - hertz) >= 30:
            assert len(heard) < MOST_LOOKS, f"{hertz:.0f} Hz expected, heard {heard}"
            heard.append(await self.loudest_hertz())

    async def fill_ticket(self, title: str, body: str) -> None:
        """All that a ticket needs; it is not filed yet."""
        await self.page.get_by_label("업무").select_option(label="여권 문의")
        await self.page.get_by_label("문의 내용").select_option(label="발급·재발급")
        await self.page.get_by_label("제목").fill(title)
        await self.page.get_by_label("내용", exact=False).last.fill(body)
        await self.page.get_by_label("상담 결과").select_option(index=1)

    async def consult(self, extension: str) -> None:
        await self.page.get_by_role("button", name="호전환").click()
        await self.page.get_by_label("받을 사람, 창구 또는 번호").fill(extension)
        row = self.page.get_by_role("listitem").filter(has_text=extension)
        await row.get_by_role("button", name="먼저 상의").click()

    async def complete_transfer(self) -> None:
        await self.page.get_by_role("button", name="넘기기").click()

    async def hang_up(self) -> None:
        await self.page.get_by_role("button", name="끊기").click()

    async def watch_for(self, words: str) -> None:
        """From now on remember whether the page shows these words, however briefly."""
        await self.page.evaluate(_WATCH_FOR, words)

    async def has_shown(self) -> bool:
        """Whether the words of `watch_for` were there since."""
        return bool(await self.page.evaluate("() => window.__shown"))

    def kill(self) -> None:
        """SIGKILL of every process of this browser."""
        for pid in processes_with(self.mark):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def processes_with(argument: str) -> list[int]:
    """Processes started with this argument."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if argument.encode() in (folder / "cmdline").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    return found


@asynccontextmanager
async def desk_of(centre: Centre, login: Login, hertz: float, folder: Path) -> AsyncIterator[Desk]:
    """A browser of its own (it can be killed), whose microphone is a tone of `hertz`."""
    mark = f"--test-browser={uuid.uuid4().hex}"
    voice = _voice(folder / f"voice-{hertz:.0f}.wav", hertz)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-audio-capture={voice}",
                "--autoplay-policy=no-user-gesture-required",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                mark,
            ],
        )
        context = await browser.new_context(
            viewport={"width": 1366, "height": 768}, locale="ko-KR", permissions=["microphone"]
        )
        page = await context.new_page()
        await page.add_init_script(_KEEP_SOUND)
        desk = Desk(page, context, browser, login, mark=mark)
        page.on("pageerror", lambda error: desk.problems.append(str(error)))
        page.on("response", lambda answer: _note(desk, answer.status, answer.url))
        await desk.sign_in(centre)
        try:
            yield desk
        finally:
            if browser.is_connected():
                await browser.close()


def _note(desk: Desk, status: int, url: str) -> None:
    # Before the sign-in the page asks who is there; the answer is "nobody".
    if status >= 400 and not (status == 401 and url.endswith("/api/session")):
        desk.problems.append(f"{status} {url}")


def _voice(path: Path, hertz: float) -> str:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 48000, 0, "NONE", ""))
        file.writeframes(syllables(hertz, 2.0, rate=48000, level=12000).tobytes())
    return str(path)
