"""Signing in with a certified OpenID Connect provider (npm's oidc-provider) on the loopback, in a browser."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser import WHY_NOT, find_chromium
from tests.serving import free_port, served

playwright = pytest.importorskip("playwright.sync_api")
HERE = Path(__file__).parent
SECRETS = """[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "a-secret-of-the-tests-that-is-long-enough"
client_id = "weekwatch"
client_secret = "only-for-tests"
server_metadata_url = "http://127.0.0.1:{provider}/.well-known/openid-configuration"
client_kwargs = {{ prompt = "login" }}
"""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason=WHY_NOT),
    pytest.mark.skipif(shutil.which("npm") is None, reason="no npm, which brings the provider"),
]


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Weekwatch with a provider: its address. The CEO's login is an address; the account that runs it is nobody's."""
    folder = tmp_path_factory.mktemp("office")
    installed = subprocess.run(
        ["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=HERE, capture_output=True, text=True, check=False
    )
    if installed.returncode:
        pytest.skip("npm cannot install the provider here")
    port, provider = free_port(), free_port()
    rules = Path("policy.toml").read_text(encoding="utf-8")
    policy = folder / "policy.toml"
    policy.write_text(
        rules.replace('logins = ["ceo"]', 'logins = ["ceo@office.example", "unverified-ceo@office.example"]'),
        encoding="utf-8",
    )
    secrets = folder / "secrets.toml"
    secrets.write_text(SECRETS.format(port=port, provider=provider), encoding="utf-8")
    back = f"http://127.0.0.1:{port}/oauth2callback"
    node = subprocess.Popen(["node", "provider.mjs", str(provider), back], cwd=HERE, stdout=subprocess.PIPE, text=True)
    try:
        assert node.stdout.readline() == "ready\n"
        data = folder / "data"
        _load(data, policy)
        with served(data, "--policy", str(policy), port=port, STREAMLIT_SECRETS_FILES=str(secrets)) as (link, _):
            yield link
    finally:
        node.terminate()
        node.wait(20)


def _load(data, policy):
    """Publishes a file that is nobody's sample."""
    own = data / "own"
    own.mkdir(parents=True)
    log = next(Path("data/sample").glob("*/moderation-log-2026-04-13.csv"))
    shutil.copy(log, own)
    command = [sys.executable, "-m", "pipelines", "--data", str(data), "--policy", str(policy), "run", str(own)]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def tab(browser):
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


def sign_in(tab, address, who):
    """From the dashboard to the provider and back."""
    tab.goto(address)
    tab.get_by_role("button", name="Sign in").click()
    tab.fill("input[name=login]", who)
    tab.fill("input[name=password]", "any")
    tab.get_by_role("button", name="Sign-in").click()
    tab.get_by_role("button", name="Continue").click()


def test_a_person_of_the_registers_signs_in_and_out(office, tab):
    tab.goto(office)
    tab.get_by_role("button", name="Sign in").wait_for()
    assert tab.locator("h1").all_inner_texts() == ["Weekwatch"]
    assert tab.locator(".ww-rests").count() == 0
    sign_in(tab, office, "CEO@office.example")
    tab.wait_for_selector(".ww-rests")
    assert tab.locator("[data-testid=stSidebarNav] >> text=Rounds").count() == 1
    assert tab.get_by_label("Look through the eyes of").count() == 0
    tab.goto(f"{office}/comments")
    tab.wait_for_selector(".ww-rests")
    tab.get_by_role("button", name="Sign out").click()
    tab.get_by_role("button", name="Yes, sign me out").click()  # the provider asks whether its own session ends too
    tab.get_by_role("button", name="Sign in").wait_for()
    tab.goto(f"{office}/comments")
    tab.get_by_role("button", name="Sign in").wait_for()
    assert tab.locator(".ww-rests").count() == 0


@pytest.mark.parametrize("who", ["somebody@office.example", "unverified-ceo@office.example"])
def test_whoever_is_in_no_register_or_not_vouched_for_sees_nothing(office, tab, who):
    sign_in(tab, office, who)
    tab.get_by_role("button", name="Sign out").wait_for()
    assert "so nothing is shown" in tab.inner_text("[data-testid=stMain]")
    assert tab.locator(".ww-rests").count() == 0
    assert tab.locator("[data-testid=stSidebarNav]").count() == 0
