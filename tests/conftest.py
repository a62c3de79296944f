"""What holds for all tests: which were left out for want of a browser is said, and in CI is a failure."""

import os

import pytest

from tests.browser import FLAGS, WHY_NOT, find_chromium


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests of a process: a second driver would not start beside the first."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield opened
        opened.close()


def _left_out(reporter: pytest.TerminalReporter) -> list[str]:
    return sorted(r.nodeid for r in reporter.stats.get("skipped", []) if "tests/browser" in r.nodeid)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Names the browser tests that did not run, and how to get a browser."""
    if names := _left_out(terminalreporter):
        terminalreporter.section("left out: the tests in a browser")
        for name in names:
            terminalreporter.line(name)
        terminalreporter.line(WHY_NOT)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where a browser is required, a test left out for want of one fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and os.environ.get("WEEKWATCH_NEEDS_BROWSER") and _left_out(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
