"""Binary workbooks that lie about their sheets are refused before their reader believes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import Refused
from pipelines.sources import recognise
from pipelines.sources.xls_sprawl import sprawls
from tests.goldens import EXPORTS
from tests.sources.helpers import export_of

SOUND = next((EXPORTS / "meta_page_insights_posts").glob("*02.xls")).read_bytes()
EXTENT = SOUND.index(bytes.fromhex("00020e00")) + 4
CELL = SOUND.index(bytes.fromhex("fd000a00")) + 4


def changed(at: int, to: str) -> bytes:
    new = bytes.fromhex(to)
    return SOUND[:at] + new + SOUND[at + len(new) :]


def test_a_sound_workbook_is_not_held_back(tmp_path: Path) -> None:
    export = export_of(tmp_path, SOUND, "insights.xls")
    assert not sprawls(export.path)
    assert export.sheet_names[0] == "Key Metrics"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(changed(EXTENT + 4, "00000001"), id="a sheet that claims millions of rows"),
        pytest.param(changed(EXTENT, "00002222"), id="a sheet that ends before it begins"),
        pytest.param(changed(CELL, "ffff0010"), id="a cell far from all others"),
        pytest.param(changed(30, "1f00"), id="sectors of two gigabytes"),
        pytest.param(SOUND[:600], id="cut short"),
        pytest.param(SOUND[:512], id="a header alone"),
        pytest.param(SOUND[:8], id="a mark alone"),
    ],
)
def test_a_workbook_that_would_fill_the_memory_is_refused(tmp_path: Path, content: bytes) -> None:
    export = export_of(tmp_path, content, "insights.xls")
    assert sprawls(export.path)
    with pytest.raises(Refused, match="damaged or locked"):
        recognise(export)


def test_a_chain_that_runs_in_a_circle_ends(tmp_path: Path) -> None:
    table = 512 + 512 * int.from_bytes(SOUND[76:80], "little")
    circle = b"".join(n.to_bytes(4, "little") for n in [0] * 128)
    assert sprawls(export_of(tmp_path, SOUND[:table] + circle + SOUND[table + 512 :], "a.xls").path)


def test_a_panic_of_the_reader_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    panic = type("PanicException", (BaseException,), {})

    def panics(_: str) -> None:
        raise panic("range end index 124 out of range")

    monkeypatch.setattr("pipelines.sources.export.CalamineWorkbook.from_path", panics, raising=False)
    export = export_of(tmp_path, SOUND, "insights.xls")
    with pytest.raises(Refused, match="damaged or locked"):
        recognise(export)
