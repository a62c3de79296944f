"""Loading one large JSON or XML document, against the standard library's own parser running through it.

Usage: python -m benchmarks.large_documents [--comments 500000] [--folder build/benchmarks] [LAYOUT…]
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.measure import timed, weekwatch

LIMIT_MIB = 1024
JSON_PARSER = "import json, sys; json.load(open(sys.argv[1], encoding='utf-8'))"
XML_PARSER = "import sys, xml.sax as s; s.parse(sys.argv[1], s.ContentHandler())"
TEXT = "We waited from nine until noon, number {0}, and nobody could say why; the nurse was kind, the café shut."
CREATED = "2026-02-{day:02}T{hour:02}:12:11"


def _moment(number: int) -> str:
    return CREATED.format(day=1 + number % 28, hour=number % 24)


def _facebook(number: int) -> dict[str, object]:
    return {
        "id": f"1001_{20_000_000 + number}", "message": TEXT.format(number), "created_time": f"{_moment(number)}+0000",
        "from": {"name": f"Visitor {number % 5000}", "id": str(900_000 + number % 5000)}, "like_count": number % 7,
        "comment_count": 0, "is_hidden": number % 50 == 0,
        "permalink_url": f"https://www.facebook.com/1001/posts/1?comment_id={20_000_000 + number}",
    }  # fmt: skip


def graph(count: int) -> Iterator[str]:
    """One page of the Graph API with all the comments of a post."""
    yield '{"data": ['
    yield from _listed(count, _facebook)
    yield f'], "paging": {{"cursors": {{"before": "a", "after": "b"}}}}, "summary": {{"total_count": {count}}}}}'


def graph_posts(count: int) -> Iterator[str]:
    """One post with all its comments nested in it."""
    yield '{"data": [{"id": "7_1001", "message": "Our survey", "created_time": "2026-02-01T09:00:00+0000", '
    yield '"from": {"id": "7", "name": "Healthwatch Exampleshire"}, "comments": '
    yield from graph(count)
    yield "}]}"


def instagram(count: int) -> Iterator[str]:
    """One page of Instagram comments."""
    yield '{"data": ['
    yield from _listed(
        count,
        lambda n: {
            "id": str(17_900_000_000_000_000 + n), "text": TEXT.format(n), "timestamp": f"{_moment(n)}+0000",
            "username": f"visitor.{n % 5000}", "like_count": 0, "hidden": False,
        },
    )  # fmt: skip
    yield "]}"


def rest(count: int) -> Iterator[str]:
    """Pages of a hundred comments each, as WordPress's REST interface gives them."""
    yield "["
    for start in range(0, count, 100):
        yield ("," if start else "") + "["
        yield from _listed(min(100, count - start), lambda n, start=start: _rest_comment(start + n))  # type: ignore[misc]
        yield "]"
    yield "]"


def _rest_comment(number: int) -> dict[str, object]:
    return {
        "id": number + 1, "post": 5, "parent": 0, "author": 0, "author_name": f"Visitor {number % 5000}",
        "date": _moment(number), "date_gmt": _moment(number), "content": {"rendered": f"<p>{TEXT.format(number)}</p>"},
        "link": f"https://example.org/?p=5#comment-{number + 1}", "status": "approved", "type": "comment", "meta": [],
    }  # fmt: skip


def x_api(count: int) -> Iterator[str]:
    """A page a line of X's API."""
    for start in range(0, count, 100):
        numbers = range(start, min(start + 100, count))
        yield json.dumps({"data": [_x_post(n) for n in numbers], "meta": {"result_count": len(numbers)}}) + "\n"


def _x_post(number: int) -> dict[str, object]:
    return {
        "id": str(2_018_000_000_000_000_000 + number), "text": TEXT.format(number), "author_id": str(number % 5000 + 1),
        "conversation_id": "2017900000000000000", "created_at": f"{_moment(number)}.000Z",
        "referenced_tweets": [{"type": "replied_to", "id": "2017900000000000000"}],
    }  # fmt: skip


def wxr(count: int) -> Iterator[str]:
    """A WordPress export of one post."""
    yield (
        '<?xml version="1.0" encoding="UTF-8" ?>\n<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/">\n'
        "<channel><link>https://example.org</link><pubDate>Mon, 02 Mar 2026 08:00:00 +0000</pubDate>\n"
        "<item><title>Survey</title><link>https://example.org/?p=5</link><wp:post_id>5</wp:post_id>\n"
        "<wp:post_type>post</wp:post_type><wp:status>publish</wp:status>\n"
    )
    for number in range(count):
        when = _moment(number).replace("T", " ")
        yield (
            f"<wp:comment><wp:comment_id>{number + 1}</wp:comment_id><wp:comment_author><![CDATA[Visitor "
            f"{number % 5000}]]></wp:comment_author><wp:comment_date>{when}</wp:comment_date><wp:comment_date_gmt>"
            f"{when}</wp:comment_date_gmt><wp:comment_content><![CDATA[{TEXT.format(number)}]]></wp:comment_content>"
            "<wp:comment_approved>1</wp:comment_approved><wp:comment_type>comment</wp:comment_type>"
            "<wp:comment_parent>0</wp:comment_parent><wp:comment_user_id>0</wp:comment_user_id>\n</wp:comment>\n"
        )
    yield "</item></channel></rss>\n"


DOCUMENTS: dict[str, tuple[Callable[[int], Iterator[str]], str]] = {
    "graph": (graph, "json"), "graph_posts": (graph_posts, "json"), "instagram": (instagram, "json"),
    "rest": (rest, "json"), "x_api": (x_api, "jsonl"), "wxr": (wxr, "xml"),
}  # fmt: skip
PARSERS = {
    "json": JSON_PARSER,
    "jsonl": "import json, sys; [json.loads(x) for x in open(sys.argv[1])]",
    "xml": XML_PARSER,
}


def _listed(count: int, made: Callable[[int], dict[str, object]]) -> Iterator[str]:
    for number in range(count):
        yield (",\n" if number else "") + json.dumps(made(number))


def written(folder: Path, name: str, count: int) -> Path:
    """The document, written once and kept."""
    made, ending = DOCUMENTS[name]
    path = folder / f"{name}-{count}.{ending}"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        with partial.open("w", encoding="utf-8") as file:
            file.writelines(made(count))
        partial.rename(path)
    return path


def main() -> None:
    """Prints for each document its peak memory, its seconds and how they compare with the parser's."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("layouts", nargs="*", default=list(DOCUMENTS), metavar="LAYOUT")
    options.add_argument("--comments", type=int, default=500_000)
    options.add_argument("--folder", type=Path, default=Path("build/benchmarks"))
    chosen = options.parse_args()
    print(f"{chosen.comments:,} comments in one document; wanted: under {LIMIT_MIB:,} MiB")
    for name in chosen.layouts:
        source, data = written(chosen.folder, name, chosen.comments), chosen.folder / "document"
        shutil.rmtree(data, ignore_errors=True)
        base, base_memory = timed(sys.executable, "-c", PARSERS[source.suffix[1:]], str(source))
        seconds, memory = weekwatch(data, "load", str(source))
        print(
            f"{name:12} {source.stat().st_size / 2**20:5.0f} MiB  load {seconds:6.1f} s {memory:6,.0f} MiB  "
            f"parser alone {base:6.1f} s {base_memory:6,.0f} MiB  load / parser {seconds / base:5.1f}"
            f"{'' if memory < LIMIT_MIB else '  OVER THE LIMIT'}",
            flush=True,
        )
        shutil.rmtree(data)


if __name__ == "__main__":
    main()
