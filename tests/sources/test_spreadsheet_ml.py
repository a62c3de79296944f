"""Workbooks in XML text, as tables and as what a hostile file makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import Refused
from pipelines.sources.export import Export
from pipelines.sources.looks import described
from tests.sources.helpers import export_of, rows_of

HEAD = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="A &amp; B"><Table>'
)
TAIL = "</Table></Worksheet></Workbook>"


def exported(folder: Path, rows: str) -> Export:
    return export_of(folder, HEAD + rows + TAIL, "book.xls")


def cell(text: str, kind: str = "String", **attributes: int) -> str:
    given = "".join(f' ss:{name}="{value}"' for name, value in attributes.items())
    return f'<Cell{given}><Data ss:Type="{kind}">{text}</Data></Cell>'


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        (cell("a") + cell("b"), ["a", "b"]),
        (cell("a") + cell("c", Index=3), ["a", "", "c"]),
        (cell("a", MergeAcross=1) + cell("c"), ["a", "", "c"]),
        (cell("a") + "<Cell/>" + cell("c"), ["a", "", "c"]),
        (cell("b", Index=2) + cell("not before it", Index=1), ["", "b", "not before it"]),
        (cell("2015-10-02T20:15:00.000", "DateTime"), ["2015-10-02 20:15:00"]),
        (cell("2015-10-02T20:15:00.000"), ["2015-10-02T20:15:00.000"]),
        (cell("10150000000000001", "Number"), ["10150000000000001"]),
        (cell("a <B>bold</B> &amp; b"), ["a bold & b"]),
        ('<Cell><Data>a</Data><Comment><Data>a remark</Data></Comment></Cell>', ["a"]),
    ],
)  # fmt: skip
def test_cells_stand_where_the_workbook_says(tmp_path: Path, row: str, cells: list[str]) -> None:
    export = exported(tmp_path, f"<Row>{row}</Row>")
    assert export.sheet_names == ["A & B"]
    assert export.sheet("A & B") == [(1, cells)]


def test_rows_have_the_numbers_that_they_have_in_the_workbook(tmp_path: Path) -> None:
    export = exported(tmp_path, f'<Row>{cell("Name")}</Row><Row ss:Index="5">{cell("a")}</Row><Row>{cell("b")}</Row>')
    table = export.table("Name")
    assert table is not None
    assert rows_of(table) == [(5, ["a"]), (6, ["b"])]


def test_it_is_described_by_its_sheets(tmp_path: Path) -> None:
    assert described(exported(tmp_path, "")) == "a workbook with the sheets A & B"


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (f"<Row>{cell('far', Index=16_385)}</Row>", "more than 16,384 columns"),
        (f"<Row>{cell('far', Index=16_000)}</Row>" * 600, "too many cells"),
        ("<Row><Cell>", "not well-formed"),
    ],
)
def test_a_hostile_workbook_is_refused(tmp_path: Path, rows: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        _ = exported(tmp_path, rows).sheet_names


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    content = HEAD.replace("<Workbook", '<!DOCTYPE a [<!ENTITY b "c">]><Workbook') + f"<Row>{cell('&b;')}</Row>" + TAIL
    with pytest.raises(Refused, match="document type or entities"):
        _ = export_of(tmp_path, content, "book.xls").sheet_names
