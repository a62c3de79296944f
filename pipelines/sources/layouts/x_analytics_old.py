"""X's analytics of single posts as they were to 2024: tweet_activity_metrics_….csv."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import IN_FILE, UNKNOWN, Batch, Post, Record
from pipelines.sources.export import Export
from pipelines.sources.figures import cover, metrics_of, numbers_of, period_in_name
from pipelines.sources.layouts import x_columns
from pipelines.sources.tables import Chunk, Table, heading

LAYOUT = "x analytics old"
PLATFORM = "x"
HOLDS = "posts"
CANNOT_SHOW = ("what other people replied", "which replies were hidden")

_ID, _LINK, _TEXT, _TIME = "Tweet id", "Tweet permalink", "Tweet text", "time"
_PORTUGUESE = {
    _ID: "id do Tweet", _LINK: "link permanente do Tweet", _TEXT: "texto do Tweet", _TIME: "horário",
}  # fmt: skip
_METRICS = {
    "retweets": "shares", "favorites": "likes", "url clicks": "clicks_link",
    "impressões": "impressions", "engajamentos": "engagements", "interações": "engagements",
    "taxa de engajamento": "engagement_rate", "respostas": "replies", "favoritos": "likes", "curtidas": "likes",
    "cliques no perfil do usuário:": "user_profile_clicks",
}  # fmt: skip
_POST_IN_ANY_LANGUAGE = re.compile(r'(?m)^"?\d{9,19}"?,"?https://(?:twitter|x)\.com/\w+/status/\d+"?,')
_COLUMNS = 22


def recognises(export: Export) -> bool:
    """Whether these are posts with an id, a permalink, a time and impressions, in whatever language."""
    return _table(export) is not None or _is_foreign(export)


def read(export: Export) -> Iterator[Record | Batch]:
    """A post a row, with its lifetime figures.

    Raises:
        Refused: the headers are in a language that is not known.
    """
    table = _table(export)
    if table is None:
        raise export.refuse(
            "its headers are in a language that Weekwatch does not know",
            f'Put the English headers ("{_ID}", "{_LINK}", "{_TEXT}", "{_TIME}", "impressions" …) in its first row '
            "with a text editor",
        )
    export.file.captured_on = export.captured()
    cover(export, [d for d in period_in_name(export) if d])
    metrics = metrics_of(table, _METRICS, *_PORTUGUESE, *_PORTUGUESE.values())
    for chunk in table.chunks():
        if isinstance(chunk, Batch):
            yield chunk
        else:
            yield from _posts(export, chunk, metrics)


def _table(export: Export) -> Table | None:
    english = export.table(_ID, _LINK, _TIME, "impressions")
    return english or export.table(*(_PORTUGUESE[n] for n in (_ID, _LINK, _TIME)), "impressões")


def _is_foreign(export: Export) -> bool:
    header, _, rest = export.text_head.partition("\n")
    wide = header.count(",") >= _COLUMNS - 1 and heading(_ID) not in header.casefold()
    return wide and _POST_IN_ANY_LANGUAGE.search(rest) is not None


def _posts(export: Export, chunk: Chunk, metrics: dict[str, str]) -> Iterator[Batch]:
    ids = chunk.ids(_ID, _PORTUGUESE[_ID])
    times, text = chunk.word(_TIME, _PORTUGUESE[_TIME]), chunk.text(_TEXT, _PORTUGUESE[_TEXT])
    at = x_columns.instants(times)
    if not export.file.covers_since:
        cover(export, [at.cast(pa.date32())])
    columns = {
        "id": ids, "published_at": at, "published_at_raw": times, "published_local": x_columns.wall_clocks(times),
        "zone": pc.if_else(at.is_valid(), IN_FILE, UNKNOWN), "text": text,
        "url": chunk.word(_LINK, _PORTUGUESE[_LINK]), "kind": x_columns.kinds(text), "captured_on": export.captured(),
    }  # fmt: skip
    columns |= {f"figures.{metric}": numbers_of(chunk, header) for header, metric in metrics.items()}
    yield from chunk.batch(Post, columns, bad=x_columns.not_ids(ids))
