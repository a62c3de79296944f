"""What `streamlit run` and `python -m pipelines serve` start: the dashboard behind its gate, or no server at all."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

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


locks = [] if sign_in.provider() else [Middleware(gate.Gate, gate.shut(), another)]
app = st.App("dashboard.py", middleware=locks, lifespan=told)
