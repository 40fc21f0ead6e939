"""The agent desktop: the built single-page application, served as it lies on the disk."""

from pathlib import Path

from flask import Blueprint, Response, abort, send_from_directory

FOREVER_SECONDS = 365 * 24 * 3600
HASHED_FOLDER = "assets/"
"""Vite puts files here whose names change with their content."""
NOT_PAGES = ("api/", "openapi", "socket.io", "healthz", "metrics")


def pages_blueprint(folder: Path) -> Blueprint:
    """Files of `folder`; an address without a file is a page, so it gets `index.html`."""
    pages = Blueprint("pages", __name__)

    @pages.get("/")
    @pages.get("/<path:name>")
    def page(name: str = "") -> Response:
        if name.startswith(NOT_PAGES):
            abort(404)
        if name and (folder / name).is_file():
            return _file(folder, name)
        if name.startswith(HASHED_FOLDER) or not (folder / "index.html").is_file():
            abort(404)
        return _file(folder, "index.html")

    return pages


def _file(folder: Path, name: str) -> Response:
    # send_from_directory refuses every way out of the folder.
    answer = send_from_directory(folder, name, conditional=True)
    if name.startswith(HASHED_FOLDER):
        answer.headers["Cache-Control"] = f"public, max-age={FOREVER_SECONDS}, immutable"
    else:
        answer.headers["Cache-Control"] = "no-cache"
    return answer
