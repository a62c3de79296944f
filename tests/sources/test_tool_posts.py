"""Post reports of publishing tools: each post has its network's platform, each tool its own way to write times."""

from datetime import UTC, date, datetime

import pytest

from pipelines.errors import DamagedIds, Refused, Unrecognised
from pipelines.records import Batch, Post, Reject
from pipelines.sources import read, recognise
from tests.sources.helpers import as_csv, export_of, singly

SPROUT = {
    "Date": "03/15/2024 10:05 am", "Post ID": "1", "Network": "Facebook", "Post Type": "Post",
    "Content Type": "Photo", "Profile": "Healthwatch Exampleshire", "Sent by": "Sam Invented",
    "Link": "https://www.facebook.com/x", "Post": "Annual report\nout now", "Impressions": "1,250", "Reach": "980",
    "Engagement Rate (per Impression)": "2.48%", "Saves": "", "Post Link Clicks": "3",
}  # fmt: skip
HOOTSUITE = {
    "Date (GMT)": "2025-08-04 09:05:00", "Post ID": "100_1", "Post Message": "Tell us",
    "Post Permalink": "https://www.facebook.com/100_1", "Post Type": "Photo", "Social Network": "Facebook Page",
    "Impressions": "321", "Engagement": "12", "Video Views": "",
}  # fmt: skip
AGORAPULSE = {
    "Publishing date": "04/08/2025", "Publishing time": "14:30", "Message": "Tell us",
    "Link": "https://www.facebook.com/hw/posts/1", "Reactions": "4", "Clicks": "9",
}  # fmt: skip
BUFFER = {
    "Date": "2025-08-04T09:05:00.000Z", "Update": "Tell us", "Service": "twitter",
    "Service Link": "https://x.com/hw/status/3", "Type": "post", "Likes": "4",
}  # fmt: skip


@pytest.fixture
def load(tmp_path):
    def load(*rows, preamble=(), **options):
        table = [*preamble, list(rows[0]), *(list(row.values()) for row in rows)]
        export = export_of(tmp_path, as_csv(table, **options), "posts.csv")
        return singly(list(read(export))), export.finished()

    return load


def test_a_post_by_sprout_is_read_whole(load):
    (found,), file = load(SPROUT)
    assert found == Post(
        line=2, platform="facebook", id="1", published_at_raw="03/15/2024 10:05 am",
        published_local=datetime(2024, 3, 15, 10, 5), zone="unknown", text="Annual report\nout now",
        url="https://www.facebook.com/x", kind="Post",
        figures={
            "impressions": 1250, "reach": 980, "engagement_rate_per_impression": 2.48, "saves": None, "clicks_link": 3,
        },
        captured_on=file.captured_on,
    )  # fmt: skip
    assert (file.layout, file.platform) == ("tool posts", "facebook")
    assert "a report by Sprout Social" in file.notes


@pytest.mark.parametrize(
    ("written", "local"),
    [("08/04/2025 12:05 am", datetime(2025, 8, 4, 0, 5)), ("08/04/2025 12:05 pm", datetime(2025, 8, 4, 12, 5)),
     ("08/04/2025 1:05 PM", datetime(2025, 8, 4, 13, 5)), ("08/04/2025", date(2025, 8, 4)), ("soon", None), ("", None)],
)  # fmt: skip
def test_sprouts_times_are_month_first_and_a_day_stays_a_day(load, written, local):
    (found,), file = load(SPROUT | {"Date": written})
    assert (found.published_local, type(found.published_local)) == (local, type(local))
    assert (found.published_at, found.zone) == (None, "unknown")
    assert ("publish times that could not be read were left empty" in file.notes) is (written == "soon")


def test_a_file_that_proves_the_other_order_is_read_by_it(load):
    found, _ = load(SPROUT | {"Date": "04/08/2025 1:00 pm"}, SPROUT | {"Date": "31/08/2025 1:00 pm"})
    assert [p.published_local.day for p in found] == [4, 31]


def test_dates_of_both_orders_refuse_the_file(load):
    with pytest.raises(Refused, match='"Date" holds both'):
        load(SPROUT | {"Date": "12/31/2025 1:00 pm"}, SPROUT | {"Date": "31/12/2025 1:00 pm"})


def test_hootsuites_times_are_gmt_below_two_rows_of_preamble(load):
    (found,), _ = load(HOOTSUITE, preamble=[["Post performance", "", ""], ["1 Aug 2025 - 31 Aug 2025", "", ""]])
    assert (found.line, found.published_at, found.zone) == (4, datetime(2025, 8, 4, 9, 5, tzinfo=UTC), "in file")
    assert found.figures == {"impressions": 321, "engagements": 12, "video_views": None}


def test_a_day_in_gmt_is_no_instant(load):
    (found,), _ = load(HOOTSUITE | {"Date (GMT)": "2025-08-04"})
    assert (found.published_at, found.published_local, found.zone) == (None, date(2025, 8, 4), "unknown")


def test_agorapulse_is_day_first_with_the_time_in_a_column_of_its_own(load):
    found, _ = load(AGORAPULSE, AGORAPULSE | {"Publishing time": ""}, delimiter=";")
    assert [(p.published_at_raw, p.published_local) for p in found] == [
        ("04/08/2025 14:30", datetime(2025, 8, 4, 14, 30)), ("04/08/2025", date(2025, 8, 4)),
    ]  # fmt: skip
    assert {p.zone for p in found} == {"unknown"}


@pytest.mark.parametrize(
    ("link", "platform"),
    [("https://www.facebook.com/hw/posts/1", "facebook"), ("https://x.com/hw/status/1", "x"),
     ("https://example.org/1", "unknown"), ("", "unknown")],
)  # fmt: skip
def test_agorapulse_names_the_network_by_the_address_alone(load, link, platform):
    (found,), file = load(AGORAPULSE | {"Link": link})
    assert found.platform == platform
    told = "the network of some posts is told neither by a column nor by their address"
    assert (told in file.notes) is (platform == "unknown")


def test_buffers_times_are_utc(load):
    (found,), _ = load(BUFFER)
    assert (found.published_at, found.zone, found.platform) == (datetime(2025, 8, 4, 9, 5, tzinfo=UTC), "in file", "x")


@pytest.mark.parametrize(
    ("network", "platform"),
    [("Facebook", "facebook"), ("FACEBOOK PAGE", "facebook"), ("Instagram Business", "instagram"), ("X", "x"),
     ("X (formerly Twitter)", "x"), ("Twitter", "x"), ("LinkedIn Company Page", "linkedin"), ("TikTok", "tiktok"),
     ("Google Business Profile", "google"), ("googlebusiness", "google"), ("Nextdoor UK", "nextdoor_uk"),
     ("", "unknown")],
)  # fmt: skip
def test_networks_are_platforms_and_unknown_ones_go_by_their_name(load, network, platform):
    (found,), _ = load(SPROUT | {"Network": network})
    assert found.platform == platform


def test_each_network_is_a_batch_of_its_own(tmp_path):
    rows = [SPROUT | {"Network": n, "Post ID": str(i)} for i, n in enumerate(["X", "Facebook", "Twitter", "LinkedIn"])]
    export = export_of(tmp_path, as_csv([list(SPROUT), *(list(r.values()) for r in rows)]))
    batches = list(read(export))
    assert all(isinstance(b, Batch) for b in batches)
    assert [(b.platform, b.columns["id"].to_pylist()) for b in batches] == [
        ("x", ["0", "2"]), ("facebook", ["1"]), ("linkedin", ["3"]),
    ]  # fmt: skip
    assert (export.rows, export.file.platform) == (4, "unknown")


def test_a_row_that_names_nothing_is_a_reject(load):
    (found,), _ = load(SPROUT | {"Post ID": "", "Post": "", "Link": ""})
    assert (type(found), found.reason) == (Reject, "neither an id nor a text nor a link")


def test_rounded_ids_refuse_the_file(load):
    with pytest.raises(DamagedIds):
        load(SPROUT | {"Post ID": "1.80012E+17"})


def test_a_report_by_profile_is_not_claimed(tmp_path):
    header = ["Date", "Profile", "Network", "Audience", "Net Audience Growth"]
    with pytest.raises(Unrecognised):
        recognise(export_of(tmp_path, as_csv([header, ["03/15/2024", "hw", "X", "9", "1"]])))
