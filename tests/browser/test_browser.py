"""The product in a browser: every page, wide and narrow, with nothing leaving the machine."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pages import all_pages
from tests.browser import WHY_NOT, find_chromium
from tests.browser.conftest import DONE

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(find_chromium() is None, reason=WHY_NOT)]

NAMES = ["", *(p.name for p in all_pages())]
SIZES = {"wide": (1280, 800), "narrow": (320, 800)}

# Faults of Streamlit's own widgets, seen in 1.67 on 22 November 2026: rule, where it stands, why.
STREAMLITS_OWN = [
    ("list", "[data-testid=stSidebarNav]", "st.navigation puts its section headers as <div> inside the <ul>"),
    ("listitem", "[data-testid=stSidebarNav]", "so the <li> of its pages have a <div> for a parent"),
]


def visit(tab, address, path="", size="wide"):
    width, height = SIZES[size]
    tab.set_viewport_size({"width": width, "height": height})
    tab.goto(f"{address}/{path}")
    tab.wait_for_selector(DONE, timeout=120_000)
    tab.wait_for_selector("[data-testid=stSkeleton]", state="detached", timeout=30_000)
    tab.wait_for_function("!document.querySelector('[data-testid=stApp][data-test-script-state=running]')")


def own_complaints(tab):
    """Console errors, less those of Streamlit looking for its own root under a page's path."""
    return [m.text for m in tab.complaints if not re.search(r"/_stcore/(health|host-config)$", m.location["url"])]


def outside(tab):
    return [u for u in tab.asked if urlsplit(u).scheme not in ("data", "blob") and urlsplit(u).hostname != "127.0.0.1"]


def overflow(tab):
    return tab.evaluate("(m => m.scrollWidth - m.clientWidth)(document.querySelector('[data-testid=stMain]'))")


def serious(tab):
    found = axe.Axe().run(tab).response["violations"]
    return [
        (v["id"], node["target"], node["html"][:200])
        for v in found
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"]
        if not any(v["id"] == rule and stands_in(tab, node["target"][0], where) for rule, where, _ in STREAMLITS_OWN)
    ]


def cut_off(tab):
    """Labels of buttons that are not shown whole."""
    labels = "[data-testid=stMain] button [data-testid=stMarkdownContainer] p"
    return tab.eval_on_selector_all(
        labels, "all => all.filter(p => p.scrollWidth > p.clientWidth + 1).map(p => p.innerText)"
    )


def stands_in(tab, selector, where):
    return tab.evaluate("([inner, outer]) => document.querySelector(inner)?.closest(outer) != null", [selector, where])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", NAMES)
def test_page_stands_in_a_browser(server, tab, name, size):
    visit(tab, server[0], name, size)
    assert tab.locator("h1").count() == 1
    assert tab.locator("[data-testid=stException]").count() == 0
    assert "model weekwatch-1" in tab.inner_text(DONE)
    assert "Sample data." in tab.inner_text(".ww-sample")
    assert outside(tab) == []
    assert own_complaints(tab) == []
    assert overflow(tab) <= 0
    assert cut_off(tab) == []
    assert serious(tab) == []


def test_the_week_fits_one_screen(server, tab):
    visit(tab, server[0])
    assert tab.evaluate("document.querySelector('.ww-tiles').getBoundingClientRect().bottom") <= 800


@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_in_the_list_and_the_period_below_it_in_the_same_screen(server, tab, size):
    visit(tab, server[0], "", size)
    if size == "narrow":
        tab.click("[data-testid=stExpandSidebarButton]")
    links = tab.locator("[data-testid=stSidebarNavLink]")
    playwright.expect(links).to_have_count(len(all_pages()))
    playwright.expect(links.last).to_be_in_viewport(ratio=1)
    assert min(link.bounding_box()["height"] for link in links.all()) >= 24
    playwright.expect(tab.get_by_text("Period", exact=True)).to_be_in_viewport(ratio=1)


def test_the_week_stacks_in_the_order_of_its_reading(server, tab):
    visit(tab, server[0], "", "narrow")
    tops = [
        tab.locator(part).first.bounding_box()["y"]
        for part in (".ww-verdict", "text=Needs you now", ".ww-grid", ".ww-tiles", DONE)
    ]
    assert tops == sorted(tops)


def test_tiles_and_squares_open_their_rows_for_the_same_week(server, tab):
    visit(tab, server[0], "?week=2026-W12&channel=facebook")
    for part, path in (
        (".ww-tile >> nth=0", "/comments"),
        (".ww-tile >> nth=2", "/removals"),
        (".ww-verdict a", "/rounds"),
        (".ww-grid td a >> nth=-1", "/rounds"),
    ):
        visit(tab, server[0], "?week=2026-W12&channel=facebook")
        tab.click(part)
        tab.wait_for_url(f"**{path}?*")
        assert "week=2026-W12" in tab.url
        assert "channel=facebook" in tab.url


def test_the_period_stands_in_the_address_and_follows_to_other_pages(server, tab):
    visit(tab, server[0], "rounds?week=2026-W12")
    tab.click("button:has-text('Previous')")
    tab.wait_for_url("**week=2026-W11*")
    tab.click("[data-testid=stSidebarNav] >> text=Removals")
    tab.wait_for_url("**/removals?*week=2026-W11*")
    assert "week of Monday 9 March 2026" in tab.inner_text(".ww-where")


def test_distressing_text_stays_hidden_until_asked_for(server, tab):
    visit(tab, server[0], "comments?category=safeguarding&when=any")
    shown = tab.locator(".ww-text").count()
    veils = tab.locator("button:has-text('Show the text')")
    before = veils.count()
    assert before > 0
    assert shown == 0
    veils.first.click()
    tab.wait_for_selector(".ww-text")
    # The button goes when the redraw ends, a moment after the text has come.
    playwright.expect(veils).to_have_count(before - 1)


def test_a_breach_is_opened_by_keyboard_alone(server, tab):
    visit(tab, server[0])
    for _ in range(80):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.closest('.ww-grid td') !== null"):
            break
    assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/rounds?*")


def take_back_a_removal(data):
    """The last comment hidden on Facebook waits to be read again."""
    events = [json.loads(line) for line in weekwatch(data, "events", "--json", "--kind", "decision").splitlines()]
    last = [e for e in events if e["channel"] == "facebook" and e["decision"] == "hide"][-1]
    undo = {"kind": "undo", "at": last["recorded_at"], "actor": last["actor"], "refers_to": last["id"]}
    (data / "undo.json").write_text(json.dumps(undo), encoding="utf-8")
    weekwatch(data, "record", str(data / "undo.json"))


def weekwatch(data, *asked):
    command = [sys.executable, "-m", "pipelines", "--data", str(data), *asked]
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def test_comments_are_decided_and_taken_back_by_single_keys(server, tab):
    address, data = server
    take_back_a_removal(data / "demo")
    visit(tab, address, "review?weeks=12")
    before = tab.inner_text("text=/comments? left/")
    tab.keyboard.press("t")
    tab.wait_for_selector("text=Which principle it breaks")
    tab.get_by_role("button", name="Record it").click()
    tab.wait_for_selector("text=Say which principle it breaks, whom it harms, and why.")
    tab.locator("h1").click()
    tab.keyboard.press("a")
    tab.wait_for_selector("text=/Last: .* left up/")
    settled(tab)
    assert tab.inner_text("text=/comments? left/") != before
    tab.keyboard.press("u")
    tab.wait_for_selector("text=/Last: /", state="detached")
    settled(tab)
    assert tab.inner_text("text=/comments? left/") == before
    assert own_complaints(tab) == []


@pytest.mark.parametrize(("host", "answer"), [("127.0.0.1", b"101"), ("evil.example.org", b"403")])
def test_only_this_machines_name_opens_the_stream(entered, host, answer):
    port = urlsplit(entered[0]).port
    cookie = "; ".join(f"{c['name']}={c['value']}" for c in entered[2]["cookies"])
    asked = (
        f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        f"Cookie: {cookie}\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(asked.encode())
        assert line.recv(200).split()[1] == answer


ENTRIES = """Entries of the paper survey, spring, all wards, all ages;;;
Ref;What they said;On;Shown
{ref}1;"Two hours on a chair, and then, at last, nobody; {ref}";04/08/2026 09:30;Live
{ref}2;=HYPERLINK("http://example.org") <b>lovely</b> nurses {ref};05/08/2026 10:15;Binned
{ref}3;One cell too many {ref};05/08/2026 11:15;Live;Yes
"""


def settled(tab):
    tab.wait_for_timeout(400)
    tab.wait_for_function("!document.querySelector('[data-testid=stApp][data-test-script-state=running]')")


def choose(tab, label, option):
    wanted = tab.get_by_role("option", name=option, exact=True)
    for _ in range(5):  # a page that is still being drawn closes the list again
        tab.get_by_label(label, exact=True).click()
        try:
            wanted.click(timeout=3000)
            break
        except playwright.TimeoutError:
            tab.keyboard.press("Escape")
    settled(tab)


def pick(tab, words):
    tab.get_by_text(words, exact=True).click()
    settled(tab)


def load(tab, path):
    tab.set_input_files("input[type=file] >> nth=0", str(path))
    tab.wait_for_selector("[data-testid=stFileUploaderFile], [data-testid=stFileChip]")
    tab.get_by_role("button", name="Load", exact=True).click()


def seen(tab, name):
    """Looks at the page as it stands: no overflow, nothing that axe calls serious; a picture where one is asked for."""
    if folder := os.environ.get("WEEKWATCH_PICTURES"):
        height = tab.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        size = tab.viewport_size
        tab.set_viewport_size({"width": size["width"], "height": min(height, 6000)})
        tab.screenshot(path=Path(folder) / f"{name}.png")
        tab.set_viewport_size(size)
    assert serious(tab) == []
    assert overflow(tab) <= 0


@pytest.mark.parametrize("size", SIZES)
def test_a_table_that_nobody_foresaw_is_mapped_loaded_and_known_next_week(server, tab, tmp_path, size):
    address, _ = server
    first, second = tmp_path / f"survey {size}.csv", tmp_path / f"survey {size} next week.csv"
    # The two layouts must not claim each other's files.
    entries = ENTRIES.replace("Ref;", f"Ref {size};")
    first.write_text(entries.format(ref=size), encoding="utf-8")
    next_week = entries.format(ref=f"{size}-next-").replace("04/08", "11/08").replace("05/08", "12/08")
    second.write_text(next_week, encoding="utf-8")
    visit(tab, address, "imports", size)
    load(tab, first)
    tab.get_by_role("button", name=f"Tell Weekwatch what the columns of {first.name} mean").click(timeout=120_000)
    tab.wait_for_selector("text=Still to be answered", timeout=60_000)
    seen(tab, f"asked-{size}")
    choose(tab, "Which channel is it of?", "Website")
    choose(tab, "Its id (if there is one)", f"Ref {size}")
    pick(tab, "Another tool, such as a form or a survey")
    choose(tab, "When it was posted (if there is one)", "Shown")
    tab.wait_for_selector("text=holds no dates that Weekwatch can read")
    choose(tab, "When it was posted (if there is one)", "On")
    pick(tab, "04/08/2026 09:30 is 4 August 2026")
    choose(tab, "Whose clock do its times keep?", "Europe/London")
    choose(tab, "Whether it is shown (if there is one)", "Shown")
    choose(tab, "Binned", "in the trash")
    tab.wait_for_selector("text=As it would be read", timeout=60_000)
    settled(tab)
    shown = tab.inner_text("[data-testid=stMain]")
    assert "2 rows read and 1 row rejected" in shown
    assert "the row has 5 cells where the header has 4" in shown
    assert "4 August 2026, 09:30" in shown
    assert '=HYPERLINK("http://example.org") <b>lovely</b> nurses' in shown
    assert tab.locator(".ww-table a, .ww-table b").count() == 0
    seen(tab, f"preview-{size}")
    tab.get_by_role("button", name="Save and load the file").click()
    tab.wait_for_selector(f"text=Saved: survey {size}", timeout=60_000)
    tab.wait_for_selector("text=What is shown now includes it", timeout=120_000)
    seen(tab, f"saved-{size}")
    load(tab, second)
    tab.wait_for_selector(f"text=Loaded {second.name}", timeout=120_000)
    visit(tab, address, "comments?since=2026-08-03&until=2026-08-17", size)
    comments = tab.inner_text("[data-testid=stMain]")
    for ref in (size, f"{size}-next-"):
        assert f"Two hours on a chair, and then, at last, nobody; {ref}" in comments
    assert own_complaints(tab) == []


def test_a_saved_layout_is_removed_by_keyboard_and_its_files_are_refused_again(server, tab, tmp_path):
    address, _ = server
    path = tmp_path / "keyboard.csv"
    path.write_text("Number;Said\n1;Clean and kind\n", encoding="utf-8")
    visit(tab, address, "imports")
    tab.set_input_files("input[type=file] >> nth=1", str(path))
    tab.get_by_label("A name for this layout").wait_for(timeout=60_000)
    for label, words in (("Which channel is it of?", "Website"), ("Its id (if there is one)", "not in this")):
        tab.get_by_label(label, exact=True).focus()
        tab.keyboard.type(words)
        tab.keyboard.press("Enter")
        settled(tab)
    tab.get_by_role("button", name="Save this layout").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_selector("text=Saved: keyboard")
    tab.get_by_role("button", name="Remove keyboard").focus()
    tab.keyboard.press("Enter")
    tab.get_by_role("button", name="Remove it").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_selector("text=Removed: keyboard")
    load(tab, path)
    tab.get_by_role("button", name=f"Tell Weekwatch what the columns of {path.name} mean").wait_for(timeout=120_000)


def test_an_upload_becomes_the_data_and_the_sample_stays_as_it_was(server, tab):
    address, data = server
    sample = (data / "demo" / "published" / "current.json").read_text()
    visit(tab, address, "imports")
    log = sorted(Path("data/sample").glob("*/moderation-log-*.csv"))[-1]
    tab.set_input_files("input[type=file]", str(log))
    tab.wait_for_selector("[data-testid=stFileUploaderFile], [data-testid=stFileChip]")
    tab.get_by_role("button", name="Load", exact=True).click()
    tab.wait_for_selector("text=What is shown now includes it", timeout=120_000)
    tab.wait_for_selector(".ww-sample", state="detached", timeout=30_000)
    assert (data / "published" / "current.json").exists()
    assert (data / "demo" / "published" / "current.json").read_text() == sample
    assert log.name in tab.inner_text("[data-testid=stMain]")
    for name in NAMES:
        visit(tab, address, name)
        assert tab.locator("[data-testid=stException]").count() == 0, name
