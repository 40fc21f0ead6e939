"""Headers that tell the browser to distrust whatever we did not mean to send."""

from collections.abc import Collection, Mapping


def security_headers(connect: Collection[str], https: bool) -> Mapping[str, str]:
    """The headers of every response. `connect`: addresses the pages may open besides our own,
    that is the softphone's WebSocket (`ws://host:port`).
    """
    headers = {
        "Content-Security-Policy": content_security_policy(connect),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": (
            "microphone=(self), speaker-selection=(self), autoplay=(self), camera=(), geolocation=(), usb=()"
        ),
        "X-Frame-Options": "DENY",
    }
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


def content_security_policy(connect: Collection[str]) -> str:
    """Nothing but our own files; no inline script, no inline style, no frame around us."""
    directives = {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "media-src": ["'self'", "blob:"],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "connect-src": ["'self'", *sorted(connect)],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())
