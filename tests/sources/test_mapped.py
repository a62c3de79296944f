"""Tables that the policy maps, and zones that the policy assumes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import openpyxl
import pyarrow as pa
import pytest

from pipelines.errors import Ambiguous, Refused
from pipelines.records import Action, Batch, Comment, Figure, Post
from pipelines.sources import read
from pipelines.sources.assumed import placed
from pipelines.sources.reading import Reading
from tests.sources.helpers import as_csv, export_of, singly

FORM = {
    "name": "Form entries",
    "record": "comment",
    "channel": "website",
    "requires": ["Entry ID", "Your message"],
    "columns": {
        "id": "Entry ID", "text": "Your message", "posted_local": "Entry Date", "author": "Name", "status": "State",
        "like_count": "Likes",
    },
    "date_format": "%d/%m/%Y %H:%M",
    "zone": "Europe/London",
}  # fmt: skip
POSTS = {
    "name": "Newsletter",
    "record": "post",
    "platform": "newsletter",
    "requires": ["Subject", "Sent"],
    "columns": {"text": "Subject", "published_at": "Sent", "figures.views": "Opens", "channel": "Where"},
    "date_format": "%Y-%m-%d",
}


def reading_with(*tables: dict, **more: object) -> Reading:
    channels = {"website": ("website", "wordpress")}
    return Reading(tables=tables, channels=channels, own={"wordpress": ["HW Exampleshire"]}, **more)


def test_comments_of_a_mapped_table(tmp_path):
    rows = [
        ["Entry ID", "Entry Date", "Your message", "Name", "State", "Likes", "Mood"],
        ["7", "06/07/2026 09:30", " Long wait.\nTwice. ", "A. Visitor", "Approved", "3", "low"],
        ["8", "", "", "hw exampleshire", "odd", "2.5", ""],
        ["9", "31/06/2026 09:30", "No such day", "", "", "", ""],
    ]
    export = export_of(tmp_path, as_csv(rows), "entries_2026-07-31.csv", reading_with(FORM))
    first, second, reject = sorted(singly(list(read(export))), key=lambda r: r.line)
    assert first == Comment(
        line=2, platform="wordpress", channel="website", id="7", text=" Long wait.\nTwice. ", author="A. Visitor",
        posted_at=datetime(2026, 7, 6, 8, 30, tzinfo=UTC), posted_at_raw="06/07/2026 09:30", is_own=False,
        posted_local=datetime(2026, 7, 6, 9, 30), zone="assumed Europe/London", status="visible",
        status_raw="Approved", like_count=3,
    )  # fmt: skip
    assert (second.text, second.posted_at, second.is_own, second.status, second.like_count) == (
        None, None, True, "unknown", None,
    )  # fmt: skip
    assert (reject.line, reject.reason) == (5, '"Entry Date" is not written as %d/%m/%Y %H:%M')
    assert (export.file.layout, export.file.channel, export.file.holds) == ("Form entries", "website", "comments")
    assert export.file.captured_on == date(2026, 7, 31)
    assert export.file.notes == ["unknown columns: Mood", "cannot show: anything but the mapped columns"]


def test_posts_with_a_day_alone_keep_the_day(tmp_path):
    rows = [
        ["Subject", "Sent", "Opens", "Where"],
        ["News", "2026-07-06", "1,204", "Website"],
        ["More", "", "-", "Hall"],
    ]
    export = export_of(
        tmp_path, as_csv(rows), "n_2026-07-31.csv", reading_with(POSTS, assumed={"Newsletter": "Europe/London"})
    )
    first, second = singly(list(read(export)))
    assert first == Post(
        line=2, platform="newsletter", channel="website", text="News", published_at_raw="2026-07-06",
        published_local=date(2026, 7, 6), figures={"views": 1204}, captured_on=date(2026, 7, 31),
    )  # fmt: skip
    assert (second.published_local, second.figures, second.channel) == (None, {"views": None}, "Hall")


def test_times_with_an_offset_are_in_the_file(tmp_path):
    table = FORM | {"date_format": "%Y-%m-%d %H:%M %z", "columns": {"text": "Your message", "posted_at": "Entry Date"}}
    rows = [["Entry ID", "Your message", "Entry Date"], ["1", "x", "2026-07-06 09:30 +0200"]]
    (found,) = singly(list(read(export_of(tmp_path, as_csv(rows), reading=reading_with(table)))))
    assert (found.posted_at, found.zone, found.posted_local) == (
        datetime(2026, 7, 6, 7, 30, tzinfo=UTC),
        "in file",
        None,
    )


@pytest.mark.parametrize("zone", ["", None])
def test_without_a_zone_the_instant_stays_unknown_unless_one_is_assumed(tmp_path, zone):
    rows = [
        ["Entry ID", "Your message", "Entry Date", "Name", "State", "Likes"],
        ["1", "x", "06/07/2026 09:30", *"abc"],
    ]
    table = FORM | {"zone": zone}
    for assumed, expected in [({}, (None, "unknown")), ({"Form entries": "Asia/Tokyo"}, (
        datetime(2026, 7, 6, 0, 30, tzinfo=UTC), "assumed Asia/Tokyo",
    ))]:  # fmt: skip
        export = export_of(tmp_path, as_csv(rows), reading=reading_with(table, assumed=assumed))
        (found,) = singly(list(read(export)))
        assert (found.posted_at, found.zone) == expected


def test_a_mapped_column_that_the_file_lacks_refuses_it(tmp_path):
    export = export_of(tmp_path, "Entry ID,Your message\n1,x\n", reading=reading_with(FORM))
    with pytest.raises(Refused, match="no column Entry Date, Name, State, Likes; the file has Entry ID, Your message"):
        list(read(export))


def test_a_file_that_two_layouts_claim_is_refused_naming_both(tmp_path):
    table = FORM | {"requires": ["Channel"], "name": "Rounds of ours"}
    export = export_of(tmp_path, "Channel,Round started,Moderated by\n", reading=reading_with(table))
    with pytest.raises(Ambiguous, match='"template_rounds" and "Rounds of ours"'):
        list(read(export))


LOCAL = datetime(2026, 7, 6, 9, 30)
PLACED = datetime(2026, 7, 6, 8, 30, tzinfo=UTC)
LONDON = "Europe/London"


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (Comment(line=1, platform="x", posted_local=LOCAL), (PLACED, "assumed Europe/London")),
        (Comment(line=1, platform="x", posted_local=LOCAL, zone="in file"), (None, "in file")),
        (Comment(line=1, platform="x"), (None, "unknown")),
        (Comment(line=1, platform="x", posted_local=datetime(2026, 10, 25, 1, 30)), (
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "assumed Europe/London")),
    ],
)  # fmt: skip
def test_assumed_zone_of_a_record_and_of_a_batch_agree(record, expected):
    single = placed(record, LONDON)
    assert (single.posted_at, single.zone) == expected
    columns = {"line": [1], "posted_local": pa.array([record.posted_local], pa.timestamp("us")), "zone": [record.zone]}
    (out,) = placed(Batch(Comment, "x", columns), LONDON).records()
    assert (out.posted_at, out.zone) == expected


def test_what_has_no_wall_clock_time_is_left_alone():
    for record in (
        Post(line=1, platform="x", published_local=date(2026, 7, 6)),
        Figure(line=1, platform="x", metric="views", date=date(2026, 7, 6)),
        Comment(line=1, platform="x", posted_local=LOCAL, posted_at=PLACED),
    ):
        assert placed(record, LONDON) == record
    day = Batch(Post, "x", {"line": [1], "published_local": pa.array([date(2026, 7, 6)])})
    assert placed(day, LONDON) is day
    action = placed(Action(line=1, platform="x", action="hide", source="s", at_local=LOCAL), LONDON)
    assert (action.at, action.zone) == (PLACED, "assumed Europe/London")
    assert placed(action, None) is action


def test_instants_known_already_are_kept_in_a_batch():
    known = datetime(2026, 1, 1, tzinfo=UTC)
    columns = {
        "line": [1, 2],
        "posted_local": pa.array([LOCAL, LOCAL], pa.timestamp("us")),
        "posted_at": pa.array([known, None], pa.timestamp("us", "UTC")),
    }
    first, second = placed(Batch(Comment, "x", columns), LONDON).records()
    assert [(r.posted_at, r.zone) for r in (first, second)] == [(known, "unknown"), (PLACED, "assumed Europe/London")]


LOG = {
    "name": "Inbox audit", "record": "action", "channel": "website", "requires": ["Message", "Did"],
    "columns": {"item_id": "Message", "action": "Did", "at_local": "When", "actor": "Agent", "reason": "Note"},
    "date_format": "%d/%m/%Y %H:%M", "zone": "Europe/London",
    "actions": {"Hidden": "hide", "Removed": "delete", "Assigned": ""},
}  # fmt: skip


def test_a_tools_own_log_becomes_actions_by_the_words_that_are_mapped(tmp_path):
    rows = [
        ["Message", "Did", "When", "Agent", "Note"],
        ["22", "hidden", "06/07/2026 09:30", "sam", "rude"],
        ["23", "Assigned", "06/07/2026 09:31", "sam", ""],
        ["24", "Removed", "06/07/2026 09:32", "", ""],
        ["25", "Removed", "some day", "sam", ""],
        ["26", "Escalated", "06/07/2026 09:33", "sam", ""],
        ["27", "", "06/07/2026 09:34", "sam", ""],
    ]
    export = export_of(tmp_path, as_csv(rows), "audit.csv", reading_with(LOG))
    hidden, removed, reject, *unsaid = sorted(singly(list(read(export))), key=lambda r: r.line)
    assert (hidden.item_id, hidden.action, hidden.actor, hidden.reason) == ("22", "hide", "sam", "rude")
    assert hidden.at == datetime(2026, 7, 6, 8, 30, tzinfo=UTC)
    assert (hidden.is_automatic, hidden.source, hidden.zone) == (False, "Inbox audit", "assumed Europe/London")
    assert (removed.action, removed.actor, removed.is_automatic) == ("delete", None, None)
    assert reject.reason == '"When" is not written as %d/%m/%Y %H:%M'
    assert export.finished().counts["skipped"] == {'"Assigned" is no moderation': 1}
    assert [r.line for r in unsaid] == [6, 7]
    assert {r.reason for r in unsaid} == {"the layout does not say what its word for the action means"}


def test_a_files_own_words_for_a_status_mean_what_the_layout_says(tmp_path):
    form = FORM | {"statuses": {"Live": "visible", "Binned": "trashed"}}
    rows = [["Entry ID", "Entry Date", "Your message", "Name", "State", "Likes"]]
    rows += [[str(n), "06/07/2026 09:30", "x", "", state, ""] for n, state in enumerate(["live", "Binned", "odd", ""])]
    found = singly(list(read(export_of(tmp_path, as_csv(rows), "e.csv", reading_with(form)))))
    assert [c.status for c in found] == ["visible", "trashed", "unknown", "unknown"]


def test_a_link_to_a_comment_becomes_the_id_that_the_platform_gives_it(tmp_path):
    link = "https://www.facebook.com/hw/posts/12?comment_id=345"
    rows = [["Message", "Did", "When", "Agent", "Note"], [link, "Hidden", "06/07/2026 09:30", "", ""]]
    (found,) = singly(list(read(export_of(tmp_path, as_csv(rows), "audit.csv", reading_with(LOG)))))
    assert found.item_id == "345"


def test_a_log_with_days_alone_keeps_the_day_and_claims_no_instant(tmp_path):
    log = LOG | {"date_format": "%d/%m/%Y"}
    rows = [["Message", "Did", "When", "Agent", "Note"], ["22", "Hidden", "06/07/2026", "", ""]]
    (found,) = singly(list(read(export_of(tmp_path, as_csv(rows), "audit.csv", reading_with(log)))))
    assert (found.at, found.at_local, found.zone) == (None, datetime(2026, 7, 6), "unknown")


def test_another_tools_ids_are_not_the_channels_and_its_accounts_are(tmp_path):
    form = FORM | {"platform": "paper_survey"}
    rows = [["Entry ID", "Entry Date", "Your message", "Name", "State", "Likes"]]
    rows += [["7", "06/07/2026 09:30", "x", "hw exampleshire", "", ""]]
    (found,) = singly(list(read(export_of(tmp_path, as_csv(rows), "e.csv", reading_with(form)))))
    assert (found.platform, found.channel, found.is_own) == ("paper_survey", "website", True)


def test_a_row_of_a_table_without_ids_needs_a_text(tmp_path):
    table = {
        "name": "T",
        "record": "comment",
        "requires": ["Said", "Stars"],
        "columns": {"text": "Said", "rating": "Stars"},
    }
    found = singly(list(read(export_of(tmp_path, "Said,Stars\nlong wait,2\n,5\n", reading=reading_with(table)))))
    assert sorted((r.record, r.line) for r in found) == [("comment", 2), ("reject", 3)]


@pytest.mark.parametrize(
    ("written", "cell", "expected"),
    [
        ("%Y-%m-%dT%H:%M:%S.%f", "2026-07-06T09:30:00.250", datetime(2026, 7, 6, 8, 30, 0, 250000, UTC)),
        ("%Y-%m-%dT%H:%M:%S.%f%z", "2026-07-06T09:30:00.000Z", datetime(2026, 7, 6, 9, 30, tzinfo=UTC)),
        ("%a, %d %b %Y %H:%M:%S %z", "Mon, 06 Jul 2026 09:30:00 +0200", datetime(2026, 7, 6, 7, 30, tzinfo=UTC)),
        ("%d/%m/%Y %H:%M", "30/06/2026 24:30", None),
    ],
)
def test_times_are_read_in_every_way_that_the_wizard_offers(tmp_path, written, cell, expected):
    table = FORM | {"date_format": written, "columns": {"text": "Your message", "posted_local": "On"}}
    table["columns"] = {"text": "Your message", ("posted_at" if "%z" in written else "posted_local"): "On"}
    rows = [["Entry ID", "Your message", "On"], ["1", "x", cell]]
    (found,) = singly(list(read(export_of(tmp_path, as_csv(rows), reading=reading_with(table)))))
    assert getattr(found, "posted_at", None) == expected
    assert found.record == ("comment" if expected else "reject")


def test_of_a_workbook_the_sheet_named_is_read_and_the_others_are_noted(tmp_path):
    book = openpyxl.Workbook()
    for name, text in (("March", "first"), ("April", "second")):
        sheet = book.active if name == "March" else book.create_sheet()
        sheet.title = name
        for row in (["Entry ID", "Your message", "On"], ["1", text, datetime(2026, 7, 6, 9, 30)]):
            sheet.append(row)
    book.save(tmp_path / "book.xlsx")
    columns = {"id": "Entry ID", "text": "Your message", "posted_local": "On"}
    table = FORM | {"columns": columns, "sheet": "April", "date_format": "%Y-%m-%d %H:%M:%S"}
    export = export_of(tmp_path, (tmp_path / "book.xlsx").read_bytes(), "b.xlsx", reading_with(table))
    (found,) = singly(list(read(export)))
    assert (found.text, found.posted_at) == ("second", PLACED)
    assert "sheets that were not read: March" in export.file.notes
