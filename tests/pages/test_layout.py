"""Where pages lie and what they may do: nothing runs on import, nothing lies where Streamlit would serve it unasked."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pages import SECTIONS, all_pages

PAGES = Path("pages")
MODULES = [p for s in SECTIONS for p in sorted((PAGES / s).glob("*.py")) if p.name != "__init__.py"]
FILES = sorted(PAGES.rglob("*.py"))
DEFINES = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.ClassDef)
BELOW = {
    "pages", "pipelines.reports", "pipelines.metrics", "pipelines.clauses", "pipelines.ledger", "pipelines.policy",
    "pipelines.policy.layouts",
}  # fmt: skip
BELOW |= {"pipelines.records", "pipelines.errors", "pipelines.as_json"}


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_only_the_package_itself_lies_in_pages():
    assert [p.name for p in PAGES.glob("*.py")] == ["__init__.py"]


def test_every_page_is_found_once_and_in_order():
    names = [p.name for p in all_pages()]
    assert len(names) == len(set(names)) == len(MODULES)
    assert names[:2] == ["this_week", "needs_you"]
    moderation = [p.name for p in all_pages() if p.section == "moderation"]
    assert moderation == ["review", "rounds", "removals", "rewording", "quality"]


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_page_defines_what_a_page_is_and_runs_nothing(path):
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree)
    assert all(isinstance(node, DEFINES) for node in tree.body[1:])
    names = {t.id for n in tree.body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)}
    assert {"TITLE", "ASKS", "ORDER"} <= names
    assert "render" in {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}


@pytest.mark.parametrize("path", FILES, ids=str)
def test_pages_import_only_what_lies_below(path):
    for name in imported(path):
        top = name.partition(".")[0]
        if top == "pipelines":
            assert ".".join(name.split(".")[:2]) in BELOW, name
        assert top not in {"duckdb", "click", "torch", "transformers", "onnxruntime", "openpyxl"}, name
        assert top != "plotly" or path.parent.name == "parts", name


def test_only_charts_draw_with_plotly():
    assert [p.name for p in FILES if any(n.startswith("plotly") for n in imported(p))] == ["chart.py"]


def test_front_door_is_short():
    assert len(Path("dashboard.py").read_text().splitlines()) <= 60


def test_the_server_keeps_to_this_machine():
    settings = Path(".streamlit/config.toml").read_text()
    for wanted in ('address = "127.0.0.1"', "gatherUsageStats = false", "postScriptGC = false", "allowedHosts = ",
                   'fileWatcherType = "none"', 'showErrorDetails = "none"'):  # fmt: skip
        assert wanted in settings
    assert "http" not in settings
