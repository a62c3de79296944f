"""WordPress's own export: each quirk by itself. Everything in the exports here is invented."""

import os
from collections import Counter
from datetime import UTC, date, datetime

import pytest

from pipelines.errors import Refused, Unrecognised
from pipelines.records import Action, Comment, Post, Reject
from pipelines.sources import Export, Reading, read
from pipelines.sources.layouts import wxr_tree

READING = Reading(own={"wordpress": ["Healthwatch Exampleshire"]})
AUTHOR = "<wp:author><wp:author_id>3</wp:author_id><wp:author_login>zoë-admin</wp:author_login></wp:author>"
NAMES = {
    "id": "101", "author": "Pat Invented", "author_email": "pat@example.org", "author_IP": "203.0.113.7",
    "date": "2025-08-05 10:00:00", "date_gmt": "2025-08-05 09:00:00", "content": "I waited five weeks",
    "approved": "1", "type": "comment", "parent": "0", "user_id": "0",
}  # fmt: skip


def php(value):
    """A value as PHP serialises it."""
    if isinstance(value, dict):
        return f"a:{len(value)}:{{{''.join(php(k) + php(v) for k, v in value.items())}}}"
    if isinstance(value, str):
        return f's:{len(value.encode())}:"{value}";'
    return f"d:{value!r};" if isinstance(value, float) else f"i:{value};"


def meta(key, value):
    return (
        f"<wp:commentmeta><wp:meta_key>{key}</wp:meta_key>"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:commentmeta>\n"
    )


def history(**row):
    return meta("akismet_history", php(row))


def comment(metas="", **fields):
    written = "".join(f"<wp:comment_{k}>{v}</wp:comment_{k}>" for k, v in (NAMES | fields).items() if v is not None)
    return f"<wp:comment>{written}{metas}</wp:comment>\n"


def item(comments="", **fields):
    names = {
        "post_id": "11", "post_date": "2025-08-04 09:30:00", "post_date_gmt": "2025-08-04 08:30:00",
        "status": "publish", "post_type": "post",
    }  # fmt: skip
    written = "".join(f"<wp:{k}>{v}</wp:{k}>" for k, v in (names | fields).items() if v is not None)
    return (
        "<item><title>Dentists</title><link>https://hw.example.org/dentists/</link>"
        f"<content:encoded><![CDATA[<p>Tell us</p>]]></content:encoded>{written}{comments}</item>\n"
    )


def wxr(items, version="1.2", published="Mon, 01 Sep 2025 08:00:00 +0000"):
    channel_date = f"<pubDate>{published}</pubDate>" if published else ""
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n<rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:wp="http://wordpress.org/export/{version}/"><channel>{channel_date}{AUTHOR}\n{items}</channel></rss>\n'
    )


@pytest.fixture
def load(tmp_path):
    """Reads an export's text or bytes; gives its records and its file record."""

    def load(content, name="hw.wordpress.xml", reading=READING):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        written = datetime(2026, 3, 2, 8, tzinfo=UTC).timestamp()
        os.utime(path, (written, written))
        export = Export(path, name, reading)
        records = list(read(export))
        return records, export.finished()

    return load


def only(records, kind):
    return [r for r in records if isinstance(r, kind)]


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_every_version_is_read_by_local_names(load, version):
    records, file = load(wxr(item(comment()), version))
    assert [type(r) for r in records] == [Post, Comment]
    assert file.layout == "wordpress wxr"
    assert (records[0].id, records[0].text, records[0].kind) == ("11", "Dentists\n\nTell us", "post")
    assert (records[1].id, records[1].post_id, records[1].text) == ("101", "11", "I waited five weeks")
    assert records[1].link == "https://hw.example.org/dentists/#comment-101"


@pytest.mark.parametrize(
    ("approved", "status"),
    [("1", "visible"), ("0", "pending"), ("trash", "trashed"), ("post-trashed", "hidden"), ("spam", "spam"),
     ("delayed", "unknown")],
)  # fmt: skip
def test_status_is_what_wordpress_calls_approved(load, approved, status):
    records, _ = load(wxr(item(comment(approved=approved))))
    assert [(c.status, c.status_raw) for c in only(records, Comment)] == [(status, approved)]
    assert only(records, Action) == []


@pytest.mark.parametrize(
    ("of_type", "parent", "kind"),
    [("comment", "0", "comment"), ("", "0", "comment"), ("comment", "9", "reply"), ("", "", "comment"),
     ("review", "0", "review")],
)  # fmt: skip
def test_kind_and_parent(load, of_type, parent, kind):
    records, _ = load(wxr(item(comment(type=of_type, parent=parent))))
    found = only(records, Comment)[0]
    assert (found.kind, found.parent_id) == (kind, None if parent in ("0", "") else parent)


def test_other_types_are_skipped_and_counted_by_name(load):
    types = ["pingback", "trackback", "pingback", "order_note", "comment"]
    records, file = load(wxr(item("".join(comment(id=str(i), type=t) for i, t in enumerate(types, 1)))))
    assert [c.id for c in only(records, Comment)] == ["5"]
    assert file.counts["skipped"] == {"pingback": 2, "trackback": 1, "order_note": 1}
    assert file.counts["rows"] == 6


def test_a_review_has_its_rating(load):
    records, _ = load(wxr(item(comment(meta("rating", "4"), type="review"))))
    assert only(records, Comment)[0].rating == 4.0


@pytest.mark.parametrize(
    ("local", "gmt", "at", "zone"),
    [
        ("2025-08-05 10:00:00", "2025-08-05 09:00:00", "2025-08-05 09:00", "in file"),
        ("2025-08-05 10:00:00", "0000-00-00 00:00:00", "2025-08-05 09:00", "assumed Europe/London"),
        ("2025-01-05 10:00:00", None, "2025-01-05 10:00", "assumed Europe/London"),
        ("2025-10-26 01:30:00", "0000-00-00 00:00:00", "2025-10-26 00:30", "assumed Europe/London"),
        ("2025-10-26 01:30:00", "2025-10-26 01:30:00", "2025-10-26 01:30", "in file"),
        ("2025-03-30 01:30:00", "0000-00-00 00:00:00", "2025-03-30 01:30", "assumed Europe/London"),
        ("0000-00-00 00:00:00", "0000-00-00 00:00:00", None, "unknown"),
        ("0001-01-01 00:00:00", "0001-01-01 00:00:00", None, "unknown"),
    ],
)
def test_times_are_utc_or_else_the_sites_own(load, local, gmt, at, zone):
    records, _ = load(wxr(item(comment(date=local, date_gmt=gmt))))
    found = only(records, Comment)[0]
    assert found.posted_at == (datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None)
    assert found.zone == zone
    assert found.posted_local == (None if local.startswith("000") else datetime.fromisoformat(local))


def test_a_zone_named_in_the_policy_is_the_one_assumed(load):
    reading = Reading(assumed={"wordpress wxr": "Europe/Paris"})
    records, _ = load(wxr(item(comment(date_gmt="0000-00-00 00:00:00"))), reading=reading)
    found = only(records, Comment)[0]
    assert (found.zone, found.posted_at) == ("assumed Europe/Paris", datetime(2025, 8, 5, 8, tzinfo=UTC))


@pytest.mark.parametrize(
    ("user_id", "author", "is_own"),
    [("0", "Pat Invented", False), ("0", "Healthwatch Exampleshire", True), ("3", "Zoë Invented", True),
     ("9", "healthwatch exampleshire", True), ("9", "Pat Invented", None), ("", "", False)],
)  # fmt: skip
def test_the_organisations_own_comments_are_known(load, user_id, author, is_own):
    records, _ = load(wxr(item(comment(user_id=user_id, author=author))))
    assert only(records, Comment)[0].is_own is is_own


def test_no_record_holds_an_e_mail_or_ip_address(load):
    named = comment(id="5", author="pat@example.org")
    records, _ = load(wxr(item(comment() + named + comment(id="", author="pat@example.org"))))
    assert [c.author for c in only(records, Comment)] == ["Pat Invented", None]
    assert "pat@example.org" not in repr(records)
    assert "203.0.113" not in repr(records)


CHANGED = "Comment status was changed to "
AT = datetime(2025, 8, 8, 9, 0, 0, 250000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "action", "actor", "is_automatic"),
    [
        ({"event": "status-trash", "user": "zoë-admin"}, "trash", "zoë-admin", False),
        ({"event": "status-approved", "user": "ed"}, "approve", "ed", False),
        ({"event": "status-approve", "user": "ed"}, "approve", "ed", False),
        ({"event": "status-unapproved", "user": "ed"}, "hold", "ed", False),
        ({"event": "status-hold", "user": "ed"}, "hold", "ed", False),
        ({"event": "status-spam", "user": "ed", "meta": {"x": 1}}, "spam", "ed", False),
        ({"event": "status-approved"}, "approve", None, True),
        ({"event": "status-changed-trash", "message": CHANGED + "trash", "user": ""}, "trash", None, True),
        ({"event": "status-changedspam", "message": CHANGED + "spam", "user": ""}, "spam", None, True),
        ({"event": "status-changed1"}, "approve", None, True),
        ({"event": "status-changed", "message": CHANGED + "approved", "user": ""}, "approve", None, True),
        ({"message": "ed changed the comment status to trash", "user": "ed"}, "trash", "ed", False),
        ({"message": "ed reported this comment as not spam", "user": "ed"}, "restore", "ed", False),
        ({"event": "report-spam", "message": "ed reported this comment as spam", "user": "ed"}, "spam", "ed", False),
        ({"event": "report-ham", "user": "ed"}, "restore", "ed", False),
        ({"event": "check-spam"}, "spam", None, True),
        ({"event": "check-spam", "user": "the-commenter"}, "spam", None, True),
        ({"event": "recheck-spam", "user": "ed"}, "spam", None, True),
        ({"event": "status-trash", "user": "ed@example.org"}, "trash", None, False),
        ({"event": "webhook-spam"}, "spam", None, True),
        ({"event": "webhook-ham"}, "restore", None, True),
        ({"event": "wp-blacklisted", "user": ""}, "trash", None, True),
        ({"event": "wp-disallowed"}, "trash", None, True),
    ],
)  # fmt: skip
def test_akismet_history_tells_who_did_what_and_when(load, row, action, actor, is_automatic):
    records, _ = load(wxr(item(comment(history(time=1754643600.25, **row)))))
    (found,) = only(records, Action)
    assert (found.item_id, found.action, found.actor, found.is_automatic) == ("101", action, actor, is_automatic)
    assert (found.at, found.at_raw, found.zone, found.source) == (AT, "1754643600.25", "in file", "akismet")


@pytest.mark.parametrize(
    "event",
    ["check-ham", "check-ham-pending", "check-error", "recheck-ham", "recheck-error", "cron-retry-spam",
     "cron-retry-ham", "webhook-spam-noaction", "akismet-skipped", "status-post-trashed"],
)  # fmt: skip
def test_history_that_decides_nothing_is_skipped_and_counted(load, event):
    records, file = load(wxr(item(comment(history(time=1754643600, event=event)))))
    assert only(records, Action) == []
    assert file.counts["skipped"] == {f"akismet {event}": 1}


def test_history_without_a_time_or_event(load):
    metas = history(event="status-trash", user="ed") + history(time=1754643600)
    records, file = load(wxr(item(comment(metas))))
    (found,) = only(records, Action)
    assert (found.at, found.at_raw, found.zone, found.actor) == (None, None, "unknown", "ed")
    assert file.counts["skipped"] == {"akismet history without an event": 1}


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ('a:2:{s:4:"time";i:1;s:5:"event";s:99:"status-trash";}', "does not have the length"),
        ('O:8:"stdClass":0:{}', "objects"),
        ("i:1;", "the row is no array"),
        ("", "breaks off"),
        (php({"time": "soon", "event": "status-trash"}), "no Unix time"),
        (php({"time": 9.9e99, "event": "status-trash"}), "no Unix time"),
    ],
)
def test_damaged_history_is_a_reject_on_its_own_line(load, raw, reason):
    records, file = load(wxr(item(comment("\n" + meta("akismet_history", raw)))))
    (found,) = only(records, Reject)
    assert reason in found.reason
    assert (found.line, found.raw) == (4, raw)
    assert file.counts["rows"] == 3


def test_history_that_an_importer_serialised_twice_is_read(load):
    once = php({"time": 1754643600.25, "event": "status-trash", "user": "zoë-admin"})
    records, _ = load(wxr(item(comment(meta("akismet_history", php(once))))))
    assert [(a.action, a.actor, a.at) for a in only(records, Action)] == [("trash", "zoë-admin", AT)]


TRASHED_AT = meta("_wp_trash_meta_status", "1") + meta("_wp_trash_meta_time", "1754643601")


def test_trash_meta_tells_when_but_not_who(load):
    records, _ = load(wxr(item(comment(TRASHED_AT, approved="trash"))))
    (found,) = only(records, Action)
    assert (found.action, found.source, found.actor, found.is_automatic) == ("trash", "trash meta", None, None)
    assert (found.at, found.at_raw, found.zone) == (datetime(2025, 8, 8, 9, 0, 1, tzinfo=UTC), "1754643601", "in file")


@pytest.mark.parametrize(("seconds", "sources"), [(2.0, ["akismet"]), (2.5, ["trash meta", "akismet"])])
def test_one_trashing_recorded_twice_is_one_action(load, seconds, sources):
    metas = TRASHED_AT + history(time=1754643601 - seconds, event="status-trash", user="ed")
    records, file = load(wxr(item(comment(metas, approved="trash"))))
    assert [a.source for a in only(records, Action)] == sources
    assert file.counts["merged"] == 2 - len(sources)


@pytest.mark.parametrize(
    ("approved", "reason"),
    [("post-trashed", "trash time of a comment taken down with its page"),
     ("1", "trash time of a comment that is not in the trash")],
)  # fmt: skip
def test_a_trash_time_elsewhere_is_no_action(load, approved, reason):
    records, file = load(wxr(item(comment(TRASHED_AT, approved=approved))))
    assert only(records, Action) == []
    assert file.counts["skipped"] == {reason: 1}


def test_a_trash_time_that_is_no_number_is_a_reject(load):
    records, _ = load(wxr(item(comment(meta("_wp_trash_meta_time", "yesterday"), approved="trash"))))
    assert [(r.reason, r.raw) for r in only(records, Reject)] == [("the trash time is no Unix time", "yesterday")]


@pytest.mark.parametrize(
    ("result", "rows", "actions"),
    [
        ("true", "", [("spam", "ed", False)]),
        ("false", "", [("restore", "ed", False)]),
        ("false", history(time=1754643600, event="check-spam"), [("restore", "ed", False), ("spam", None, True)]),
        ("false", history(time=1754643600, event="report-ham", user="ed"), [("restore", "ed", False)]),
    ],
)
def test_a_persons_overruling_counts_once(load, result, rows, actions):
    metas = meta("akismet_user_result", result) + meta("akismet_user", "ed") + rows
    records, _ = load(wxr(item(comment(metas))))
    assert [(a.action, a.actor, a.is_automatic) for a in only(records, Action)] == actions


@pytest.mark.parametrize(
    ("fields", "reason"),
    [({"id": None}, "the comment has no id"), ({"id": ""}, "the comment has no id"),
     ({"id": "x1"}, "the comment's id is no number")],
)  # fmt: skip
def test_a_comment_without_a_usable_id_is_a_reject(load, fields, reason):
    records, file = load(wxr(item(comment(**fields) + comment(id="7"))))
    assert [(r.reason, r.line) for r in only(records, Reject)] == [(reason, 3)]
    assert [c.id for c in only(records, Comment)] == ["7"]
    assert file.counts["rows"] == 3


def test_a_comment_that_comes_twice_is_merged_and_another_revision_is_not(load):
    once = comment(history(time=1754643600, event="status-approved", user="ed"))
    records, file = load(wxr(item(once) + item(once + comment(content="Edited"))))
    assert [c.text for c in only(records, Comment)] == ["I waited five weeks", "Edited"]
    assert len(only(records, Action)) == len(only(records, Post)) == 1
    assert file.counts["merged"] == 3


def test_text_stays_as_wordpress_stores_it(load):
    stored = "<![CDATA[a &amp; <em>b</em> ]]]]><![CDATA[> &#1; c]]>"
    records, file = load(wxr(item(comment(content=stored))))
    assert only(records, Comment)[0].text == "a &amp; <em>b</em> ]]> &#1; c"
    assert not any("control characters" in n for n in file.notes)


def test_control_characters_are_removed_and_counted(load):
    records, file = load(wxr(item(comment(content="<![CDATA[a\x01b\x0bc\x1c]]>", author="Pat&#x1F; Invented"))))
    found = only(records, Comment)[0]
    assert (found.text, found.author) == ("abc", "Pat Invented")
    assert "control characters that XML forbids were removed: 4" in file.notes


def test_bare_ampersands_of_old_exports_are_mended_and_counted(load):
    records, file = load(wxr(item(comment(author_url="http://example.org/?a=1&b=2", content="x &nbsp;y"))))
    assert only(records, Comment)[0].text == "x \xa0y"
    assert "ampersands that XML does not allow as they stood were mended: 2" in file.notes


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (wxr(item(comment(content="Zoë’s café"))).encode(), "Zoë’s café"),
        (b"\xef\xbb\xbf" + wxr(item(comment(content="Zoë"))).encode(), "Zoë"),
        (("\n" + wxr(item(comment(content="Zoë")))).encode(), "Zoë"),
        (wxr(item(comment(content="Zoë 😡"))).encode("utf-16"), "Zoë 😡"),
        (wxr(item(comment(content="Zoë’s"))).replace("UTF-8", "ISO-8859-1", 1).encode("cp1252", "replace"), "Zoë’s"),
        (wxr(item(comment(content="Šárka"))).replace("UTF-8", "ISO-8859-2", 1).encode("iso-8859-2"), "Šárka"),
        (wxr(item(comment(content="Zoë’s 😡 caf?"))).encode().replace(b"caf?", b"caf\xe9"), "Zoë’s 😡 café"),
    ],
)
def test_encodings(load, content, text):
    records, _ = load(content)
    assert only(records, Comment)[0].text == text


DOCTYPES = [
    '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
    '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    '<!DOCTYPE rss SYSTEM "https://example.org/rss.dtd">',
]


@pytest.mark.parametrize("doctype", DOCTYPES)
def test_document_types_and_entities_are_refused(load, doctype):
    text = wxr(item(comment(content="&b;&x;"))).replace("<rss", doctype + "<rss", 1)
    with pytest.raises(Refused, match="declares a document type or entities") as refused:
        load(text)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("share", [0.5, 0.75, 0.95, 0.999])
def test_a_file_cut_short_is_refused_with_what_to_do(load, share):
    text = wxr(item("".join(comment(id=str(i)) for i in range(1, 30)))).rstrip()
    with pytest.raises(Refused, match=r"the file breaks off at line \d+: .*Export it again"):
        load(text[: int(len(text) * share)])


def test_a_file_cut_within_a_letter_is_refused_too(load):
    text = wxr(item(comment(content="café"))).encode()
    with pytest.raises(Refused, match="the file breaks off at line 3"):
        load(text[: text.index("é".encode()) + 1])


def test_broken_xml_is_refused_with_its_line(load):
    with pytest.raises(Refused, match=r"line 3 is not well-formed XML \(mismatched tag\)"):
        load(wxr(item(comment(content="<b>oops"))))


def test_what_follows_the_end_is_ignored_and_noted(load):
    records, file = load(wxr(item(comment())) + "<br />Warning: something timed out")
    assert len(records) == 2
    assert "text after the end of the export was ignored" in file.notes


@pytest.mark.parametrize("text", ["<rss version='2.0'><channel/></rss>", "wordpress.org/export/1.2/ <rss", "<html/>"])
def test_other_xml_is_not_claimed(load, text):
    with pytest.raises(Unrecognised):
        load(text)


@pytest.mark.parametrize(
    ("published", "name", "version", "day", "at"),
    [
        ("Mon, 01 Sep 2025 23:30:00 +0000", "hw.xml", "1.2", "2025-09-02", "2025-09-01 23:30"),
        (None, "hw.wordpress.2025-08-31.xml", "1.2", "2025-08-31", None),
        ("no date", "hw.wordpress.2025-08-31.xml", "1.2", "2025-08-31", None),
        (None, "hw.xml", "1.2", "2026-03-02", None),
        ("Fri, 01 Aug 2025 08:00:00 +0000", "wordpress.2025-08-31.xml", "1.0", "2025-08-31", None),
    ],
)
def test_the_day_of_export(load, published, name, version, day, at):
    records, file = load(wxr(item(comment()), version, published), name)
    assert file.captured_on == file.covers_until == only(records, Post)[0].captured_on == date.fromisoformat(day)
    assert file.captured_at == (datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None)
    assert file.covers_since == date(2025, 8, 5)


@pytest.mark.parametrize(
    ("name", "snapshot_of"), [("hw.wordpress.2025-09-01.xml", ["*"]), ("hw.wordpress.2025-09-01.001.xml", [])]
)
def test_a_whole_export_is_a_snapshot_without_spam_and_a_numbered_part_is_none(load, name, snapshot_of):
    _, file = load(wxr(item(comment())), name)
    assert (file.snapshot_of, file.snapshot_lacks) == (snapshot_of, ["spam"])
    assert any(n.startswith("cannot show: spam") for n in file.notes)


def test_only_published_posts_and_pages_are_posts_but_all_comments_count(load):
    items = [
        item(), item(post_id="12", post_type="page"), item(post_id="13", status="draft"),
        item(post_id="14", post_type="attachment", status="inherit"),
        item(comment(approved="post-trashed"), post_id="15", post_type="page", status="trash"),
        item(post_id=None),
    ]  # fmt: skip
    records, file = load(wxr("".join(items)))
    assert [(p.id, p.kind) for p in only(records, Post)] == [("11", "post"), ("12", "page")]
    assert [c.post_id for c in only(records, Comment)] == ["15"]
    assert [r.reason for r in only(records, Reject)] == ["the post has no id"]
    assert file.counts["skipped"] == {"post with status draft": 1, "attachment": 1, "page with status trash": 1}


def test_a_post_with_many_comments_comes_in_parts_but_once(load, monkeypatch):
    monkeypatch.setattr(wxr_tree, "COMMENTS_HELD", 10)
    records, _ = load(wxr(item("".join(comment(id=str(i)) for i in range(1, 96)))))
    assert Counter(type(r) for r in records) == {Post: 1, Comment: 95}
    assert [c.id for c in only(records, Comment)] == [str(i) for i in range(1, 96)]
    assert {c.post_id for c in only(records, Comment)} == {"11"}


def test_lines_are_those_of_the_file(load):
    records, _ = load(wxr(item(comment() + comment(id="102", content="two\nlines") + comment(id="103"))))
    assert [(type(r), r.line) for r in records] == [(Post, 3), (Comment, 3), (Comment, 4), (Comment, 6)]
