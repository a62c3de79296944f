"""Writing files so that every run gives the same bytes and the same times."""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.sample.span import LONDON

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class File:
    """A file to be: its path below the sample's folder, what is in it, and when it was exported."""

    path: str
    data: bytes
    at: datetime


def name(at: datetime, file: str) -> str:
    """A file in the folder of the day on which it was exported."""
    return f"{at.astimezone(LONDON):%Y-%m-%d}/{file}"


def put(out: Path, file: File) -> None:
    """Writes one file and sets its time to that of the export."""
    path = out / file.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file.data)
    stamp(path, file.at)


def stamp(path: Path, at: datetime) -> None:
    """Sets a file's times."""
    seconds = at.timestamp()
    os.utime(path, (seconds, seconds))


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Any]], encoding: str = "utf-8") -> bytes:
    """A comma-separated table as spreadsheets write it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def json_bytes(value: Any) -> bytes:
    """JSON as interfaces send it: no spaces, other letters than ASCII escaped."""
    return json.dumps(value, separators=(",", ":")).encode()


def zip_bytes(members: Mapping[str, bytes], at: datetime) -> bytes:
    """A zip whose members all bear the export's time; stored, as compressors differ from machine to machine."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for path, data in members.items():
            info = zipfile.ZipInfo(path, at.astimezone(LONDON).timetuple()[:6])
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, data)
    return held.getvalue()
