"""Who may talk to the sandbox's server: this machine, and of its browsers only the sandbox's own page.

Every request needs a loopback Host header with the right port (a foreign name that resolves here is refused) and must
not come from another site. The page's endpoints also need the key of this start: first in the address, then in a
cookie.
"""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
KEY_HEADER = "X-Sandbox-Key"
_OWN = frozenset({"same-origin", "none"})

_REFUSED_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Sandbox</title>
<p>This link came from another site. <a href="/">Open the sandbox</a>.</p></html>"""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """The checks of one server; `port` is known once it listens. `open_paths` need no key."""

    def __init__(self, key: str, open_paths: frozenset[str] = frozenset()) -> None:
        self._key = key
        self._open_paths = open_paths
        self.port = 0

    @property
    def cookie(self) -> str:
        """The name of the page's cookie. It carries the port, because all ports of a host share cookies."""
        return f"sandbox_{self.port}"

    @property
    def middleware(self) -> Middleware:
        """The aiohttp middleware that makes these checks."""

        @web.middleware
        async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not self._host_is_loopback(request.headers.get("Host", "")):
                raise web.HTTPForbidden(text="Forbidden: the sandbox answers on loopback addresses only")
            if not self._from_here(request):
                if request.path == "/" and request.method == "GET":
                    raise web.HTTPForbidden(text=_REFUSED_PAGE, content_type="text/html", headers=HEADERS)
                raise web.HTTPForbidden(text="Forbidden: request of another site")
            is_open = request.path in self._open_paths or _is_open(request.path)
            if not is_open and not self.has_key(request):
                raise web.HTTPForbidden(text="Forbidden: open the page first", headers=HEADERS)
            return await handler(request)

        return check

    def _host_is_loopback(self, host: str) -> bool:
        try:
            parts = urlsplit(f"//{host}")
            return parts.hostname in LOOPBACK and (parts.port or 80) == self.port and "@" not in host
        except ValueError:
            return False

    def _from_here(self, request: web.Request) -> bool:
        # A browser says where a request comes from. Other programs do not, and need no such check.
        site = request.headers.get("Sec-Fetch-Site")
        if site is not None and site not in _OWN:
            return False
        origin = request.headers.get("Origin")
        return origin is None or origin == f"http://{request.headers['Host']}"

    def has_key(self, request: web.Request) -> bool:
        """Whether a request carries the key of this start: in its cookie, a header or the address."""
        given = (
            request.cookies.get(self.cookie, ""),
            request.headers.get(KEY_HEADER, ""),
            request.query.get("k", ""),
        )
        return any(hmac.compare_digest(value.encode(), self._key.encode()) for value in given)

    def welcome(self, response: web.StreamResponse) -> None:
        """Set the page's cookie."""
        response.set_cookie(self.cookie, self._key, httponly=True, samesite="Strict", path="/")


def _is_open(path: str) -> bool:
    """Whether a path needs no key: the page, its static files, and the Bot API, whose address holds the token."""
    return path == "/" or path.startswith(("/bot", "/file/bot", "/page/"))
