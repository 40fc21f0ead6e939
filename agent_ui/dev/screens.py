"""Takes a picture of every screen at 1366x768 from the practice server and runs axe-core on each.

Usage: python agent_ui/dev/screens.py http://127.0.0.1:PORT TARGET_FOLDER [NAME …]

Exit code 1 when axe-core finds something, text is cut, a page scrolls, or the console shows an error.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, sync_playwright

HERE = Path(__file__).parent
AXE = (HERE.parent / "node_modules/axe-core/axe.min.js").read_text()
OVERFLOW = (HERE / "overflow.js").read_text().partition("\n")[2].rstrip().rstrip(";")
CHROMIUM = ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]

Variant = Literal["ko", "en", "contrast"]


@dataclass(frozen=True)
class Screen:
    """One picture: who looks, the scene of the practice seat, the address, what to press first."""

    name: str
    login: str
    scene: str
    address: str
    presses: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ("ko",)


ALL: tuple[Variant, ...] = ("ko", "contrast", "en")
TRANSFER = "button:has-text('호전환')"
CONSULT = "button:enabled:has-text('먼저 상의')"

SCREENS = [
    Screen("sign-in", "", "ready", "/sign-in", variants=ALL),
    Screen("seat-ready", "agent01", "ready", "/seat", variants=ALL),
    Screen("seat-paused", "agent01", "paused", "/seat", ("button:has-text('쉼')",)),
    Screen("seat-found", "agent01", "ready", "/seat?citizen=31"),
    Screen("seat-ringing", "agent01", "ringing", "/seat", variants=ALL),
    Screen("seat-talking", "agent01", "talking", "/seat", ("pick:업무:passport_mail",), ("ko", "contrast")),
    Screen("seat-talking-plain", "agent01", "talking", "/seat", variants=("en",)),
    Screen("seat-missing", "agent01", "talking", "/seat", ("button:has-text('민원 접수')",)),
    Screen("seat-transfer", "agent01", "talking", "/seat", (TRANSFER,)),
    Screen("seat-consulting", "agent01", "talking", "/seat", (TRANSFER, CONSULT)),
    Screen("seat-dialpad", "agent01", "talking", "/seat", ("button[aria-label='다이얼']",)),
    Screen("seat-devices", "agent01", "talking", "/seat", ("button[aria-label='소리 장치']",)),
    Screen("seat-reveal", "agent01", "talking", "/seat", ("button:has-text('정보 보기')",)),
    Screen("seat-wrap-up", "agent01", "wrap_up", "/seat", variants=ALL),
    Screen("callbacks", "agent01", "ready", "/callbacks?owner=all", variants=ALL),
    Screen("callbacks-close", "agent01", "ready", "/callbacks", ("tbody button:has-text('마침')",)),
    Screen("tickets", "agent01", "ready", "/tickets", variants=ALL),
    Screen("ticket", "agent01", "ready", "/tickets/4501", variants=ALL),
    Screen("calls", "supervisor", "ready", "/calls", variants=ALL),
    Screen("calls-found", "supervisor", "ready", "/calls?q=여권", variants=ALL),
    Screen("call", "supervisor", "ready", "/calls/1795584.12", variants=ALL),
    Screen("floor", "supervisor", "ready", "/floor", variants=ALL),
    Screen("seat-reading", "agent01", "talking", "/seat", ("key:F2",), ALL),
    Screen("seat-sms", "agent01", "talking", "/seat", ("button:has-text('문자 문안')",)),
    Screen("seat-no-answer", "agent01", "talking", "/seat", ("fill:지식 찾기:피자",), ("ko", "en")),
    Screen("seat-work", "agent01", "talking", "/seat", ("role=tab[name=/오늘 내 할 일/]",)),
    Screen("knowledge", "agent01", "ready", "/knowledge", variants=ALL),
    Screen("knowledge-search", "agent01", "ready", "/knowledge?q=여권"),
    Screen("article", "agent01", "ready", "/knowledge/passport-registered-mail", variants=ALL),
    Screen("article-expired", "agent01", "ready", "/knowledge/passport-fee"),
    Screen(
        "article-propose", "agent01", "ready", "/knowledge/passport-time", ("button:has-text('고칠 점')",)
    ),
    Screen("knowledge-unanswered", "supervisor", "ready", "/knowledge?tab=questions", variants=ALL),
    Screen(
        "knowledge-close",
        "supervisor",
        "ready",
        "/knowledge?tab=questions",
        ("tbody button:has-text('마침')",),
    ),
    Screen("knowledge-review", "supervisor", "ready", "/knowledge?tab=review", variants=ALL),
    Screen("knowledge-figures", "supervisor", "ready", "/knowledge?tab=figures", variants=ALL),
    Screen("nowhere", "agent01", "ready", "/nowhere"),
    Screen("gallery", "", "ready", "/gallery", variants=ALL),
]


class Problems(list[str]):
    """What a screen showed that it should not show."""

    def console(self, line: ConsoleMessage) -> None:
        # The first question of a page is who is signed in; nobody is, on the sign-in screen.
        if line.type == "error" and "401" not in line.text:
            self.append(f"console: {line.text}")

    def error(self, error: Error) -> None:
        self.append(f"page error: {error}")

    def look(self, page: Page) -> None:
        page.evaluate(AXE)
        result = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
        for violation in result["violations"]:
            self.extend(f"{violation['id']}: {node['html'][:140]}" for node in violation["nodes"][:3])
        self.extend(page.evaluate(OVERFLOW))


def open_page(browser: Browser, screen: Screen, variant: Variant, base: str) -> Page:
    height = 1900 if screen.name == "gallery" else 768
    context = browser.new_context(viewport={"width": 1366, "height": height}, locale="ko-KR")
    theme = "contrast" if variant == "contrast" else "light"
    language = "en" if variant == "en" else "ko"
    for key, value in (("theme", theme), ("language", language)):
        context.add_init_script(f"localStorage.setItem('callcenter.{key}', '{value}')")
    if screen.login:
        context.add_cookies([{"name": "practice", "value": screen.login, "url": base}])
    return context.new_page()


def press(page: Page, step: str) -> None:
    if step.startswith("pick:"):
        _, label, value = step.split(":")
        page.get_by_label(label).first.select_option(value)
    elif step.startswith("fill:"):
        _, label, value = step.split(":")
        label = label if page.get_by_label(label).count() else "Find articles"
        page.get_by_label(label).first.fill(value)
    elif step.startswith("key:"):
        page.keyboard.press(step.removeprefix("key:"))
    else:
        page.locator(step).first.click()
    page.wait_for_timeout(1100)


def take(page: Page, screen: Screen, base: str, picture: Path) -> Problems:
    problems = Problems()
    page.on("console", problems.console)
    page.on("pageerror", problems.error)
    ringing = screen.scene == "ringing"
    page.request.post(f"{base}/dev/scene/{'ready' if ringing else screen.scene}")
    page.goto(base + screen.address)
    page.wait_for_selector("main")
    page.wait_for_timeout(900)
    if ringing:
        page.request.post(f"{base}/dev/scene/ringing")
        page.wait_for_timeout(400)
    for step in screen.presses:
        press(page, step)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=picture)
    problems.look(page)
    return problems


def pictures(base: str, target: Path, wanted: set[str]) -> Iterator[tuple[str, Problems]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        for screen in SCREENS:
            if wanted and screen.name not in wanted:
                continue
            for variant in screen.variants:
                label = screen.name if variant == "ko" else f"{screen.name}-{variant}"
                page = open_page(browser, screen, variant, base)
                yield label, take(page, screen, base, target / f"{label}.png")
                page.context.close()
        browser.close()


def main(base: str, target: Path, wanted: set[str]) -> int:
    target.mkdir(parents=True, exist_ok=True)
    problems = {label: found for label, found in pictures(base, target, wanted) if found}
    report = json.dumps(problems, ensure_ascii=False, indent=1) if problems else "every screen is clean"
    sys.stdout.write(report + "\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), set(sys.argv[3:])))
