"""Disqus: what the XML export says of each comment, and what it may not do."""

from datetime import UTC, date, datetime

import pytest

from pipelines.errors import Refused
from pipelines.records import Comment, Reject
from pipelines.sources import Reading, read
from tests.sources.helpers import export_of

HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">\n'
    '<thread dsq:id="1"><link>https://hw.example.org/a/</link><isDeleted>false</isDeleted></thread>\n'
    '<thread dsq:id="2"><link>https://hw.example.org/b/</link><isDeleted>true</isDeleted></thread>\n'
)


def post(number="9", message="<p>Five weeks</p>", deleted="false", spam="false", more="", thread="1"):
    return (
        f'<post dsq:id="{number}"><id>wp_id=3</id><message><![CDATA[{message}]]></message>'
        f"<createdAt>2019-07-10T08:00:00Z</createdAt><isDeleted>{deleted}</isDeleted><isSpam>{spam}</isSpam>"
        "<author><email>pat@example.org</email><name>Pat Invented</name><username>pat</username></author>"
        f'<ipAddress>203.0.113.7</ipAddress>{more}<thread dsq:id="{thread}"/></post>\n'
    )


@pytest.fixture
def load(tmp_path):
    def load(*posts, reading=None, name="site-2025-09-01T10_00_00-all.xml"):
        export = export_of(tmp_path, HEAD + "".join(posts) + "</disqus>", name, reading)
        return list(read(export)), export.finished()

    return load


def test_a_comment_is_read_whole(load):
    (found,), file = load(post())
    assert found == Comment(
        line=5, platform="disqus", id="9", post_id="1", posted_at=datetime(2019, 7, 10, 8, tzinfo=UTC),
        posted_at_raw="2019-07-10T08:00:00Z", posted_local=datetime(2019, 7, 10, 8), zone="in file",
        author="Pat Invented", author_id="pat", text="Five weeks", status="visible",
        link="https://hw.example.org/a/#comment-9",
    )  # fmt: skip
    assert (file.layout, file.captured_on, file.snapshot_of) == ("disqus", date(2025, 9, 1), [])
    assert file.counts["skipped"] == {"thread: a page, not a comment": 2}


@pytest.mark.parametrize(
    ("deleted", "spam", "thread", "status", "raw"),
    [("true", "false", "1", "deleted", "isDeleted"), ("false", "true", "1", "spam", "isSpam"),
     ("true", "true", "1", "deleted", "isDeleted isSpam"), ("false", "false", "2", "hidden", "post-trashed"),
     ("True", "false", "2", "deleted", "isDeleted"), ("", "", "77", "visible", None)],
)  # fmt: skip
def test_marks_are_statuses_and_a_page_that_is_gone_hides_its_comments(load, deleted, spam, thread, status, raw):
    (found,), _ = load(post(deleted=deleted, spam=spam, thread=thread))
    assert (found.status, found.status_raw) == (status, raw)


def test_an_answer_names_its_parent_even_if_that_is_missing(load):
    (found,), _ = load(post(more='<parent dsq:id="8888"/>'))
    assert (found.parent_id, found.kind) == ("8888", "reply")


@pytest.mark.parametrize(
    ("message", "text"),
    [("<p>a &amp; b</p><p>c<br>d</p>", "a & b\nc\nd"), ("", None), ("x \x0b\x00y", "x y"),
     ("]]>&lt;i&gt;<![CDATA[z", "z")],
)  # fmt: skip
def test_messages_are_the_words_of_their_html(load, message, text):
    (found,), _ = load(post(message=message))
    assert found.text == text


def test_a_message_without_a_cdata_section_keeps_all_its_words(load):
    (found,), _ = load(post().replace("<![CDATA[<p>Five weeks</p>]]>", "Five <b>long</b> weeks"))
    assert found.text == "Five long weeks"


def test_addresses_are_dropped_unless_a_purpose_is_stated(load):
    (found,), _ = load(post())
    assert not any(secret in repr(found) for secret in ("pat@example.org", "203.0.113.7"))
    (kept,), _ = load(post(), reading=Reading(keep_email=True))
    assert kept.author_email == "pat@example.org"


def test_an_e_mail_address_is_no_name(load):
    (found,), _ = load(post().replace("Pat Invented", "pat@example.org"))
    assert found.author is None


def test_own_comments_are_known_by_user_name(load):
    reading = Reading(own={"disqus": ["@pat"]})
    found, _ = load(post(), post("10").replace(">pat<", ">lee<"), reading=reading)
    assert [c.is_own for c in found] == [True, False]


def test_a_repetition_is_merged_and_another_text_under_the_same_id_is_kept(load):
    found, file = load(post(), post(), post(message="other"))
    assert [c.text for c in found] == ["Five weeks", "other"]
    assert file.counts["merged"] == 1


def test_a_comment_without_an_id_is_a_reject_without_addresses(load):
    (found,), _ = load(post().replace('<post dsq:id="9">', "<post>"))
    assert isinstance(found, Reject)
    assert "example.org" not in (found.raw or "")


def test_elements_that_nobody_knows_are_noted(load):
    _, file = load(post(more="<isFlagged>true</isFlagged>"))
    assert "unknown elements: isFlagged" in file.notes


@pytest.mark.parametrize(
    ("content", "why"),
    [(HEAD + post()[:80], "breaks off"), (HEAD + "<post></disqus>", "well-formed"),
     (HEAD.replace("<disqus", '<!DOCTYPE d [<!ENTITY a "aa">]><disqus', 1) + "</disqus>", "document type")],
)  # fmt: skip
def test_a_file_that_is_cut_broken_or_unsafe_is_refused(tmp_path, content, why):
    with pytest.raises(Refused, match=why):
        list(read(export_of(tmp_path, content, "x.xml")))
