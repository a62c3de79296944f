import hashlib
from pathlib import Path

import pytest

from pipelines import sources
from pipelines.policy import load_policy
from pipelines.records import Batch
from pipelines.sample import build, write_sample
from pipelines.sources import Export, Reading, walk

ROOT = Path(__file__).parents[2]


def listing(folder):
    """Every file below a folder with its digest and its time."""
    return {
        p.relative_to(folder).as_posix(): (hashlib.sha256(p.read_bytes()).hexdigest(), int(p.stat().st_mtime))
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def read_all(folder):
    """Records and file records by path below the folder; a refusal stands as itself."""
    reading = Reading.under(load_policy(ROOT / "policy.toml"))
    found = {}
    with walk([folder], reading) as exports:
        for export in exports:
            if not isinstance(export, Export):
                raise export
            records = [
                r for some in sources.read(export) for r in (some.records() if isinstance(some, Batch) else [some])
            ]
            found[export.name.removeprefix(f"{folder}/")] = (export.finished(), records)
    return found


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    out = tmp_path_factory.mktemp("sample")
    write_sample(out)
    return out


@pytest.fixture(scope="session")
def exports(sample):
    return read_all(sample)


@pytest.fixture(scope="session")
def world():
    return build()
