"""One file of a folder that is an export as a whole: read by itself, accounted for with the rest."""

from __future__ import annotations

from pathlib import Path

from pipelines.sources.export import Export


def part_of(export: Export, path: Path) -> Export:
    """A file in the export's folder, under its full name and as its platform's."""
    part = Export(path, f"{export.name}/{path.relative_to(export.path).as_posix()}", export.reading)
    part.file.platform = export.file.platform
    return part


def take_over(export: Export, part: Export) -> None:
    """What was counted and noted while a part was read, for the whole; once it is read to its end."""
    if part is export:
        return
    export.row(part.rows)
    export.merge(part.merged)
    for reason, count in part.skipped.items():
        export.skip(reason, count)
    for note in part.file.notes:
        export.note(note)
