"""Every notebook runs from its first cell to its last on figures alone, and none keeps what it once showed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import pipelines.metrics
from pipelines.metrics import all_metrics
from tests.pages import story
from tests.pages.test_pages import show, text
from tests.test_main import run  # the command line, in this process

FOLDER = Path("notebooks")
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Twelve small sample weeks with a ledger, published by patterns alone."""
    root = tmp_path_factory.mktemp("notebooks")
    run(root / "data", "sample", str(root / "exports"), "--weeks", "12", "--comments", "80", "--ledger")
    run(root / "data", "load", str(root / "exports"))
    run(root / "data", "publish")
    return root / "data"


def cells(path, kind="code"):
    told = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in told if cell["cell_type"] == kind]


def executed(path):
    """The names that a notebook's cells leave, run in order as Jupyter runs them."""
    found: dict[str, object] = {"__name__": "__main__"}
    for number, source in enumerate(cells(path)):
        exec(compile(source, f"{path.name}, cell {number}", "exec"), found)
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_runs_on_figures_alone(path, data, monkeypatch):
    monkeypatch.setenv("WEEKWATCH_DATA", str(data))
    monkeypatch.setattr(sys, "path", list(sys.path))
    found = executed(path)
    attached = found["figures"].sql("select distinct database_name as name from duckdb_databases()")["name"]
    assert "figures" in set(attached)
    assert "comments" not in set(attached)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_asks_one_question_and_keeps_no_output(path):
    told = json.loads(path.read_text(encoding="utf-8"))
    assert cells(path, "markdown")[0].startswith("# ")
    assert cells(path, "markdown")[0].endswith("?")
    assert not [c for c in told["cells"] if c.get("outputs") or c.get("execution_count")]
    assert not any("text" in source and "comments." in source for source in cells(path))


def test_a_metric_drafted_in_the_last_notebook_is_on_the_page_once_it_is_saved(data, tmp_path, monkeypatch):
    monkeypatch.setenv("WEEKWATCH_DATA", str(data))
    draft = executed(NOTEBOOKS[-1])["DRAFT"]
    for path in pipelines.metrics.FOLDER.glob("*.sql"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "comments_for_a_round.sql").write_text(draft, encoding="utf-8")
    monkeypatch.setattr(pipelines.metrics, "FOLDER", tmp_path)
    all_metrics.cache_clear()
    try:
        app = AppTest.from_function(show, args=("definitions", story.Story("full"), story.window(), "ceo", None))
        assert "Comments for each round" in text(app.run(timeout=60))
    finally:
        all_metrics.cache_clear()


def test_there_are_the_six_questions():
    assert len(NOTEBOOKS) == 6
