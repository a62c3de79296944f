import pytest

from pipelines.records import Action
from tests.warehouse.conftest import Desk, at, comment, round_


def act(item: str, action: str, when: str, **more: object) -> Action:
    return Action(
        line=1, platform="facebook", item_id=item, action=action, at=at(when), zone="in file", source="register", **more
    )  # type: ignore[arg-type]


def one(desk: Desk, sql: str) -> dict[str, object]:
    frame = desk.published().comments(sql)
    assert len(frame) == 1
    return dict(frame.iloc[0])


def test_the_same_comment_from_two_layouts_is_one(desk: Desk) -> None:
    desk.load("2026-03-02", comment("11_22", "2026-02-27T10:00", status="visible", post_id="11"))
    desk.load("2026-03-03", comment("22", "2026-02-27T10:00", link="https://example.org/22"), layout="other")
    found = one(desk, "select * from comment")
    assert (found["id"], found["status"], found["link"]) == ("22", "visible", "https://example.org/22")
    assert list(found["sources"]) == ["other", "test"]  # type: ignore[call-overload]


def test_an_edited_comment_keeps_both_texts(desk: Desk) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00", "Waited &amp; waited"))
    desk.load("2026-03-09", comment("1", "2026-02-27T10:00", "Waited & waited"))
    desk.load("2026-03-16", comment("1", "2026-02-27T10:00", "All sorted now"))
    published = desk.published()
    assert one(desk, "select text, revisions from comment") == {"text": "All sorted now", "revisions": 2}
    seen = published.comments("select text, first_seen::date::varchar as first from revision order by first_seen")
    assert seen.to_dict("list") == {
        "text": ["Waited & waited", "All sorted now"],
        "first": ["2026-03-02", "2026-03-16"],
    }


def test_the_order_of_loading_does_not_matter(tmp_path_factory: pytest.TempPathFactory) -> None:
    files = [
        ("2026-03-02", [comment("1", "2026-02-27T10:00", "first"), comment("2", "2026-02-27T11:00")], ["*"]),
        ("2026-03-09", [comment("1", "2026-02-27T10:00", "second")], ["*"]),
        ("2026-03-16", [comment("1", "2026-02-27T10:00", "second", status="hidden")], ["*"]),
    ]
    told = []
    for name, order in (("a", (0, 1, 2)), ("b", (2, 0, 1)), ("c", (1, 2, 0))):
        desk = Desk(tmp_path_factory.mktemp(name))
        for index in order:
            day, records, scope = files[index]
            desk.load(day, *records, snapshot_of=scope, sha256=day)
            desk.published()
        columns = "id, text, status, revisions, first_seen, last_seen, absent_since"
        told.append(desk.published().comments(f"select {columns} from comment order by id").to_json(date_format="iso"))
    assert told[0] == told[1] == told[2]
    assert '"second"' in told[0]


def test_absence_from_a_snapshot_is_dated_and_not_called_a_removal(desk: Desk) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00"), comment("2", "2026-02-27T10:00"), snapshot_of=["*"])
    desk.load("2026-03-09", comment("1", "2026-02-27T10:00"), snapshot_of=["*"])
    published = desk.published()
    gone = published.figures("select absent_since::date::varchar as since, may_be from disappeared").to_dict("records")
    assert gone == [{"since": "2026-03-09", "may_be": "author, platform or an unrecorded removal"}]
    assert published.figures("select count(*) as n from removal")["n"][0] == 0


def test_absence_from_an_extract_proves_nothing(desk: Desk) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00"), comment("2", "2026-02-27T10:00"), snapshot_of=["*"])
    desk.load("2026-03-09", comment("1", "2026-02-27T10:00"))
    assert desk.published().figures("select count(*) as n from disappeared")["n"][0] == 0


def test_a_snapshot_that_lacks_pending_items_does_not_lose_them(desk: Desk) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00", status="pending"), snapshot_of=["*"])
    desk.load("2026-03-09", snapshot_of=["*"], snapshot_lacks=["pending", "spam"])
    assert desk.published().figures("select count(*) as n from disappeared")["n"][0] == 0


@pytest.mark.parametrize(
    ("later", "grade"),
    [
        (None, "recorded, not yet confirmed"),
        ("visible", "recorded but still visible"),
        ("hidden", "recorded and confirmed"),
        ("gone", "recorded and confirmed"),
    ],
)
def test_a_removal_is_graded_by_what_later_exports_show(desk: Desk, later: str | None, grade: str) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00", status="visible"), snapshot_of=["*"])
    desk.load("2026-03-05", act("1", "hide", "2026-03-03T09:00"), holds="actions")
    if later == "gone":
        desk.load("2026-03-09", snapshot_of=["*"])
    elif later:
        desk.load("2026-03-09", comment("1", "2026-02-27T10:00", status=later), snapshot_of=["*"])
    found = desk.published().figures("select grade, hours_visible, is_still_visible from removal").to_dict("records")
    hours = 9 * 24 + 14.0 if later == "visible" else 95.0
    assert found == [{"grade": grade, "hours_visible": hours, "is_still_visible": later == "visible"}]


def test_hidden_without_a_record_is_said_to_be_unrecorded(desk: Desk) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00", status="hidden"))
    found = (
        desk.published().figures("select grade, hours_visible is null as is_unknown from removal").to_dict("records")
    )
    assert found == [{"grade": "hidden, unrecorded", "is_unknown": True}]


def test_a_round_reviews_what_it_covered_and_an_earlier_decision_counts_first(desk: Desk) -> None:
    desk.load(
        "2026-03-09",
        comment("1", "2026-02-27T10:00"),
        comment("2", "2026-02-27T11:00"),
        comment("3", "2026-03-05T10:00"),
    )
    desk.load("2026-03-09", act("2", "hide", "2026-02-27T12:00"), holds="actions")
    desk.load(
        "2026-03-09", round_("facebook", "2026-03-02T09:00", "2026-03-02T10:00", "2026-03-02T08:00"), holds="rounds"
    )
    sql = "select id, decision, decision_basis, decided_at::varchar from comment order by id"
    assert desk.published().cursor("comments").execute(sql).fetchall() == [
        ("1", "seen in a round", "round", "2026-03-02 10:00:00+00"),
        ("2", "hide", "own decision", "2026-02-27 12:00:00+00"),
        ("3", None, None, None),
    ]


def test_a_late_recorded_earlier_round_moves_the_first_review_forward(desk: Desk) -> None:
    desk.load("2026-03-09", comment("1", "2026-02-27T10:00"))
    desk.load(
        "2026-03-09", round_("facebook", "2026-03-09T09:00", "2026-03-09T10:00", "2026-03-09T08:00"), holds="rounds"
    )
    assert one(desk, "select decided_at::date::varchar as at from comment") == {"at": "2026-03-09"}
    desk.load(
        "2026-03-10", round_("facebook", "2026-03-02T09:00", "2026-03-02T10:00", "2026-03-02T09:00"), holds="rounds"
    )
    assert one(desk, "select decided_at::date::varchar as at from comment") == {"at": "2026-03-02"}


def test_an_automatic_action_is_no_review(desk: Desk) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00"), act("1", "trash", "2026-02-27T10:01", is_automatic=True))
    assert desk.published().figures("select reviewed, taken_down from item_day").to_dict("records") == [
        {"reviewed": 0, "taken_down": 1}
    ]


def test_a_restored_item_is_not_taken_down(desk: Desk) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00", status="visible"))
    desk.load(
        "2026-03-02", act("1", "hide", "2026-02-28T10:00"), act("1", "unhide", "2026-02-28T11:00"), holds="actions"
    )
    assert desk.published().figures("select count(*) as n from removal")["n"][0] == 0


def test_the_organisations_own_replies_are_no_items(desk: Desk) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00"), comment("2", "2026-02-27T11:00", is_own=True))
    published = desk.published()
    assert published.figures("select sum(items)::int as n from item_day")["n"][0] == 1
    assert published.comments("select count(*) as n from comment")["n"][0] == 2


@pytest.mark.parametrize(
    ("posted", "day", "week"),
    [
        ("2025-06-01T23:30", "2025-06-02", "2025-06-02"),
        ("2024-12-30T00:00", "2024-12-30", "2024-12-30"),
        ("2027-01-03T23:59", "2027-01-03", "2026-12-28"),
        ("2025-10-26T00:30", "2025-10-26", "2025-10-20"),
        ("2025-10-26T01:30", "2025-10-26", "2025-10-20"),
    ],
)
def test_days_and_weeks_are_london_days_and_weeks(desk: Desk, posted: str, day: str, week: str) -> None:
    desk.load("2027-02-01", comment("1", posted))
    found = (
        desk.published()
        .figures("select day::varchar as day, week_start::varchar as week from item_day")
        .to_dict("records")
    )
    assert found == [{"day": day, "week": week}]


def test_authors_become_pseudonyms_and_their_names_stay_out_of_every_file(desk: Desk) -> None:
    desk.load(
        "2026-03-02",
        comment("1", "2026-02-27T10:00", author="Quenilda Fothergill"),
        comment("2", "2026-02-27T10:00", author=" quenilda FOTHERGILL"),
    )
    keys = desk.published().comments("select distinct author_key from comment")["author_key"].tolist()
    assert len(keys) == 1
    assert len(keys[0]) == 32
    for path in desk.data.rglob("*"):
        if path.is_file():
            assert b"fothergill" not in path.read_bytes().lower(), path.name


def test_what_is_trashed_and_deleted_later_was_taken_down_when_it_was_trashed(desk: Desk) -> None:
    desk.load("2026-02-28", comment("1", "2026-02-27T10:00", status="visible"))
    purge = act("1", "delete", "2026-03-30T10:00", is_automatic=True)
    desk.load("2026-04-01", act("1", "trash", "2026-02-28T10:00"), purge, holds="actions")
    found = desk.published().figures("select action, hours_visible from removal").to_dict("records")
    assert found == [{"action": "trash", "hours_visible": 24.0}]


def test_what_was_seen_again_after_it_was_trashed_was_taken_down_when_it_was_deleted(desk: Desk) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00", status="visible"))
    desk.load(
        "2026-04-01", act("1", "trash", "2026-02-28T10:00"), act("1", "delete", "2026-03-30T10:00"), holds="actions"
    )
    found = desk.published().figures("select action, grade from removal").to_dict("records")
    assert found == [{"action": "delete", "grade": "recorded, not yet confirmed"}]


def logged(desk: Desk, captured: str) -> None:
    """A log that saw a comment written and deleted."""
    gone = comment("1", "2026-02-27T10:00", "As first written", status="deleted")
    desk.load(captured, act("1", "delete", "2026-02-27T12:00"), gone, holds="actions", layout="log")


@pytest.mark.parametrize(
    ("exports", "grade"),
    [
        ([], "recorded, not yet confirmed"),
        (["2026-02-20"], "recorded, not yet confirmed"),
        (["2026-03-01"], "recorded and confirmed"),
        (["2026-03-09"], "recorded and confirmed"),
    ],
)
def test_a_comment_that_only_a_log_saw_is_one_removal_which_the_log_does_not_confirm(
    desk: Desk, exports: list[str], grade: str
) -> None:
    logged(desk, "2026-03-05")
    for captured in exports:
        desk.load(captured, comment("2", "2026-02-01T10:00"), snapshot_of=["*"])
    found = desk.published().figures("select grade, hours_visible from removal").to_dict("records")
    assert found == [{"grade": grade, "hours_visible": 2.0}]


def test_an_export_knows_better_than_a_log_what_became_of_a_comment(desk: Desk) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T09:59", "As edited", status="visible"), snapshot_of=["*"])
    logged(desk, "2026-03-05")
    found = one(desk, "select text, status, posted_at, last_seen, sources from comment")
    assert (found["text"], found["status"], list(found["sources"])) == ("As edited", "visible", ["log", "test"])  # type: ignore[call-overload]
    assert (str(found["posted_at"])[:16], str(found["last_seen"])[:10]) == ("2026-02-27 09:59", "2026-03-02")


def test_a_log_does_not_stretch_how_far_the_exports_of_comments_reach(desk: Desk) -> None:
    desk.load("2026-02-20", comment("2", "2026-02-01T10:00"), snapshot_of=["*"])
    logged(desk, "2026-03-05")
    until = desk.published().figures("select comments_until from evidence where channel = 'facebook'")["comments_until"]
    assert str(until[0])[:10] == "2026-02-20"
