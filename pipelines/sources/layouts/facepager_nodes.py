"""How Facepager's rows hang together: which node was fetched for which, and what each of them is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.sources.tables import Chunk, Table

COMMENTS, POSTS = "comments", "posts"
# What a row is that holds no item of its own.
NO_ITEMS = ("seed", "offcut", "empty", "headers")
_ASKED_FOR = {
    COMMENTS: r"(?i)/(comments|replies|visitor_posts)\b",
    POSTS: r"(?i)/(posts|feed|published_posts|media|videos|photos)\b",
}
# What visitors post on the page stands under no post of the page's own.
_VISITORS = r"(?i)/visitor_posts\b"


@dataclass(frozen=True, slots=True)
class Node:
    """A row for which others were fetched: its own id, its post's, and whether it is a comment."""

    id: str | None
    post: str | None
    is_comment: bool


class Family:
    """The nodes that others were fetched for; they stand above these in the file."""

    def __init__(self, table: Table) -> None:
        self.fetched_on: date | None = None
        self._nodes: dict[str, Node] = {}
        parents = [pc.unique(cells) for cells in table.cells("parent_id")] if table.has("parent_id") else []
        self._parents = pc.unique(pa.concat_arrays(parents)) if parents else pa.array([], pa.string())

    def meet(self, chunk: Chunk) -> None:
        """Remembers a chunk's rows for which others were fetched, and the day of the last query."""
        last = pc.max(self.days(chunk)).as_py()
        self.fetched_on = max(filter(None, (self.fetched_on, last)), default=None)
        above = chunk.where(pc.fill_null(pc.is_in(chunk.word("id"), self._parents), False))
        sorts = pc.if_else(
            pc.is_in(pc.utf8_lower(above.raw("object_type")), pa.array(NO_ITEMS)), None, self.sorts(above)
        )
        for row, parent, id_, sort in zip(
            *(above.word(c).to_pylist() for c in ("id", "parent_id", "object_id")),
            sorts.to_pylist(),
            strict=True,
        ):
            upper = self._nodes.get(parent or "")
            if sort == COMMENTS:
                head, _, tail = (id_ or "").rpartition("_")
                self._nodes[row] = Node(id_, (head if tail else None) or (upper.post if upper else None), True)
            else:
                self._nodes[row] = Node(id_, id_.rpartition("_")[2] if id_ else None, False)

    def sorts(self, chunk: Chunk) -> pa.StringArray:
        """What each row is, by the list in which it stood or else by the query that brought it; null for others."""
        asked = chunk.raw("query_type")
        found = pa.nulls(len(chunk), pa.string())
        for sort, pattern in reversed(_ASKED_FOR.items()):
            found = pc.if_else(pc.match_substring_regex(asked, pattern), sort, found)
        return pc.if_else(pc.match_substring(chunk.raw("object_key"), "comments"), COMMENTS, found)

    def places(self, chunk: Chunk) -> tuple[pa.StringArray, pa.StringArray]:
        """The post of each comment, and the comment that it answers."""
        above = chunk.word("parent_id").dictionary_encode()
        nodes = [self._nodes.get(row) for row in above.dictionary.to_pylist()]
        post = pa.array([n.post if n else None for n in nodes], pa.string()).take(above.indices)
        answered = pa.array([n.id if n and n.is_comment else None for n in nodes], pa.string()).take(above.indices)
        head = pc.struct_field(pc.extract_regex(chunk.word("object_id"), r"^(?P<post>\d+)_\d+$"), "post")
        post = pc.if_else(pc.match_substring_regex(chunk.raw("query_type"), _VISITORS), None, pc.coalesce(head, post))
        return post, answered

    @staticmethod
    def days(chunk: Chunk) -> pa.Date32Array:
        """The day on which each row was fetched, by the clock of the computer that did."""
        day = pc.utf8_slice_codeunits(chunk.word("query_time"), 0, 10)
        return pc.strptime(day, format="%Y-%m-%d", unit="s", error_is_null=True).cast(pa.date32())
