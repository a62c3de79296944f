"""Export files in, records out: one module per layout, none of which knows another.

A module in ``layouts/`` says what it is and how it is read, and nothing else has to be touched to add one::

    LAYOUT = "exportcomments"          # its name, as `read --json` prints it
    PLATFORM = "facebook"              # whose export it is
    HOLDS = "comments"                 # comments | posts | figures | rounds | actions | access | own words
    CANNOT_SHOW = ("hidden comments",) # what no file of this layout can ever prove
    KEEPS = (30, "the trash")          # after how many days the platform itself drops what, so that we warn before
    REQUIRED = ("Comment ID",)         # a table's telling columns, so that a refusal can name one that is missing
    PARTS = ("data/tweets.js",)        # files, as glob patterns, any of which makes a folder or zip one export
    FOLDERS = ("YouTube * Music",)     # names, as patterns, of folders that are one export whatever lies in them
    BESIDE = ("*_information",)        # names, as patterns, of what lies beside such a folder and holds nothing of use

    def recognises(export: Export) -> bool: ...     # by content, never by file name
    def read(export: Export) -> Iterator[Record | Batch]: ...

What follows CANNOT_SHOW is optional. ``walk`` finds the exports among files, folders and zips; ``read`` reads one
of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from pipelines.errors import TEACH, Ambiguous, Refused, Unrecognised
from pipelines.records import Batch, Record
from pipelines.sources import assumed, mapped
from pipelines.sources.export import TOO_DEEP, Export
from pipelines.sources.find_tables import missing_columns
from pipelines.sources.layouts import folder_layouts, modules
from pipelines.sources.looks import BROKEN_JSON, BROKEN_WORKBOOK, described
from pipelines.sources.reading import Reading
from pipelines.sources.sound import sound
from pipelines.sources.walk import walk

__all__ = ["Export", "Reading", "kept_for_days", "known_layouts", "read", "recognise", "walk"]


def known_layouts(reading: Reading) -> list[ModuleType | mapped.MappedTable]:
    """Every layout that can be read: the modules of ``layouts`` and the policy's own tables."""
    return [*modules(), *(mapped.MappedTable(t, reading) for t in reading.tables)]


def kept_for_days() -> list[dict[str, Any]]:
    """By layout, for how many days (``keeps_days``) the platform keeps ``what`` its exports show."""
    found = ((m, *m.KEEPS) for m in modules() if hasattr(m, "KEEPS"))
    return [
        {"layout": m.LAYOUT, "platform": m.PLATFORM, "keeps_days": days, "what": what, "is_log": m.HOLDS == "actions"}
        for m, days, what in found
    ]


def recognise(export: Export) -> ModuleType | mapped.MappedTable:
    """The one layout that claims this export.

    Raises:
        Unrecognised: none does.
        Ambiguous: more than one does; all are named.
    """
    if export.size == 0:
        raise Unrecognised(export.name, "the file is empty", "Download it again")
    claims = _claimants(export)
    if not claims:
        raise _unrecognised(export)
    if len(claims) > 1:
        names = " and ".join(f'"{c.LAYOUT}"' for c in claims)
        raise Ambiguous(
            export.name,
            f"two layouts claim this file: {names}",
            "Remove the one that claims too much: on the Imports page if it was saved there, or from policy.toml",
        )
    return claims[0]


def _claimants(export: Export) -> list[ModuleType | mapped.MappedTable]:
    if export.is_folder:
        return list(folder_layouts(export.path))
    with export.glanced_at():
        return [layout for layout in known_layouts(export.reading) if _claims(layout, export)]


def _unrecognised(export: Export) -> Unrecognised:
    """The refusal of a file that no layout claims: what it looks like, and the columns that a known table lacks."""
    looks = described(export)
    what, do = f"no layout that Weekwatch knows; {looks}", "Check that docs/exports.md names this export"
    if looks in (BROKEN_JSON, BROKEN_WORKBOOK):
        again = {BROKEN_JSON: "Download it again", BROKEN_WORKBOOK: "Save it again as XLSX or CSV, without a password"}
        return Unrecognised(export.name, what, again[looks])
    for layout in known_layouts(export.reading):
        if missing := missing_columns(export, getattr(layout, "REQUIRED", ())):
            listed = ", ".join(f'"{name}"' for name in missing)
            what = f'this looks like "{layout.LAYOUT}" but has no column {listed}; it is {looks}'
            return Unrecognised(
                export.name, what, f"Export it again with all its columns and load it unchanged, or {TEACH}"
            )
    is_table = bool(export.sheet_names or export.first_rows)
    return Unrecognised(export.name, what, f"{do}, or {TEACH}" if is_table else do)


def _claims(layout: ModuleType | mapped.MappedTable, export: Export) -> bool:
    """Whether a layout claims this export; one that trips over a strange file does not."""
    try:
        return bool(layout.recognises(export))
    except Refused:
        raise
    except Exception as error:
        export.note(f"{layout.LAYOUT} could not look at this file ({type(error).__name__})")
        return False


def read(export: Export) -> Iterator[Record | Batch]:
    """Every record of one export, in file order; ``export.file`` is complete when this ends.

    Raises:
        Refused: the file cannot be read rightly; nothing that it yielded so far may be kept.
    """
    layout = recognise(export)
    export.file.layout, export.file.platform = layout.LAYOUT, layout.PLATFORM
    export.file.holds = layout.HOLDS
    try:
        for found in layout.read(export):
            yield export.account(assumed.placed(sound(export, found), export.reading.assumed.get(layout.LAYOUT)))
    except Refused:
        raise
    except RecursionError as error:
        raise export.refuse(TOO_DEEP, "Download it again") from error
    except Exception as error:
        raise _unforeseen(export, error) from error
    if export.survey.is_twice_encoded:
        export.note("some letters were encoded twice, as é that shows as Ã©: the text is kept as it stands")
    export.file.notes.extend(f"cannot show: {what}" for what in layout.CANNOT_SHOW)
    balance = export.yielded + export.merged + sum(export.skipped.values())
    if balance != export.rows:
        raise Refused(
            export.name,
            f"{export.rows} rows were seen but {balance} are accounted for",
            f"Report this: the layout {layout.LAYOUT} loses rows",
        )


def _unforeseen(export: Export, error: Exception) -> Refused:
    """A file that only looks like its layout: one such must not keep the rest from loading.

    The error's own words are left out, for they may quote what somebody wrote.
    """
    at = error.__traceback__
    while at and at.tb_next and Path(__file__).parent in Path(at.tb_next.tb_frame.f_code.co_filename).parents:
        at = at.tb_next
    place = f"{Path(at.tb_frame.f_code.co_filename).name}, line {at.tb_lineno}" if at else "its reader"
    what = f"the file is not built as {export.file.layout} files are ({type(error).__name__} in {place})"
    return Refused(export.name, what, "Download it again; if that does not help, report this")
