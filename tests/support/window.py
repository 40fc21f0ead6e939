"""A signed-in Chromium window that looks at every page for what is wrong with it.

No error, no refused request, nothing axe-core complains of, nothing cut off; pictures are kept in
`test-results/screens/` for looking at.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, Request, Response, expect, sync_playwright

from tests.support.asterisk import REPOSITORY
from tests.support.centre import Centre

PICTURES = REPOSITORY / "test-results" / "screens"
AXE = (REPOSITORY / "agent_ui/node_modules/axe-core/axe.min.js").read_text("utf-8")
OVERFLOW = (
    (REPOSITORY / "agent_ui/dev/overflow.js").read_text("utf-8").partition("\n")[2].rstrip().rstrip(";")
)
CHROMIUM = ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]


@contextmanager
def chromium_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield browser
        browser.close()


@dataclass
class Window:
    """A signed-in window that remembers everything that went wrong in it."""

    page: Page
    origin: str
    wrong: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("console", lambda said: self._heard(said.type, said.text))
        self.page.on("pageerror", lambda error: self.wrong.append(f"exception: {error}"))
        self.page.on("response", self._answered)
        self.page.on("requestfailed", self._failed)

    def sign_in(self, login: str, password: str) -> None:
        self.page.goto(f"{self.origin}/sign-in")
        self.page.get_by_label("아이디").fill(login)
        self.page.get_by_label("비밀번호").fill(password)
        self.page.get_by_role("button", name="로그인").click()
        self.page.wait_for_url(re.compile(r"/(seat|floor|calls)$"))

    def open(self, path: str, shows: str) -> None:
        self.page.goto(self.origin + path)
        expect(self.page.locator("main")).to_contain_text(shows)
        self.page.wait_for_load_state("networkidle")

    def picture(self, name: str) -> None:
        """Keep what the screen shows; nothing on it may be out of reach for anybody, or cut off."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png")
        self.page.evaluate(AXE)
        found = self.page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
        for violation in found["violations"]:
            marked = [node["html"][:140] for node in violation["nodes"][:3]]
            self.wrong.extend(f"{name}: {violation['id']}: {html}" for html in marked)
        self.wrong.extend(f"{name}: {cut}" for cut in self.page.evaluate(OVERFLOW))

    def pictures(self, name: str) -> None:
        """The same in both themes."""
        self.picture(name)
        self.page.evaluate("document.documentElement.dataset.theme = 'contrast'")
        self.picture(f"{name}-contrast")
        self.page.evaluate("document.documentElement.dataset.theme = 'light'")

    def _heard(self, kind: str, text: str) -> None:
        # Before the sign-in the page asks who is there; the answer "nobody" is 401 by design.
        if kind in ("error", "warning") and "401" not in text:
            self.wrong.append(f"{kind}: {text}")

    def _failed(self, request: Request) -> None:
        # Going to another page ends the requests of this one.
        if request.failure != "net::ERR_ABORTED":
            self.wrong.append(f"failed: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status != 401:
            self.wrong.append(f"{response.status} {response.request.method} {response.url}")


@contextmanager
def window_of(chromium: Browser, centre: Centre, login: str) -> Iterator[Window]:
    context = chromium.new_context(
        viewport={"width": 1366, "height": 768},
        locale="en-US",
        permissions=["microphone"],
        # A picture in the middle of a transition shows colours nobody sees.
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    window = Window(context.new_page(), centre.origin)
    window.watch()
    known = centre.logins()[login]
    window.sign_in(known.login, known.password)
    yield window
    assert window.wrong == []
    context.close()
