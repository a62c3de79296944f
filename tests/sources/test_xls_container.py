"""Old workbooks whose container or sheets claim what cannot be: refused before their reader goes astray."""

import struct

import pytest

from pipelines.errors import Unrecognised
from pipelines.sources import recognise
from pipelines.sources.export import XLS_MAGIC
from pipelines.sources.xls_sprawl import sprawls
from tests.goldens import EXPORTS
from tests.sources.helpers import export_of

WORKBOOKS = [p for p in sorted(EXPORTS.glob("*/*.xls")) if p.read_bytes().startswith(XLS_MAGIC)]
DATA = (EXPORTS / "linkedin_content" / "healthwatch-exampleshire_content_1754640000000.xls").read_bytes()
SIZE = 512


@pytest.fixture
def sound(tmp_path):
    def sound(data):
        (tmp_path / "a.xls").write_bytes(data)
        return not sprawls(tmp_path / "a.xls")

    return sound


def with_ring():
    """The first sector of the workbook's own stream names itself as the next."""
    (table,) = struct.unpack_from("<I", DATA, 76)
    at = (table + 1) * SIZE
    return DATA[:at] + struct.pack("<I", 0) + DATA[at + 4 :]


def with_dimensions(rows, columns, first=0):
    at = DATA.index(struct.pack("<HH", 0x200, 14)) + 4
    return DATA[:at] + struct.pack("<IIHH", first, rows, 0, columns) + DATA[at + 12 :]


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda p: p.name)
def test_every_sample_is_sound(path):
    assert not sprawls(path)


def test_a_ring_of_sectors_is_not(sound):
    assert not sound(with_ring())


@pytest.mark.parametrize(
    ("rows", "columns", "is_good"), [(65_536, 100, True), (2**32 - 1, 1, False), (65_536, 65_535, False)]
)
def test_a_sheet_larger_than_memory_is_not(sound, rows, columns, is_good):
    assert sound(with_dimensions(rows, columns)) is is_good


def test_a_sheet_that_ends_before_it_begins_is_not(sound):
    assert not sound(with_dimensions(4, 5, first=5))


@pytest.mark.parametrize("length", [8, 30, 76, 512, 1024, len(DATA) // 2])
def test_a_file_that_is_cut_short_is_not(sound, length):
    assert not sound(DATA[:length])


def test_such_a_file_is_refused_as_damaged(tmp_path):
    with pytest.raises(Unrecognised, match="damaged or locked"):
        recognise(export_of(tmp_path, with_ring(), "a.xls"))
