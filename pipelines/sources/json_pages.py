"""JSON answers saved one after another in a file, whatever stands between them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipelines.sources.export import Export

_NOT_SPACE = re.compile(r"\S")


def pages(export: Export) -> list[Any]:
    """The documents of a file: one, one a line, or several that follow each other; empty when it is not JSON."""
    return export.documents or _concatenated(export)


def _concatenated(export: Export) -> list[Any]:
    """JSON documents that follow each other without line ends; empty when there is anything else."""
    if export.text_head.lstrip()[:1] not in ("{", "["):
        return []
    with export.open_text() as file:
        text = file.read().strip().lstrip("\ufeff")
    decoder, documents, at = json.JSONDecoder(strict=False), [], 0
    try:
        while at < len(text):
            start = at
            _, at = decoder.raw_decode(text, start)
            documents.append(export.parse(text[start:at]))
            found = _NOT_SPACE.search(text, at)
            at = found.start() if found else len(text)
    except ValueError:
        return []
    except RecursionError as error:
        raise export.refuse("the file is nested too deeply to be an export", "Download it again") from error
    return documents
