"""The export layouts, one module each, and beside them what only the layouts of one platform share."""

from __future__ import annotations

import importlib
import pkgutil
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from types import ModuleType


@cache
def modules() -> tuple[ModuleType, ...]:
    """Every layout, by the name of its module."""
    found = (importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__))
    return tuple(m for m in found if hasattr(m, "LAYOUT"))


def folder_layouts(folder: Path) -> list[ModuleType]:
    """The layouts that take this folder as one export: by its name, or because a file stands where their PARTS say."""
    return [
        m
        for m in modules()
        if any(fnmatch(folder.name, pattern) for pattern in getattr(m, "FOLDERS", ()))
        or any(_has(folder, pattern) for pattern in getattr(m, "PARTS", ()))
    ]


def beside(folder: Path) -> set[str]:
    """The names in a folder that hold nothing for Weekwatch, because an export lies beside them that says so."""
    exports = {m for child in folder.iterdir() if child.is_dir() for m in folder_layouts(child)}
    return {p.name for m in exports for pattern in getattr(m, "BESIDE", ()) for p in folder.glob(pattern)}


def _has(folder: Path, pattern: str) -> bool:
    return any(p.is_file() for p in folder.glob(pattern))
