"""Google's reviews: stars, translations, anonymous reviewers, answers, and a Takeout beside other products."""

import json
import zipfile
from datetime import UTC, date, datetime

import pytest

from pipelines.errors import Refused, Unrecognised
from pipelines.records import Comment, Reject
from pipelines.sources import Reading, read, recognise, walk
from tests.sources.helpers import export_of, singly

AT = "2025-08-04T09:33:20.123456Z"


def review(number="R1", account="111", location="222", **said):
    found = {
        "name": f"accounts/{account}/locations/{location}/reviews/{number}",
        "reviewer": {"displayName": "Pat Invented", "profilePhotoUrl": "https://example.org/p.png"},
        "starRating": "ONE", "comment": "Nobody answered the phone", "createTime": AT, "updateTime": AT,
    }  # fmt: skip
    return {k: v for k, v in (found | said).items() if v is not None}


@pytest.fixture
def load(tmp_path):
    def load(content, name="reviews.json", reading=None):
        text = content if isinstance(content, str) else json.dumps(content)
        export = export_of(tmp_path, text, name, reading)
        return singly(list(read(export))), export.finished()

    return load


def walked(path):
    with walk([path], Reading()) as exports:
        return [(e, e if isinstance(e, Refused) else singly(list(read(e)))) for e in exports]


def unpacked(root, members):
    for name, content in members.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content if isinstance(content, str) else json.dumps(content))
    return root


def test_a_review_and_its_answer_are_read_whole(load):
    answer = {"comment": "We are sorry", "updateTime": "2025-08-05T10:00:00Z"}
    found, file = load({"reviews": [review(reviewReply=answer)]})
    assert file.layout == "google reviews"
    assert found == [
        Comment(
            line=1, platform="google", id="222/reviews/R1", post_id="222",
            posted_at=datetime(2025, 8, 4, 9, 33, 20, 123456, tzinfo=UTC), posted_at_raw=AT,
            posted_local=datetime(2025, 8, 4, 9, 33, 20, 123456), zone="in file", author="Pat Invented",
            text="Nobody answered the phone", status="visible", rating=1.0, kind="review",
        ),
        Comment(
            line=1, platform="google", id="222/reviews/R1/reply", parent_id="222/reviews/R1", post_id="222",
            posted_at=datetime(2025, 8, 5, 10, tzinfo=UTC), posted_at_raw="2025-08-05T10:00:00Z",
            posted_local=datetime(2025, 8, 5, 10), zone="in file", is_own=True, text="We are sorry",
            status="visible", kind="reply",
        ),
    ]  # fmt: skip
    assert file.counts["rows"] == 2


@pytest.mark.parametrize(
    ("stars", "rating"),
    [
        ("ONE", 1),
        ("TWO", 2),
        ("THREE", 3),
        ("FOUR", 4),
        ("FIVE", 5),
        ("STAR_RATING_UNSPECIFIED", None),
        ("SIX", None),
        ([5], None),
    ],
)
def test_stars_are_numbers(load, stars, rating):
    (found,), file = load({"reviews": [review(starRating=stars)]})
    assert found.rating == rating
    assert ("ratings that are not ONE to FIVE were left empty" in file.notes) is (stars in ("SIX", [5]))


def test_a_review_of_stars_alone_has_no_text(load):
    (found,), _ = load({"reviews": [review(comment=None)]})
    assert (found.text, found.rating) == (None, 1)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("(Translated by Google) Very kind\n\n(Original)\nTrès aimable\nmerci", "Très aimable\nmerci"),
        ("(Translated by Google) Very kind (Original) Très aimable", "Très aimable"),
        ("Très aimable\n\n(Translated by Google)\nVery kind", "Très aimable"),
        ("(Translated by Google) Very kind", "(Translated by Google) Very kind"),
        ("He wrote (Original) on it", "He wrote (Original) on it"),
    ],
)
def test_the_original_is_kept_and_not_googles_translation(load, written, text):
    (found,), _ = load({"reviews": [review(comment=written)]})
    assert found.text == text


@pytest.mark.parametrize(
    ("reviewer", "author"),
    [({"displayName": "A Google user", "isAnonymous": True}, None), ({}, None), (None, None),
     ({"displayName": "Zoë", "isAnonymous": False}, "Zoë")],
)  # fmt: skip
def test_an_anonymous_reviewer_has_no_name(load, reviewer, author):
    (found,), _ = load({"reviews": [review(reviewer=reviewer)]})
    assert found.author == author


def test_an_edited_review_has_the_time_of_its_change(load):
    (found,), _ = load({"reviews": [review(updateTime="2025-09-01T00:00:00Z")]})
    assert found.updated_at == datetime(2025, 9, 1, tzinfo=UTC)


def test_an_answer_without_words_is_no_comment(load):
    found, file = load({"reviews": [review(reviewReply={"comment": " ", "updateTime": AT})]})
    assert [c.kind for c in found] == ["review"]
    assert file.counts["rows"] == 1


def test_what_is_no_review_is_a_reject_and_shows_no_words(load):
    found, _ = load({"reviews": [review(), 7, {"comment": "secret words"}]})
    assert [type(r) for r in found] == [Comment, Reject, Reject]
    assert found[1].raw == '{"value": 7}'
    assert found[2].raw == '{"value": ["comment"]}'


def test_an_api_list_that_is_all_there_is_a_snapshot_of_its_location(load):
    page = {"reviews": [review(), review("R2")], "averageRating": 1, "totalReviewCount": 2}
    _, file = load(page)
    assert (file.snapshot_of, file.snapshot_lacks) == (["222"], ["hidden", "deleted"])
    _, file = load(page | {"totalReviewCount": 3})
    assert file.snapshot_of == []
    told = "Google counts 3 reviews of location 222, the file holds 2: the gap is not called deletion"
    assert told in file.notes
    _, file = load(page | {"nextPageToken": "x"})
    assert file.snapshot_of == []
    assert "more pages follow the last one in this file" in file.notes


def test_answers_for_several_locations_are_unwrapped(load):
    inner = review()
    page = {"locationReviews": [{"name": "accounts/111/locations/222", "review": inner}]}
    (found,), _ = load(page)
    assert found.id == "222/reviews/R1"


def test_a_takeout_proves_no_absence(load):
    assert load({"reviews": [review()]})[1].snapshot_of == []


def test_an_empty_list_declares_zero_reviews(load):
    found, file = load({"reviews": []})
    assert found == []
    assert "the file declares zero reviews" in file.notes


@pytest.mark.parametrize("content", [{"reviews": [], "other": 1}, {"reviews": [{"stars": 5}]}, {"reviews": {"a": 1}}])
def test_other_lists_of_reviews_are_not_claimed(tmp_path, content):
    with pytest.raises(Unrecognised):
        recognise(export_of(tmp_path, json.dumps(content), "reviews.json"))


def test_reviews_that_somebody_wrote_on_maps_are_refused_by_name(load):
    feature = {"type": "Feature", "properties": {"five_star_rating_published": 5, "review_text_published": "x"}}
    with pytest.raises(Refused, match="wrote on Google Maps"):
        load({"type": "FeatureCollection", "features": [feature]}, "Reviews.json")


def test_one_location_under_two_accounts_is_merged(tmp_path):
    root = unpacked(tmp_path / "Google Business Profile", {
        "account-111/location-222/reviews.json": {"reviews": [review(), review("R2")]},
        "account-333/location-222/reviews_001.json": {"reviews": [review(account="333")]},
        "account-333/location-222/reviews-AbC.json": {"reviews": [review("R3", account="333")]},
        "account-333/location-222/data.json": {},
    })  # fmt: skip
    ((export, found),) = walked(root)
    assert [c.id for c in found] == ["222/reviews/R1", "222/reviews/R2", "222/reviews/R3"]
    assert (export.finished().counts["rows"], export.merged) == (4, 1)
    assert "files of this Takeout that hold no reviews and were passed over: 1" in export.file.notes


def test_a_single_account_and_a_single_location_are_read_too(tmp_path):
    unpacked(tmp_path / "account-111", {"location-222/reviews.json": {"reviews": [review()]}})
    for folder in (tmp_path / "account-111", tmp_path / "account-111" / "location-222"):
        ((_, found),) = walked(folder)
        assert [c.id for c in found] == ["222/reviews/R1"]


def test_a_review_without_a_full_name_takes_its_location_from_the_folder(tmp_path):
    bare = review(name=None, reviewId="R7")
    ((_, found),) = walked(unpacked(tmp_path / "account-1", {"location-9/reviews.json": {"reviews": [bare]}}))
    assert (found[0].id, found[0].post_id) == ("9/reviews/R7", "9")


def test_an_inbox_with_other_files_beside_the_accounts_is_not_swallowed(tmp_path):
    unpacked(tmp_path / "inbox", {
        "account-111/location-222/reviews.json": {"reviews": [review()]}, "facebook.csv": "a,b\n1,2\n",
    })  # fmt: skip
    with walk([tmp_path / "inbox"], Reading()) as exports:
        (export,) = exports
        with pytest.raises(Refused, match=r"lie in the same folder: facebook\.csv"):
            list(read(export))


def test_a_takeout_of_locations_without_reviews_is_refused(tmp_path):
    root = unpacked(tmp_path / "Google Business Profile", {"account-1/location-2/data.json": {}})
    with walk([root], Reading()) as exports:
        (export,) = exports
        with pytest.raises(Refused, match="no file of reviews"):
            list(read(export))


@pytest.mark.parametrize("root", ["Takeout/", ""])
def test_youtube_and_reviews_of_one_zip_are_both_read(tmp_path, root):
    path = tmp_path / "takeout-20250910T100000Z-001.zip"
    header = "Comment ID,Channel ID,Comment Create Timestamp,Price,Parent Comment ID,Video ID,Comment Text"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{root}archive_browser.html", "<html>")
        archive.writestr(
            f"{root}Google Business Profile/account-1/location-2/reviews.json", json.dumps({"reviews": [review()]})
        )
        archive.writestr(f"{root}YouTube and YouTube Music/comments/comments.csv", f"{header}\nUg1,UC1,{AT},0,,v,y\n")
    found = walked(path)
    assert [(e.file.layout, [c.id for c in records]) for e, records in found] == [
        ("google reviews", ["222/reviews/R1"]), ("youtube takeout", ["Ug1"]),
    ]  # fmt: skip
    assert {e.file.captured_on for e, _ in found} == {date(2025, 9, 10)}


def test_products_of_a_takeout_that_nobody_reads_are_named_and_not_refused_file_by_file(tmp_path):
    unpacked(tmp_path / "Takeout", {
        "Google Business Profile/account-1/location-2/reviews.json": {"reviews": [review()]},
        "Drive/notes.json": {}, "Mail/a.json": {}, "Mail/b.json": {},
    })  # fmt: skip
    ((export, found),) = walked(tmp_path / "Takeout")
    assert [c.id for c in found] == ["222/reviews/R1"]
    assert "products of the Takeout that were not opened: Drive, Mail" in export.file.notes


def test_a_folder_that_is_no_product_of_google_is_looked_into(tmp_path):
    unpacked(tmp_path / "Takeout", {
        "Google Business Profile/account-1/location-2/reviews.json": {"reviews": [review()]}, "Ours/a.json": {},
    })  # fmt: skip
    with walk([tmp_path / "Takeout"], Reading()) as exports:
        assert [e.name.rpartition("/")[2] for e in exports] == ["Google Business Profile", "a.json"]
