"""The dashboard as the tests in a browser meet it: one server for all of them, and a tab for each."""

from __future__ import annotations

from pathlib import Path

import pytest

from pages.parts.visitor import account
from tests.serving import served

DONE = ".ww-rests"


@pytest.fixture(scope="session")
def entered(tmp_path_factory, browser):
    """The dashboard over a data folder that was never used: its address, that folder, and the kept cookie."""
    data = tmp_path_factory.mktemp("data")
    # Layouts are saved beside the policy: the tests write beside a copy, in which this account is the CEO's.
    policy = tmp_path_factory.mktemp("policy") / "policy.toml"
    rules = Path("policy.toml").read_text(encoding="utf-8")
    assert 'logins = ["ceo"]' in rules
    policy.write_text(rules.replace('logins = ["ceo"]', f'logins = ["ceo", "{account()}"]'), encoding="utf-8")
    with served(data, "--policy", str(policy)) as (link, port):
        yield f"http://127.0.0.1:{port}", data, _first_visit(browser, link)


@pytest.fixture(scope="session")
def server(entered):
    """Where it is and where its data lie."""
    return entered[:2]


def _first_visit(browser, link):
    """Makes the first start, at the root: until then Streamlit looks for pages itself and disowns every deep link."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    page.wait_for_selector(DONE, timeout=240_000)
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture
def tab(browser, entered):
    """A tab that has been let in, and remembers what it asked for and what it complained of."""
    context = browser.new_context(storage_state=entered[2])
    page = context.new_page()
    page.asked, page.complaints = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.complaints.append(message) if message.type == "error" else None)
    yield page
    context.close()
