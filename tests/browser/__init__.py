"""Helpers for tests that look at the product through a browser."""

from __future__ import annotations

import shutil
from pathlib import Path

WHY_NOT = "no Chromium: install one with `apt-get install chromium` or `python -m playwright install chromium`"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-quic",
]  # fmt: skip


def find_chromium() -> str | None:
    """Where a Chromium lies: the system's, or the one that Playwright keeps; None if there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    kept = sorted(Path("~/.cache/ms-playwright").expanduser().glob("chromium-*/chrome-linux*/chrome"))
    return str(kept[-1]) if kept else None
