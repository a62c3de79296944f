"""What `streamlit run` and `python -m pipelines serve` start: the dashboard behind its gate, or no server at all."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from pages import all_pages
from pages.parts import gate, sign_in

wrong = gate.refusal(str(st.get_option("server.address") or ""), sign_in.provider())
if wrong:
    print(wrong, file=sys.stderr)
    raise SystemExit(1)


@asynccontextmanager
async def told(_: st.App) -> AsyncIterator[None]:
    """Prints where the dashboard is, with what lets a browser in."""
    print(f"\nWeekwatch is at {sign_in.address()}\nStop it with Ctrl+C.\n", flush=True)
    yield


def another() -> None:
    """Prints the next link, for the one before is used."""
    print(f"A browser was let in. To let in another, open {sign_in.address()}\n", flush=True)


def front(request: Request) -> RedirectResponse:
    """Streamlit knows its first page at the root only, and calls its name a page that there is not."""
    return RedirectResponse(f"/?{request.url.query}" if request.url.query else "/")


locks = [] if sign_in.provider() else [Middleware(gate.Gate, gate.shut(), another)]
app = st.App("dashboard.py", routes=[Route(f"/{all_pages()[0].name}", front)], middleware=locks, lifespan=told)
