"""Tables that the policy maps, and zones that the policy assumes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from pipelines.errors import Ambiguous, Refused
from pipelines.records import Action, Batch, Comment, Figure, Post
from pipelines.sources import read
from pipelines.sources.assumed import placed
from pipelines.sources.export import Reading
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
