"""The door of the HTTP API: who is asking, from where, and whether the role may.

Every view under `/api/` says who may call it (`requires` or `public`); one that says
nothing stops the server from starting, so nothing is open by forgetting.
"""

import hmac
from collections.abc import Callable, Collection
from typing import Any, TypeVar, cast

from flask import Flask, Request, current_app, request
from flask_login import LoginManager, current_user

from callcenter.problems import Forbidden, NotSignedIn
from callcenter.security.models import Role
from callcenter.security.sessions import Identity, SessionService, csrf_token

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "X-CSRF-Token"
API_PREFIX = "/api/"
_MARK = "callcenter_access"

View = TypeVar("View", bound=Callable[..., Any])


def requires(*roles: Role) -> Callable[[View], View]:
    """Only for people signed in with one of these roles; without roles, for everybody signed in.

    Stands below the route's decorator. It is checked before the input is looked at.
    """

    def mark(view: View) -> View:
        setattr(view, _MARK, frozenset(roles) or frozenset(Role))
        return view

    return mark


def public(view: View) -> View:
    """Open to everybody, also without a sign-in."""
    setattr(view, _MARK, frozenset())
    return view


def signed_in() -> Identity:
    """The person behind the current request."""
    if not current_user.is_authenticated:
        raise NotSignedIn("security.sign_in_first")
    return cast(Identity, current_user)


class Guard:
    """Knows the cookie, the allowed origins and the sessions; used by HTTP and by sockets.

    `origins` are complete, such as `https://callcenter.example.go.kr`.
    """

    def __init__(self, sessions: SessionService, origins: Collection[str]) -> None:
        self.sessions = sessions
        self.origins = frozenset(origins)
        # Browsers keep a Secure cookie only for https (and would silently drop it otherwise).
        self.secure = bool(self.origins) and all(origin.startswith("https://") for origin in self.origins)
        self.cookie = "__Host-callcenter" if self.secure else "callcenter_session"

    def install(self, app: Flask) -> None:
        """Check every request of the application before its view is called."""
        manager = LoginManager()
        manager.session_protection = None
        manager.request_loader(self.identify)
        manager.init_app(app)
        app.before_request(self._check)

    def identify(self, asked: Request) -> Identity | None:
        """Who sends this request, by its cookie; None for nobody."""
        return self.sessions.identify(asked.cookies.get(self.cookie, ""))

    def origin_allowed(self, origin: str | None) -> bool:
        """Whether a page of this origin is one of ours."""
        return origin is not None and origin in self.origins

    def check_marks(self, app: Flask) -> None:
        """Raises `RuntimeError` naming the API views that say nothing about who may call them."""
        forgotten = sorted(
            rule.endpoint
            for rule in app.url_map.iter_rules()
            if rule.rule.startswith(API_PREFIX) and not hasattr(app.view_functions[rule.endpoint], _MARK)
        )
        if forgotten:
            raise RuntimeError(f"views without @requires or @public: {', '.join(forgotten)}")

    def _check(self) -> None:
        view = self._view()
        if view is None:
            return
        unsafe = request.method not in SAFE_METHODS
        # Browsers send Origin with every unsafe request; other programs need not.
        if unsafe and "Origin" in request.headers and not self.origin_allowed(request.headers["Origin"]):
            raise Forbidden("security.wrong_origin")
        roles: frozenset[Role] = getattr(view, _MARK)
        if not roles:
            return
        if signed_in().role not in roles:
            raise Forbidden("security.role")
        if unsafe and not self._csrf_matches():
            raise Forbidden("security.csrf")

    @staticmethod
    def _view() -> Callable[..., Any] | None:
        if request.endpoint is None or not request.path.startswith(API_PREFIX):
            return None
        view = current_app.view_functions[request.endpoint]
        return view if hasattr(view, _MARK) else None

    def _csrf_matches(self) -> bool:
        expected = csrf_token(request.cookies.get(self.cookie, ""))
        given = request.headers.get(CSRF_HEADER, "")
        return hmac.compare_digest(expected.encode(), given.encode())
