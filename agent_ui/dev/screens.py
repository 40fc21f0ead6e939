"""Takes a picture of every screen at 1366x768 from the practice server and runs axe-core on each.

Usage: python agent_ui/dev/screens.py http://127.0.0.1:PORT TARGET_FOLDER [name …]
Exit code 1 when axe-core finds something, a page scrolls, or the console shows an error.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

AXE = (Path(__file__).parent.parent / "node_modules/axe-core/axe.min.js").read_text()
CHROMIUM = ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]

# name, login, scene, address, what to press before the picture
SCREENS: list[tuple[str, str, str, str, list[str]]] = [
    ("sign-in", "", "ready", "/sign-in", []),
    ("seat-ready", "agent01", "ready", "/seat", []),
    ("seat-paused", "agent01", "paused", "/seat", ["button:has-text('쉼')"]),
    ("seat-found", "agent01", "ready", "/seat?citizen=31", []),
    ("seat-ringing", "agent01", "ringing", "/seat", []),
    ("seat-talking", "agent01", "talking", "/seat", ["pick:업무:passport_mail"]),
    ("seat-missing", "agent01", "talking", "/seat", ["button:has-text('민원 접수')"]),
    ("seat-transfer", "agent01", "talking", "/seat", ["button:has-text('호전환')"]),
    (
        "seat-consulting",
        "agent01",
        "talking",
        "/seat",
        ["button:has-text('호전환')", "button:enabled:has-text('먼저 상의')"],
    ),
    ("seat-dialpad", "agent01", "talking", "/seat", ["button[aria-label='다이얼']"]),
    ("seat-devices", "agent01", "talking", "/seat", ["button[aria-label='소리 장치']"]),
    ("seat-reveal", "agent01", "talking", "/seat", ["button:has-text('정보 보기')"]),
    ("seat-wrap-up", "agent01", "wrap_up", "/seat", []),
    ("callbacks", "agent01", "ready", "/callbacks?owner=all", []),
    ("callbacks-close", "agent01", "ready", "/callbacks", ["tbody button:has-text('마침')"]),
    ("tickets", "agent01", "ready", "/tickets", []),
    ("ticket", "agent01", "ready", "/tickets/4501", []),
    ("calls", "supervisor", "ready", "/calls", []),
    ("call", "supervisor", "ready", "/calls/1795584.12", []),
    ("floor", "supervisor", "ready", "/floor", []),
    ("nowhere", "agent01", "ready", "/nowhere", []),
    ("gallery", "", "ready", "/gallery", []),
]
CONTRAST = {"seat-talking", "seat-ringing", "floor", "gallery", "tickets", "sign-in", "callbacks"}


def act(page: Page, step: str) -> None:
    if step.startswith("pick:"):
        _, label, value = step.split(":")
        page.get_by_label(label).first.select_option(value)
    else:
        page.locator(step).first.click()


def overflow(page: Page) -> list[str]:
    """Names elements whose text is cut without an ellipsis, and a page that scrolls."""
    return page.evaluate(
        """() => {
        const bad = [];
        const root = document.documentElement;
        if (root.scrollWidth > innerWidth || root.scrollHeight > innerHeight) bad.push(`page scrolls ${root.scrollWidth}x${root.scrollHeight}`);
        for (const el of document.querySelectorAll("button, a, .pill, .tag, th, h1, h2, label, b, dd, .row")) {
          const style = getComputedStyle(el);
          if (!el.clientWidth || style.textOverflow === "ellipsis" || el.classList.contains("hidden-label") || el.closest(".hidden-label")) continue;
          if (el.scrollWidth > el.clientWidth + 1 && style.display !== "inline") bad.push(`${el.tagName} ${el.className} "${el.textContent.trim().slice(0, 40)}" ${el.scrollWidth}>${el.clientWidth}`);
        }
        return bad; }"""
    )


def axe(page: Page) -> list[str]:
    page.evaluate(AXE)
    result: dict[str, Any] = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{violation['id']} ({violation['impact']}): {node['target']} {node['html'][:140]}"
        for violation in result["violations"]
        for node in violation["nodes"][:3]
    ]


def main(base: str, target: Path, wanted: set[str]) -> int:
    target.mkdir(parents=True, exist_ok=True)
    problems: dict[str, list[str]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        for name, login, scene, address, steps in SCREENS:
            for theme in ["light"] + (["contrast"] if name in CONTRAST else []):
                if wanted and name not in wanted:
                    continue
                label = name if theme == "light" else f"{name}-{theme}"
                context = browser.new_context(viewport={"width": 1366, "height": 1900 if name == "gallery" else 768}, locale="ko-KR")
                context.add_init_script(f"localStorage.setItem('callcenter.theme', '{theme}')")
                page = context.new_page()
                found: list[str] = []
                page.on("pageerror", lambda error, found=found: found.append(f"page error: {error}"))
                page.on(
                    "console",
                    lambda line, found=found: (
                        line.type == "error"
                        and "401" not in line.text
                        and found.append(f"console: {line.text}")
                    ),
                )
                if login:
                    context.add_cookies([{"name": "practice", "value": login, "url": base}])
                page.request.post(f"{base}/dev/scene/{'ready' if scene == 'ringing' else scene}")
                page.goto(base + address)
                page.wait_for_selector("main")
                page.wait_for_timeout(900)
                if scene == "ringing":
                    page.request.post(f"{base}/dev/scene/ringing")
                    page.wait_for_timeout(400)
                for step in steps:
                    act(page, step)
                    page.wait_for_timeout(1100)
                page.evaluate("document.fonts.ready")
                page.screenshot(path=target / f"{label}.png")
                found += axe(page) + ([] if name == "gallery" else overflow(page))
                if found:
                    problems[label] = found
                context.close()
        browser.close()
    print(json.dumps(problems, ensure_ascii=False, indent=1) if problems else "every screen is clean")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), set(sys.argv[3:])))
