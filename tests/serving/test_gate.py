"""The server's gate: who has not opened a printed link, first of all, gets a page that says so and nothing else."""

from __future__ import annotations

import asyncio
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import gate
from tests.serving import free_port, served


@pytest.fixture
def key():
    return gate.Key("the-token", "weekwatch-1", ["the-kept", "another"])


@pytest.fixture
def asked(key):
    """Asks a gate with that key, which notes in ``asked.printed`` when it would print another link."""

    def ask(*args, **more):
        return _asked(key, lambda: printed.append(key.token), *args, **more)

    ask.printed = printed = []
    return ask


def _asked(key, on_use, path="/", query="", cookie="", kind="http", method="GET"):
    """What the gate answers: its messages, or what lies behind it."""
    sent = []

    async def behind(scope, receive, send):
        sent.append({"type": "behind"})

    async def send(message):
        sent.append(message)

    headers = [(b"cookie", cookie.encode())] if cookie else []
    scope = {"type": kind, "method": method, "path": path, "query_string": query.encode(), "headers": headers}
    # In a thread: the browser of other tests in this process keeps a loop of its own running in this one.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, gate.Gate(behind, key, on_use)(scope, None, send)).result()
    return sent


def test_only_the_token_or_what_is_kept_opens(asked):
    assert asked(cookie="weekwatch-1=the-kept")[0]["type"] == "behind"
    assert asked(kind="websocket", cookie="other=1; weekwatch-1=another")[0]["type"] == "behind"
    for answer in (
        asked(),
        asked(query="token="),
        asked(query="token=the-kept"),
        asked(cookie="weekwatch-1=the-token"),
        asked(cookie="weekwatch-2=the-kept"),
        asked(query="token=the-tokeN"),
        asked(path="/media/a.csv", query="token=%ff"),
        asked(query="token=the-token", method="HEAD"),
    ):
        assert answer[0]["status"] == 403
        assert b"Open the link that was printed last" in answer[1]["body"]
    assert asked(kind="websocket", query="token=the-token") == [{"type": "websocket.close", "code": 1008}]
    assert asked(gate.ALIVE)[0]["type"] == "behind"


def test_the_token_leaves_the_address_and_leads_nowhere_else(asked, key):
    answer = asked("//evil.example/\\x", "token=the-token&week=2026-W10")
    headers = dict(answer[0]["headers"])
    assert answer[0]["status"] == 303
    assert headers[b"location"] == b"/evil.example/%5Cx?week=2026-W10"
    assert headers[b"set-cookie"] == f"weekwatch-1={key.waiting[-1]}; Path=/; HttpOnly; SameSite=Lax".encode()


def test_a_link_opens_the_dashboard_once_and_the_next_is_printed(asked, key):
    assert asked(query="token=the-token")[0]["status"] == 303
    mine = f"weekwatch-1={key.waiting[-1]}"
    assert asked(cookie=mine)[0]["type"] == "behind"
    assert asked.printed == []
    assert asked(kind="websocket", cookie=mine)[0]["type"] == "behind"
    (second,) = asked.printed
    assert second == key.token != "the-token"
    used = asked(query="token=the-token")
    assert used[0]["status"] == 403
    assert b"if yours was used already" in used[1]["body"]
    assert asked(kind="websocket", cookie=mine)[0]["type"] == "behind"  # whoever came first stays
    assert asked.printed == [second]
    assert asked(query=f"token={second}")[0]["status"] == 303


def test_a_link_that_was_only_fetched_still_opens_and_then_nothing_does_that_was_handed_out_before(asked, key):
    for _ in range(2):
        assert asked(query="token=the-token")[0]["status"] == 303
    fetched, mine = (f"weekwatch-1={one}" for one in key.waiting)
    assert asked(kind="websocket", cookie=mine)[0]["type"] == "behind"
    assert len(asked.printed) == 1
    assert asked(cookie=fetched)[0]["status"] == 403
    assert asked(kind="websocket", cookie=fetched) == [{"type": "websocket.close", "code": 1008}]


def test_a_browser_that_was_let_in_goes_back_to_its_link_and_uses_none(asked, key):
    for token in ("used-long-ago", "the-token"):
        headers = dict(asked("/", f"token={token}", cookie="weekwatch-1=the-kept")[0]["headers"])
        assert headers[b"location"] == b"/"
        assert b"set-cookie" not in headers
    assert (asked.printed, key.token) == ([], "the-token")


@pytest.mark.parametrize(
    ("address", "provider", "starts"),
    [
        ("127.0.0.1", {}, True),
        ("localhost", {}, True),
        ("::1", {}, True),
        ("0.0.0.0", {}, False),
        ("", {}, False),
        ("office.example", {}, False),
        ("0.0.0.0", {"redirect_uri": "https://office.example/oauth2callback"}, True),
        ("127.0.0.1", {"redirect_uri": "http://localhost:8501/oauth2callback"}, True),
        ("0.0.0.0", {"redirect_uri": "http://office.example/oauth2callback"}, False),
    ],
)
def test_beyond_this_computer_nothing_starts_without_a_sign_in(address, provider, starts):
    assert (gate.refusal(address, provider) == "") is starts


@pytest.mark.parametrize(
    "command", [["-m", "pipelines", "serve", "--address"], ["-m", "streamlit", "run", "server.py"]]
)
def test_the_refusal_is_one_line_and_no_server(command):
    last = "0.0.0.0" if command[-1] == "--address" else "--server.address=0.0.0.0"
    port = ["--port" if command[1] == "pipelines" else "--server.port", str(free_port())]
    asked = [sys.executable, *command, last, *port]
    ended = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert ended.stderr.strip().splitlines()[-1].startswith("server.address: 0.0.0.0 is beyond this computer")
    assert "Traceback" not in ended.stderr


def test_a_port_in_use_is_told_in_a_line(tmp_path):
    with served(tmp_path) as (_, port):
        ended = subprocess.run(
            [sys.executable, "-m", "pipelines", "serve", "--port", str(port)],
            capture_output=True,
            check=False,
            text=True,
            timeout=60,
        )
        assert ended.returncode == 1
        assert re.fullmatch(r"127\.0\.0\.1:\d+: nothing can be served there \(.*\)\. Name another .*\.\n", ended.stderr)


def visitor(kept=None):
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar() if kept is None else kept))


def opens_the_stream(port, kept):
    """Whether whoever keeps these cookies is let in to the websocket, as the dashboard asks for it."""
    cookies = "; ".join(f"{c.name}={c.value}" for c in kept)
    asked = (
        f"GET /_stcore/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        f"Cookie: {cookies}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(asked.encode())
        return line.recv(200).split()[1] == b"101"


def test_the_printed_link_opens_the_server_once_and_nothing_else_does(tmp_path):
    with served(tmp_path) as (link, port):
        root = f"http://127.0.0.1:{port}"
        for path in ("/", "/this_week", "/_stcore/host-config", "/static/index.html", "/?token=x"):
            with pytest.raises(urllib.error.HTTPError, match="403"):
                urllib.request.urlopen(root + path)
        kept = CookieJar()
        browser = visitor(kept)
        assert visitor().open(link).url == f"{root}/"  # a look alone uses nothing up
        assert browser.open(link).url == f"{root}/"
        assert browser.open(f"{root}/_stcore/host-config").status == 200
        assert browser.open(link).url == f"{root}/"
        assert browser.open(f"{root}/this_week?week=2026-W10").url == f"{root}/?week=2026-W10"
        assert browser.open(f"{root}/this_week").url == f"{root}/"
        assert opens_the_stream(port, kept)
        with pytest.raises(urllib.error.HTTPError, match="403"):
            visitor().open(link)
        (another,) = re.findall(r"To let in another, open (\S+)", (tmp_path / "server.log").read_text())
        assert visitor().open(another).url == f"{root}/"
        assert browser.open(f"{root}/_stcore/host-config").status == 200


def test_started_without_its_gate_the_dashboard_shows_nothing(monkeypatch):
    monkeypatch.setattr(gate, "_shut", [])
    app = AppTest.from_file("../../dashboard.py", default_timeout=30).run()
    assert "started without its gate" in app.error[0].value
    assert [t.value for t in app.title] == ["Weekwatch"]
    assert not app.get("html")
    assert not app.selectbox
