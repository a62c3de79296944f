"""Our own templates: what the blank ones hold, and how links become item ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.sources import read, recognise
from pipelines.sources.layouts import template_access, template_removals, template_rounds
from pipelines.sources.layouts.template_removals import item_id
from pipelines.sources.layouts.templates import COLUMNS, write_templates
from pipelines.sources.reading import Reading
from tests.sources.helpers import as_csv, export_of, singly

BLANK = Path(__file__).parents[2] / "docs" / "templates"
LAYOUTS = {
    "moderation-log": template_rounds,
    "removal-register": template_removals,
    "access-register": template_access,
}


@pytest.mark.parametrize("name", COLUMNS)
def test_blank_template_is_the_one_that_is_read(tmp_path, name):
    write_templates(tmp_path)
    written = (tmp_path / f"{name}.csv").read_bytes()
    assert written == (BLANK / f"{name}.csv").read_bytes()
    assert recognise(export_of(tmp_path, written)) is LAYOUTS[name]


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_may_stand_in_any_order_and_some_may_be_missing(tmp_path, name):
    required = LAYOUTS[name].REQUIRED
    export = export_of(tmp_path, as_csv([["Mood", *reversed([c.upper() for c in required])]]))
    assert recognise(export) is LAYOUTS[name]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("122100000000000011_99", "122100000000000011_99"),
        ("https://www.facebook.com/p/posts/1?comment_id=998877&__tn__=R", "998877"),
        ("https://m.facebook.com/p/posts/1?comment_id=998877&reply_comment_id=42", "42"),
        ("https://www.facebook.com/p/posts/1?comment_id=Y29tbWVudDoxMV85OQ%3D%3D", "11_99"),
        ("https://www.facebook.com/p/posts/1?comment_id=Y29tbWVudDoxMV85OQ", "11_99"),
        ("https://x.com/someone/status/1900000000000000001?s=20", "1900000000000000001"),
        ("https://twitter.com/someone/statuses/1900000000000000001", "1900000000000000001"),
        ("https://mobile.twitter.com/someone/status/19/photo/1", "19"),
        ("www.instagram.com/p/Cx_1/c/178/", "178"),
        ("https://www.instagram.com/p/Cx_1/c/178/r/179/", "179"),
        ("https://hw.example.org/news/#comment-412", "412"),
        ("https://hw.example.org/status/412", "https://hw.example.org/status/412"),
        ("https://www.youtube.com/watch?v=a&lc=UgxExample", "UgxExample"),
        ("https://www.facebook.com/p/posts/1", "https://www.facebook.com/p/posts/1"),
    ],
)
def test_item_id_out_of_a_link(written, expected):
    assert item_id(written) == expected


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Youth page", ("youth", "facebook")),
        ("youth", ("youth", "facebook")),
        ("Facebook", (None, "facebook")),
        ("Instagram", ("insta", "instagram")),
        ("Twitter", ("x", "x")),
        ("Village hall", ("Village hall", "unknown")),
    ],
)
def test_a_row_is_of_the_channel_or_else_the_platform_that_it_names(tmp_path, written, found):
    known = {"youth": ("youth", "facebook"), "youth page": ("youth", "facebook"), "main": ("main", "facebook")}
    reading = Reading(channels=known | {"insta": ("insta", "instagram")})
    text = as_csv([list(template_removals.REQUIRED)])
    cells = {"Platform or channel": written, "Item id or link": "7", "Acted at": "2026-03-02 10:00", "Action": "hide"}
    export = export_of(tmp_path, text + as_csv([[cells[c] for c in template_removals.REQUIRED]]), reading=reading)
    (action,) = singly(list(read(export)))
    assert (action.channel, action.platform) == found
