"""The gate of a server without a sign-in: a printed link lets in one browser, once, and then another is printed."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

TOKEN = "token"  # noqa: S105  its name in the address
ALIVE = "/_stcore/health"  # says that the server runs and nothing else
HOW = (
    "<!doctype html><html lang='en'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
    "<title>Weekwatch: open the newest link</title><body style='font: 1.1rem/1.5 sans-serif; max-width: 40rem; "
    "margin: 2rem auto; padding: 0 1rem; color: #212B32'><h1>Open the link that was printed last</h1>"
    "<p>Weekwatch is running, and lets in only who has its link. A link opens it in one browser, once: if yours was "
    "used already, the next one was printed then. It stands in the window in which Weekwatch was started, and begins "
    "with this page's address.</p>"
    "<p>If that window is gone, stop Weekwatch and start it again: <code>python -m pipelines serve</code></p>"
)  # fmt: skip


@dataclass(slots=True)
class Key:
    """What opens the gate: the token of the newest link, and what each browser let in keeps for its session.

    ``waiting``: what was handed out for the newest link, until one of those who asked opens the dashboard.
    """

    token: str
    cookie: str
    kept: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)

    def handed(self, given: str) -> str | None:
        """What the browser that came with the token is to keep; None for another token."""
        if not hmac.compare_digest(given.encode(), self.token.encode()):
            return None
        self.waiting.append(secrets.token_urlsafe(32))
        return self.waiting[-1]

    def is_used_up(self, header: str) -> bool:
        """Whether a browser that has just opened the dashboard used the link up: it opens nothing more then.

        A link that is only fetched, by a preview or by what looks whether the server answers, still opens it.
        """
        mine = [one for one in self.waiting if _is_in(header, self.cookie, [one])]
        if mine:
            self.token = secrets.token_urlsafe(32)
            self.kept += mine
            self.waiting.clear()
        return bool(mine)

    def is_kept_in(self, header: str) -> bool:
        """Whether the browser was let in before."""
        return _is_in(header, self.cookie, [*self.kept, *self.waiting])


def _is_in(header: str, name: str, wanted: list[str]) -> bool:
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return False
    return found is not None and any(hmac.compare_digest(found.value.encode(), one.encode()) for one in wanted)


_shut: list[Key] = []


def shut() -> Key:
    """Shuts the gate of this process and returns its key; the same for as long as the process lives."""
    if not _shut:
        _shut.append(Key(secrets.token_urlsafe(32), f"weekwatch-{secrets.token_hex(4)}"))
    return _shut[0]


def is_shut() -> bool:
    """Whether this process asks for the link."""
    return bool(_shut)


def is_loopback(address: str) -> bool:
    """Whether only this computer reaches an address; an empty one is every address."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def refusal(address: str, provider: Mapping[str, Any]) -> str:
    """Why a server may not start there; empty where it may."""
    if not provider:
        if is_loopback(address):
            return ""
        return (
            f"server.address: {address or 'every address'} is beyond this computer and no sign-in is configured. "
            "Keep to 127.0.0.1, or configure an OpenID Connect provider (docs/sign-in.md)."
        )
    back = urlsplit(str(provider.get("redirect_uri", "")))
    if back.scheme == "https" or is_loopback(back.hostname or ""):
        return ""
    return (
        "[auth] redirect_uri: people would come back from signing in without encryption. "
        "Give an https address (docs/sign-in.md)."
    )


class Gate:
    """Middleware around the whole server: pages, files and the websocket are there for whoever has the key.

    ``on_use`` is called once a link was used, to print the next.
    """

    def __init__(
        self, app: Callable[[Scope, Receive, Send], Awaitable[None]], key: Key, on_use: Callable[[], None]
    ) -> None:
        self.app, self.key, self.on_use = app, key, on_use

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets through, welcomes or turns away."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        asked = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        cookies = "; ".join(v.decode("latin-1") for n, v in scope["headers"] if n == b"cookie")
        token, is_known = dict(asked).get(TOKEN), self.key.is_kept_in(cookies)
        is_link = scope["type"] == "http" and scope["method"] == "GET" and token is not None
        made = self.key.handed(token or "") if is_link and not is_known else None
        if is_link and (is_known or made):
            # A browser that was let in before keeps what it has: going back to an old link costs no new one.
            await _answer(send, 303, self._welcome(scope["path"], [pair for pair in asked if pair[0] != TOKEN], made))
        elif is_known or scope["path"] == ALIVE:
            if scope["type"] == "websocket" and self.key.is_used_up(cookies):
                self.on_use()
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await _answer(send, 403, {"content-type": "text/html; charset=utf-8"}, HOW)

    def _welcome(self, path: str, rest: list[tuple[str, str]], made: str | None) -> dict[str, str]:
        """Back to the same page without the token; what lets the browser in is kept there until it is closed."""
        where = f"/{quote(path.lstrip('/'))}{'?' + urlencode(rest) if rest else ''}"
        kept = {"set-cookie": f"{self.key.cookie}={made}; Path=/; HttpOnly; SameSite=Lax"} if made else {}
        return {"location": where, "referrer-policy": "no-referrer", **kept}


async def _answer(send: Send, status: int, headers: dict[str, str], body: str = "") -> None:
    told = {"cache-control": "no-store", "content-length": str(len(body.encode())), **headers}
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in told.items()]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body.encode()})
